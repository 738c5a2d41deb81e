// Device preparation ("v2"): where it stands, and how it ended.
#pragma once

#include "diagnose/deployment/status.h"

namespace preflight::deployment {

// True when the device is deployed so; then the scene says how far it is.
bool standByPreparation(Scene& scene);

// Since when its page has been at 100 percent without leaving; nothing when it left or was never there.
UtcTime fullSince(const Scene& scene);

// The page failed by its own record, with nothing that is known to have failed.
Finding preparationFailed(const Scene& scene);

// What makes the end of device preparation less than good: all skipped, a script that failed, a page that failed.
void addDoubts(const Scene& scene, Finding& finished);

}  // namespace preflight::deployment
