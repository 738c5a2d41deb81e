// What the Intune Management Extension's log lines say about its apps. The wording is nobody's contract and changed
// between versions (several are normal, 1.40 to 1.104): what is found here explains what the registry says, it never
// decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "winlog/cmtrace.h"

namespace preflight::winlog {

enum class AgentEventKind : std::uint8_t {
  processing,  // the agent turned to this app
  downloading,
  downloaded,
  installing,
  exitCode,
  detected,
  notDetected,
  scriptBegun,  // of a PowerShell script, whose id is given as the app's
  scriptEnded,
  skipped,  // nothing to do, or not applicable
  failed,   // without an exit code: download, decryption, time-out, ...
  // How the agent sees an app that the status page tracks; logged whenever it looks.
  trackedInProgress,
  trackedCompleted,
  trackedFailed,
};

struct AgentEvent {
  AgentEventKind kind = AgentEventKind::processing;
  std::string app;                       // GUID, lower case; empty when the line names none and none came before
  std::optional<std::int64_t> exitCode;  // of exitCode
  std::optional<std::uint64_t> bytes;    // of downloading: so many of
  std::optional<std::uint64_t> ofBytes;  // so many; neither where the agent counts in percent
  std::optional<WallTime> time;
  std::optional<int> biasMinutes;  // as the entry's
  std::uint64_t offset = 0;        // of the entry in its file
  std::size_t file = 0;            // as beginFile() said
  std::string text;                // the line, cut at 300 bytes
  friend bool operator==(const AgentEvent&, const AgentEvent&) = default;
};

struct AgentApp {
  std::string id;  // GUID, lower case
  std::string name;
  std::size_t file = 0;  // that the name is from
  friend bool operator==(const AgentApp&, const AgentApp&) = default;
};

struct AgentFacts {
  std::vector<AgentApp> apps;      // each once, in the order of their first line; the newest name wins
  std::vector<AgentEvent> events;  // the newest 10,000, in the order of the log
  std::string phase;               // of the last line that names one: "DeviceSetup"
  std::optional<WallTime> lastTime;
};

// Reads entries one after another. The first may be the end of one whose beginning was not read.
class AgentReader {
 public:
  // The entries from here on are of this file of the log; what came before stays known.
  void beginFile(std::size_t number) { file_ = number; }
  // An entry that was added last may be added again when it has become longer.
  void add(const LogEntry& entry);
  const AgentFacts& facts() const { return facts_; }

 private:
  void policies(std::string_view message);
  void name(std::string_view id, std::string_view text);
  void phase(std::string_view message);
  void subgraph(const LogEntry& entry, std::string_view ids);
  void lineOfApp(const LogEntry& entry);
  void event(AgentEvent event);

  AgentFacts facts_;
  std::unordered_map<std::string, std::size_t> places_;  // of an app in `facts_`, by its id
  std::string current_;                                  // the app that the agent turned to last
  std::size_t file_ = 0;
};

std::string_view name(AgentEventKind kind);
// How an app is tracked, in contrast to what the agent does with it.
bool isTracked(AgentEventKind kind);

}  // namespace preflight::winlog
