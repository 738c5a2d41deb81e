// The user's part of a deployment: whether there is one, whose it is, and what it waits for before it begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnose/deployment/status.h"

namespace preflight::deployment {

enum class Answer : std::uint8_t { no, yes, open };

// Whether nobody has to follow after the device's part.
Answer nobodyFollows(const Scene& scene);

// Of several users whose account setup has left traces the one whose hive is loaded; nothing when there is one only, or
// when it cannot be told.
std::optional<std::string> currentUser(const DeploymentPart& part);
// Account setup of several users, and whose it is that runs cannot be told.
bool severalUsers(const Scene& scene);
// False: it belongs to a user who is not the current one.
bool isOfUser(const Scene& scene, DeploymentScope scope, std::string_view account);
// Known by its own key alone: not among what the page tracks.
bool isPackage(const DeploymentPart& part, const DeploymentItem& item);

// The page says by itself that it is over: for the device, and for a user when one has a mark.
bool marksSayOver(const DeploymentPart& part, DeploymentScope scope);
bool userIsDone(const DeploymentPart& part);

// What the page waits for between the device's part and account setup: "sign-in", "reseal", "reseal-or-sign-in",
// "account-start" (whether somebody has signed in cannot be told); empty when somebody has.
std::string_view turnToUser(const Scene& scene);

// The end of pre-provisioning by the page's own record: failed, and nothing was begun after.
bool preProvisioningFailed(const DeploymentPart& part);

}  // namespace preflight::deployment
