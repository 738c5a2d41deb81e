#include "export/device/refusals.h"

namespace preflight {

std::vector<const Finding*> refusals(std::span<const Finding> findings, csv::Format format) {
  std::vector<const Finding*> found;
  for (const Finding& finding : findings) {
    const bool ofSerial = finding.id == FindingId::serialNumberPlaceholder;
    if (finding.needsForce() && (ofSerial || format != csv::Format::corporate)) {
      found.push_back(&finding);
    }
  }
  return found;
}

}  // namespace preflight
