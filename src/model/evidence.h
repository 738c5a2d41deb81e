// What findings and stages rest on.
#pragma once

#include <cstdint>
#include <string>

#include "text/catalogue.h"
#include "text/text.h"

namespace preflight {

// One record of the device's event log, or one line of an agent's log.
struct LogEntryRef {
  std::string channel;         // empty: it is no record
  std::uint64_t recordId = 0;  // names it within its channel
  std::string file{};          // of the Intune agent's folder of logs; empty: it is no line
  std::uint64_t offset = 0;    // of the line's first byte in that file
  std::string written{};       // the line's own time: another line may be there later
  bool empty() const { return channel.empty() && file.empty(); }
  friend bool operator==(const LogEntryRef&, const LogEntryRef&) = default;
};

// One thing a finding rests on: what it is called, what was read, and where.
struct Evidence {
  Text label;
  Text value;
  std::string source;
  LogEntryRef logEntry{};  // the entry that shows it, where there is one
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

}  // namespace preflight
