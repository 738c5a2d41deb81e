// The user's part of a deployment: whether there is one, whose it is, and what it waits for before it begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/tristate.h"
#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// Whether the device is done after its own part: a self-deploying one that is not pre-provisioned.
Tristate endsWithoutUser(const DeploymentContext& context);

// Whether the device part runs without a user: pre-provisioning, or a self-deploying profile.
bool worksWithoutUser(const DeploymentContext& context);

// Of several users whose account setup has left traces the one whose hive is loaded; nothing when there is one only, or
// when it is not known.
std::optional<std::string> currentUser(const DeploymentPart& part);
// Account setup of several users, and which of them is here now is not known.
bool severalUsers(const DeploymentContext& context);
// False: it belongs to a user who is not the current one.
bool isOfUser(const DeploymentContext& context, DeploymentScope scope, std::string_view account);
// Known by its own key alone: not among what the ESP tracks.
bool isPackage(const DeploymentPart& part, const DeploymentItem& item);

// Windows' mark (HasProvisioningCompleted) says that the ESP is over: for the device, or for a user who has a mark.
bool isMarkedOver(const DeploymentPart& part, DeploymentScope scope);
bool userIsDone(const DeploymentPart& part);

// What comes between the device part and account setup; `no` when a user has signed in.
BetweenPhases nextAfterDevicePart(const DeploymentContext& context);

// Pre-provisioning failed by the record of its end, and nothing was begun after.
bool preProvisioningFailed(const DeploymentPart& part);

}  // namespace preflight::deployment
