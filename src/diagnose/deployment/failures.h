// What failed now, and what was skipped.
#pragma once

#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// A package that failed explains an ESP that failed at its apps, when the ESP does not say otherwise: what it tracks,
// or with which code it failed. By itself it is no failure of the ESP: its key may be an old one, or not tracked.
void takePackages(DeploymentContext& context);

void addFailures(const DeploymentContext& context, std::vector<Finding>& findings);

}  // namespace preflight::deployment
