// A deployment as people read it: its phases, the steps of the one it is at, and what is tracked there. The same for
// `preflight status` and for screen 4.
#pragma once

#include <string>
#include <vector>

#include "app/view/rows.h"

namespace preflight {

// "deployment": the phases and what is waited for; "deploymentSteps"; "deploymentItems", failed first. None without
// a deployment.
std::vector<Section> deploymentSections(const Report& report, const Diagnosis& diagnosis);

// "11:03 - 11:07, 4 min", "since 11:03, 4 min", "until 11:07", in the device's zone; empty: neither is known.
std::string spanText(const DeploymentLine& line, UtcTime now, int zoneMinutes);

}  // namespace preflight
