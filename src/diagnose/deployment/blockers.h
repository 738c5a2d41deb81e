// What holds a deployment up next to its page: the domain join, the clock, rejected policies.
#pragma once

#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// The offline domain join ran out of time or could not be applied, and the device has not continued since.
bool isAtDomainJoin(const DeploymentContext& context);

// odj-timeout, odj-rejected, clock-wrong, policy-conflict, preprovisioning-expired.
void addBlockers(const DeploymentContext& context, std::vector<Finding>& findings);

}  // namespace preflight::deployment
