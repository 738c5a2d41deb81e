// Sleep and lost power: nothing went on for that long, although the clock did.
#pragma once

#include <cstdint>
#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// How long the device slept between two moments.
std::int64_t sleptSeconds(const DeploymentContext& context, UtcTime from, UtcTime to);
// "from 11:02 to 11:27, 25 min" for each sleep between two moments, and that it runs on battery since then.
std::vector<Evidence> sleepEvidence(const DeploymentContext& context, UtcTime from, UtcTime to);

// The newest end without shutting down after a moment; null when there was none.
const PowerGap* lossSince(const DeploymentContext& context, UtcTime from);

// device-slept, power-lost: of a deployment that goes on or failed.
void addPowerGaps(const DeploymentContext& context, std::vector<Finding>& findings);

}  // namespace preflight::deployment
