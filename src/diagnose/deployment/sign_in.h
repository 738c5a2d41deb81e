// A sign-in that fails in setup, by the codes of the AAD log: no network to the sign-in service, Conditional Access, or
// the account.
#pragma once

#include <vector>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// sign-in-failed, where it failed a short while ago and nothing shows that it succeeded since.
void addSignIn(const DeploymentContext& context, std::vector<Finding>& findings);

}  // namespace preflight::deployment
