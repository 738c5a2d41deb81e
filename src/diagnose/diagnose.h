// The rules: a report in, one Diagnosis out. No rule asks the device, and none turns "could not read" into "no". One
// folder a subject.
#pragma once

#include <span>
#include <vector>

#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight {

struct EarlierExport;

// Durations are counted up to the time at which the device was read, or up to `now` by the device's clock.
Diagnosis diagnose(const Report& report);
Diagnosis diagnose(const Report& report, UtcTime now);
// The same, with hashes of this device that were exported earlier.
Diagnosis diagnose(const Report& report, UtcTime now, std::span<const EarlierExport> earlier);

// Subjects. Each adds what holds or could not be decided.
void diagnoseIdentity(const Report& report, std::vector<Finding>& findings);
HashStatus diagnoseHash(const Report& report, std::vector<Finding>& findings);
RegistrationStatus judgeRegistration(const Report& report, std::vector<Finding>& findings);

// The one line for the whole device, from its findings.
Verdict verdictOf(const Report& report, const std::vector<Finding>& findings);

// The finding that says most about a deployment, by the verdict's order; null when none speaks of one.
const Finding* weightiestOfDeployment(const std::vector<Finding>& findings);

// One fact as evidence: its value, or why there is none.
Evidence evidenceOf(Text label, const Fact<std::string>& fact);

}  // namespace preflight
