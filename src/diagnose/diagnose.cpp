#include "diagnose/diagnose.h"

#include "base/text.h"
#include "diagnose/deployment/status.h"
#include "diagnose/hash/earlier_exports.h"
#include "diagnose/registration/stages.h"

namespace preflight {

Diagnosis diagnose(const Report& report) {
  return diagnose(report, report.origin.capturedAt);
}

Diagnosis diagnose(const Report& report, UtcTime now) {
  return diagnose(report, now, {});
}

Diagnosis diagnose(const Report& report, UtcTime now, std::span<const EarlierExport> earlier) {
  Diagnosis diagnosis;
  diagnoseIdentity(report, diagnosis.findings);
  diagnoseHash(report, diagnosis.findings);
  diagnoseEarlier(earlier, diagnosis.findings);
  diagnosis.judgedAt = now;
  diagnosis.waiting = diagnoseDeployment(report, now, diagnosis.findings);
  diagnoseRegistration(report, diagnosis.findings);
  diagnosis.registration = registrationRungs(report);
  diagnosis.profile = profileInWords(report);
  diagnosis.verdict = verdictOf(report, diagnosis.findings);
  return diagnosis;
}

const Finding* findFinding(const std::vector<Finding>& findings, std::string_view id) {
  for (const Finding& each : findings) {
    if (each.id == id) {
      return &each;
    }
  }
  return nullptr;
}

Evidence evidenceOf(std::string label, const Fact<std::string>& fact) {
  std::string value = fact.known() ? printable(fact.value, 200) : describe(fact.error);
  return {std::move(label), std::move(value), fact.source};
}

}  // namespace preflight
