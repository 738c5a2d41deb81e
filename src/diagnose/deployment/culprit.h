// The one thing that a deployment waits for, or at which it failed, and how long it may take: in numbers, for a screen.
#pragma once

#include <optional>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// Of the apps in scope, which one this is: the one after those that are over. Nothing where it is the only one, or
// none.
struct AppPlace {
  std::int64_t place = 0;
  std::int64_t count = 0;
};
std::optional<AppPlace> appPlaceOf(const DeploymentContext& context, const DeploymentItem& item);

// Fills `culprit` and `limit`. The lines of `status` are there already.
void fillCulprit(const DeploymentContext& context, DeploymentStatus& status);

}  // namespace preflight::deployment
