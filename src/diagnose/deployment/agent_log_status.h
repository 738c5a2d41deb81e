// What the Intune agent's logs alone say of a deployment, where nothing else was read: support is often sent nothing
// but these logs.
#pragma once

#include <optional>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// agent-log-failed or agent-log-status; nothing when the logs name no app that is tracked or at work.
std::optional<Finding> agentLogFinding(const DeploymentContext& context);

}  // namespace preflight::deployment
