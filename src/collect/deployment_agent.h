// The Intune agent's logs: names of apps, the phase it believes to be in, and when it last wrote. They only explain;
// what the registry says holds.
#pragma once

#include <string_view>
#include <vector>

#include "host/host.h"
#include "model/deployment.h"

namespace preflight {

void readAgentLogs(const Host& host, IntuneAgentPart& part);

// What one log text tells; for tests and fuzzing. Times are the device's local ones.
struct AgentLog {
  std::vector<ItemName> names;
  std::string phase;
  UtcTime lastLine{};  // local time as if it were UTC
};
AgentLog agentLogFrom(std::string_view text, std::string_view source);

}  // namespace preflight
