// What a waiting deployment waits for, in words and numbers, and the finding of it.
#pragma once

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

Waiting waitingOf(const DeploymentContext& context);
// By an id of its own once it takes too long, else `waiting-on`; `sidecar-missing` where no list of apps can come.
Finding findingOf(const DeploymentContext& context, const Waiting& waiting);

}  // namespace preflight::deployment
