// What is said where a deployment could not be read.
#pragma once

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

Finding unreadable(const DeploymentContext& context);

}  // namespace preflight::deployment
