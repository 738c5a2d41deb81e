// The agent's log from texts that a test has written.
#pragma once

#include "collect/support/agent_log_reader.h"

namespace preflight::test {

inline AgentLog agentLogFrom(const std::vector<AgentLogFile>& oldestFirst) {
  AgentLogReader reader;
  for (const AgentLogFile& file : oldestFirst) {
    reader.add(file);
  }
  return reader.take();
}

}  // namespace preflight::test
