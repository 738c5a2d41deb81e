// Lines of the agent's logs as evidence. The registry decides; a line explains what it decided, and can be jumped to.
#pragma once

#include <vector>

#include "diagnose/deployment/status.h"

namespace preflight::deployment {

// What the logs say of an app or a script as it is now: of one that failed its exit code, else what was done last.
void addLines(const DeploymentPart& part, const DeploymentItem& item, std::vector<Evidence>& evidence);
// The last line of the agent, whatever it is about.
void addLastLine(const DeploymentPart& part, std::vector<Evidence>& evidence);

}  // namespace preflight::deployment
