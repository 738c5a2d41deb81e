// Device preparation ("v2"): how far it is, and how it ended.
#pragma once

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// True when the device is deployed so; then the context says how far it is.
bool decideByPreparation(DeploymentContext& context);

// The first record of its page; zero when none is known.
UtcTime preparationStarted(const DeploymentContext& context);

// Since when its page has been at 100 percent without closing; nothing when it closed or was never there.
UtcTime fullSince(const DeploymentContext& context);

// The page failed by its own record, with no app or script that is known to have failed.
Finding preparationFailed(const DeploymentContext& context);

// The end of device preparation: a warning where all was skipped, a script failed or its page reported a failure.
Finding preparationFinished(const DeploymentContext& context);

}  // namespace preflight::deployment
