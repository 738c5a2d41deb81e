// Windows Hello in the user part: its setup may fail and be left for later.
#pragma once

#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// hello-failed, where the deployment itself is finished.
void addHello(const DeploymentContext& context, std::vector<Finding>& findings);

}  // namespace preflight::deployment
