// What holds a deployment up beside its page: refused enrollment, the domain, the clock, policies.
#pragma once

#include <vector>

#include "diagnose/deployment/status.h"

namespace preflight::deployment {

// Enrollments that were refused, as earlier failures.
void addRefusals(const Scene& scene, std::vector<EarlierFailure>& all);

// mdm-enrollment-failed, with a suffix where the server's reason tells the cause.
void addEnrollment(const Scene& scene, std::vector<Finding>& findings);

// The offline domain join ran out of time or could not be applied, and the device has not gone on since.
bool standsAtDomainJoin(const Scene& scene);

// All of these: enrollment, odj-timeout, odj-rejected, clock-wrong, policy-conflict.
void addBeside(const Scene& scene, std::vector<Finding>& findings);

// "Before that: MDM enrollment was refused with 0x80180014 (...), 3 times, last 14 min ago."
std::string beforeText(const Scene& scene, const EarlierFailure& before);

}  // namespace preflight::deployment
