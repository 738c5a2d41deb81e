// What to do about a wait, and what happens meanwhile: the words of its row, unless the device shows something more
// exact.
#pragma once

#include <string>
#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

Advice adviceOf(const DeploymentContext& context, WaitId id);

// A fault by itself, however short it has lasted.
bool isFault(const DeploymentContext& context, WaitId id);

// An app that is done and asked for a restart, while no other is taken. The mark stays after the restart: whether that
// has been is not known. Null: none did.
const DeploymentItem* askedForRestart(const DeploymentContext& context, WaitId id);

// The policies that asked for the restart that is waited for, as URIs; empty where none is known.
std::vector<std::string> restartPolicies(const DeploymentContext& context, WaitId id);
// "DeviceGuard/LsaCfgFlags"
std::string policyName(std::string_view uri);

}  // namespace preflight::deployment
