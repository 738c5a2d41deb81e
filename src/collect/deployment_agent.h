// The Intune agent's logs: names of apps, the phase it believes to be in, and when it last wrote. They only explain;
// what the registry says holds.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"
#include "model/deployment.h"

namespace preflight {

// The logs as they grow. The last 8 MB of each are read once, then what was added; a log that was rotated, cut or made
// anew is read from its beginning, and what its forerunner told is kept.
class AgentLogs {
 public:
  // The newer one last: it wins. Policies stand in the agent's own log, since 1.97 also in that of its workloads.
  static constexpr std::array<std::string_view, 2> paths{
      R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\IntuneManagementExtension.log)",
      R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\AppWorkload.log)"};

  // What has come since the last call.
  void read(const Host& host);
  // What all calls have found.
  void fill(IntuneAgentPart& part) const;

 private:
  struct Log {
    bool seen = false;
    std::uint64_t offset = 0;  // of the last entry that was read: it may have been half written
    std::string before;        // the bytes in front of it: the same file still has them there
    std::optional<Error> problem;
    std::map<std::string, ItemName> names;
    std::string phase;
    UtcTime lastLine{};  // local time as if it were UTC
  };

  static void readLog(const Host& host, std::string_view path, Log& log);

  std::array<Log, paths.size()> logs_;
  Result<Clock> clock_ = Clock{};
};

// What one log text tells; for tests and fuzzing. Times are the device's local ones.
struct AgentLog {
  std::vector<ItemName> names;
  std::string phase;
  UtcTime lastLine{};         // local time as if it were UTC
  std::size_t lastEntry = 0;  // where in the text its last entry begins
};
AgentLog agentLogFrom(std::string_view text, std::string_view source);

}  // namespace preflight
