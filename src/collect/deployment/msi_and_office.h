// MSI packages and Office as their own keys have them.
#pragma once

#include "host/host.h"
#include "model/deployment_items.h"
#include "model/fact.h"

namespace preflight {

// Absent when neither is delivered. `whole` becomes false when there is more than was read.
Fact<std::vector<DeploymentItem>> packageItems(const Host& host, bool& whole);

}  // namespace preflight
