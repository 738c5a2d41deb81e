// Names and durations as people read them.
#pragma once

#include <cstdint>
#include <vector>

#include "model/deployment.h"
#include "text/catalogue.h"
#include "text/deployment_id.h"

namespace preflight::deployment {

Text phaseName(PhaseId id);                     // "Device setup"
Text phaseName(const DeploymentPhase* phase);   // "The deployment" where none is known
Text stepName(const DeploymentStep& step);      // "Apps"; an unknown step by its own name
Text itemName(const DeploymentItem& item);      // "Contoso VPN", "App 1a2b3c4d" by its id; of a script the id alone
Text headlineName(const DeploymentItem& item);  // with its kind where only a GUID is known
Text agentName(const PolicyProvider& provider);
Text kindName(ItemKind kind);     // "App", "Certificate"
Text stateName(WorkState state);  // "installing"
Text spanText(std::int64_t seconds);
Text bytesText(std::int64_t bytes);  // "214 MB"

Text namedText(Text name, Text value);     // "Contoso VPN: installing"
Text listText(std::vector<Text> entries);  // "Try again, Reset"; empty for none
Text forWhom(Who who, Text action);        // "Admin: fix the rule."

}  // namespace preflight::deployment
