// The Intune agent's logs: names of apps, the phase it believes to be in, and its newest lines about each app. They
// only explain; the registry decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/deployment.h"
#include "winlog/agent_log.h"
#include "winlog/log_index.h"

namespace preflight {

// A log's file, or a part of it that was read.
struct AgentLogFile {
  std::string name;
  std::string_view text;
  std::uint64_t offset = 0;  // of the text in the file
  UtcTime modified{};        // gives the zone of its last line; zero: not known, then this is taken:
  int offsetMinutes = 0;     // east of UTC
};

// What one log says, in one file or in several.
struct AgentLog {
  std::vector<ItemName> names;
  std::string phase;
  std::vector<AgentLine> lines;
};

// Reads the files of one log, oldest first, each at once or as it grows.
class AgentLogReader {
 public:
  // Text that goes on with what was added last may begin with that one's last entry, which may have been half written.
  // Gives where in the text its last entry begins.
  std::size_t add(const AgentLogFile& file, bool goesOn = false);
  // The file that was added last has another name now.
  void renameLast(std::string name);
  AgentLog take() const;

 private:
  static std::vector<winlog::ClockSegment> segmentsOf(const winlog::LogIndex& index, const winlog::LogSource& bytes,
                                                      const AgentLogFile& file);
  AgentLine lineOf(const winlog::AgentEvent& event) const;
  std::vector<AgentLine> newestLines() const;

  winlog::AgentReader reader_;
  std::vector<std::string> files_;
  std::optional<winlog::LogEntry> last_;
  std::size_t lastFile_ = 0;
};

}  // namespace preflight
