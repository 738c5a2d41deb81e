// What holds a deployment up beside its page: refused enrollment, the domain, the clock, policies.
#pragma once

#include <vector>

#include "diagnose/deployment.h"

namespace preflight::deployment {

// Enrollments that were refused, as earlier failures.
void addRefusals(const Scene& scene, std::vector<EarlierFailure>& all);

// mdm-enrollment-failed, with a suffix where the server's reason tells the cause.
void addEnrollment(const Scene& scene, std::vector<Finding>& findings);

// All of these: enrollment, odj-timeout, clock-wrong, policy-conflict.
void addBeside(const Scene& scene, std::vector<Finding>& findings);

// "Before that: MDM enrollment was refused with 0x80180014 (...), 3 times, last 14 min ago."
std::string beforeText(const Scene& scene, const EarlierFailure& before);

}  // namespace preflight::deployment
