// The user's part of a deployment: whether there is one, whose it is, and what it waits for before it begins.
#pragma once

#include <string>
#include <string_view>

#include "diagnose/deployment.h"

namespace preflight::deployment {

enum class Answer : std::uint8_t { no, yes, open };

// Whether nobody has to follow after the device's part.
Answer nobodyFollows(const Scene& scene);

// What the page waits for between the device's part and account setup: "sign-in", "reseal", "reseal-or-sign-in",
// "account-start" (whether somebody has signed in cannot be told); empty when somebody has.
std::string_view turnToUser(const Scene& scene);

// The end of pre-provisioning by the page's own record: failed, and nothing was begun after.
bool preProvisioningFailed(const DeploymentPart& part);

}  // namespace preflight::deployment
