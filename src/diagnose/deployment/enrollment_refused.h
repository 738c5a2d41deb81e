// Refused enrollment: out of the log, where it is with the server's reason, else out of the registry, which keeps it
// where logs are gone.
#pragma once

#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// Refusals as earlier failures.
void addRefusals(const DeploymentContext& context, std::vector<EarlierFailure>& all);

// mdm-enrollment-failed, with a suffix where the server's reason names the cause.
void addEnrollment(const DeploymentContext& context, std::vector<Finding>& findings);

}  // namespace preflight::deployment
