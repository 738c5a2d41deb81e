// What failed before what is waited for now.
#pragma once

#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// The newest first.
std::vector<EarlierFailure> earlierFailures(const DeploymentContext& context);
// "Earlier: enrollment refused 3 times (0x80180014), last 14 min ago."
Text earlierText(const DeploymentContext& context, const EarlierFailure& earlier);

// "enrollment refused, 3 times, 0x80180014 (MENROLL_E_DEVICENOTSUPPORTED), 14 min ago"
Text earlierParts(const DeploymentContext& context, const EarlierFailure& earlier);

}  // namespace preflight::deployment
