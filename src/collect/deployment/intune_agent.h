// The Intune agent: its registry, and its logs as they grow.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/support/agent_log_reader.h"
#include "host/host.h"
#include "model/deployment.h"

namespace preflight {

// The logs as they grow. Those that were put aside are read once, of the one that is written the end (8 MB) and then
// what was added. When it is put aside or begun again, what was read of it is kept.
class AgentLogs {
 public:
  // The newer one last: it wins. Policies stand in the agent's own log, since 1.97 also in that of its workloads.
  static constexpr std::array<std::string_view, 2> paths{
      R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\IntuneManagementExtension.log)",
      R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\AppWorkload.log)"};

  // What has come since the last call.
  void read(const Host& host);
  // What all calls have found: names, phase, lines and how much of the logs they stand for.
  void fill(IntuneAgentPart& part) const;

 private:
  struct Log {
    AgentLogReader reader;
    bool begun = false;
    bool any = false;          // of this log, put aside or not
    bool seen = false;         // of the one that is written
    std::uint64_t offset = 0;  // of the last entry that was read: it may have been half written
    // The bytes around that place, and where they are: the same file still has them there.
    std::string mark;
    std::uint64_t place = 0;
    std::optional<Error> older;    // why those that were put aside were not all read
    std::optional<Error> problem;  // of the one that is written
  };

  static void readOlder(const Host& host, std::string_view path, int offsetMinutes, Log& log);
  static void readNow(const Host& host, std::string_view path, int offsetMinutes, Log& log);
  static void readRest(const Host& host, std::string_view path, int offsetMinutes, Log& log);
  static void take(std::string name, const FileContent& file, int offsetMinutes, bool goesOn, Log& log);
  static bool isSame(const FileContent& file, const Log& log);

  std::array<Log, paths.size()> logs_;
};

// What fill() filled, out of one part into another.
void takeAgentLogs(const IntuneAgentPart& from, IntuneAgentPart& part);

}  // namespace preflight
