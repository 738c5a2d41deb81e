#include "model/diagnosis.h"

#include <algorithm>

namespace preflight {

const Finding* findFinding(const std::vector<Finding>& findings, FindingId id) {
  const auto found = std::ranges::find(findings, id, &Finding::id);
  return found == findings.end() ? nullptr : &*found;
}

}  // namespace preflight
