// What is tracked or done in a deployment, line by line: phases, steps of the phase that it is at, apps and others.
#pragma once

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// Fills heading, phases, steps and items.
// The id of the line of a tracked item.
std::string lineIdOf(const DeploymentItem& item);

void fillLines(const DeploymentContext& context, DeploymentStatus& status);

}  // namespace preflight::deployment
