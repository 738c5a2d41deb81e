// No output is greener than its findings: what holds for every verdict.
#pragma once

#include <algorithm>

#include "model/diagnosis.h"

namespace preflight::test {

// A warning or failure that counts for the verdict. What matters at the next reset only does not count on a device that
// is being deployed or is managed.
inline bool weighs(const Finding& finding, const Verdict& verdict) {
  const FindingEntry& entry = entryOf(finding.id);
  const bool managed = verdict.id == VerdictId::enrolled || idOf(verdict.id).starts_with("deployment-");
  const bool fills =
      std::ranges::any_of(entry.slots, [&](const FindingSlot& slot) { return slot.counts(finding.state); });
  return fills && (finding.state == State::warn || finding.state == State::fail) && !(managed && entry.atReset);
}

inline bool isNotGreener(const Verdict& verdict, const std::vector<Finding>& findings) {
  const bool worse = std::ranges::any_of(findings, [&](const Finding& finding) { return weighs(finding, verdict); });
  return !worse || verdict.state == State::warn || verdict.state == State::fail || verdict.state == State::unknown;
}

}  // namespace preflight::test
