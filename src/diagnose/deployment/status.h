// The judgement of a deployment: where it is, what it waits for, what failed, and every line of it, ready to be shown.
// contextOf() finds where it is; the rest puts that into findings and lines.
#pragma once

#include <vector>

#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight {

// Adds the findings. Durations are counted up to `now`.
DeploymentStatus judgeDeployment(const Report& report, UtcTime now, std::vector<Finding>& findings);

}  // namespace preflight
