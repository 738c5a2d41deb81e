// Event channels and agent logs of a device as one list, newest first. Within a channel records stand by their record
// ids, within a file entries by their lines; times only say how sources lie beside each other. Where a source's clock
// was set, a row of its own says so. Made once, then never changed: threads may share it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/view/sign.h"
#include "host/host.h"
#include "model/deployment.h"
#include "model/fact.h"
#include "model/finding.h"
#include "winlog/log_index.h"

namespace preflight {

struct LogRow {
  std::uint32_t source = 0;
  std::uint32_t entry = 0;  // within the source, oldest first
  bool jump = false;        // the clock was set between this entry and the one before it
  std::int64_t time = 0;    // milliseconds of UTC; 0: not known
  friend bool operator==(const LogRow&, const LogRow&) = default;
};

// What a row means. The level that its writer gave it does not count.
struct LogMeaning {
  Sign sign = Sign::info;  // info: it says neither good nor bad
  bool matters = false;    // a failure, what is done with an app, an event that is known
};

struct LogEvent {
  std::string provider;
  std::uint32_t id = 0;
  std::uint8_t level = 0;
  std::uint64_t recordId = 0;
  UtcTime time{};
  std::string text;  // what it means as far as that is known, then its data
  std::string xml;
};

// Where one file of a log stands in the bytes of all.
struct LogPiece {
  std::string file;
  std::uint64_t begin = 0;   // in the bytes of all
  std::uint64_t offset = 0;  // of what stands there, in the file
};

// A channel, or the files of one log put together.
struct LogPart {
  std::string name;  // the channel or the log's name
  std::string label;
  FactState state = FactState::known;  // or why nothing of it is here
  std::string words;
  bool whole = true;             // false: there is more that was not read
  std::vector<LogEvent> events;  // oldest first; or
  std::string bytes;             // UTF-8 where the log could be read as such
  std::vector<LogPiece> pieces;  // of `bytes`, oldest first; none where a place in a file cannot be told
  winlog::LogIndex index;        // over `bytes`
  std::vector<winlog::ClockSegment> segments;
  std::vector<std::int64_t> times;  // of files: estimated UTC of each entry; 0: none is known

  bool isFile() const { return events.empty() && !bytes.empty(); }
  std::size_t size() const { return isFile() ? index.size() : events.size(); }
};

struct LogLimits {
  std::size_t events = 2'000;            // of a channel
  std::uint64_t eventBytes = 48U << 20;  // of all events together
  std::uint64_t fileBytes = 24U << 20;   // of one log with its older files
  std::uint64_t allFileBytes = 96U << 20;
};

class LogData {
 public:
  const std::vector<LogPart>& parts() const { return parts_; }
  const std::vector<LogRow>& rows() const { return rows_; }
  bool finished() const { return finished_; }

  // The cells of a row. Texts are one line and printable.
  std::string label(const LogRow& row) const;
  std::string number(const LogRow& row) const;  // the event's id; of a line its component
  std::string text(const LogRow& row, std::size_t most = 2000) const;
  // By what the row says: a failure, a time-out and an exit code that is not 0 are failures.
  LogMeaning meaning(const LogRow& row) const;
  // What happened, in a few words, where that is known; else the text. `agent` knows the apps' names, and which app a
  // line is about that names none.
  std::string sentence(const LogRow& row, const IntuneAgentPart& agent, std::size_t most = 2000) const;
  bool estimated(const LogRow& row) const;
  // The whole of it, for Enter.
  std::vector<Evidence> details(const LogRow& row, int zoneMinutes) const;
  // True if the row's source, id or text has one of `needles`, which are in lower case.
  bool fits(const LogRow& row, const std::vector<std::string>& needles) const;

  // Where a record or a line stands; its time is filled in too. A line is found in the file that it was put aside into.
  std::optional<LogRow> rowOf(const LogEntryRef& entry) const;

  // Puts the parts together; `parts` in any order.
  static std::shared_ptr<const LogData> of(std::vector<LogPart> parts, bool finished);

 private:
  bool fits(const LogRow& row, std::string_view needle) const;

  std::vector<LogPart> parts_;
  std::vector<LogRow> rows_;
  bool finished_ = false;
};

// The entries of a log's bytes, with their times as far as `modified`, when it was last written, tells them.
LogPart filePart(std::string name, std::string bytes, std::optional<UtcTime> modified);

// Asks the device for all of it. Stops between two questions when `stop` is set.
std::shared_ptr<const LogData> readLogs(const Host& host, const LogLimits& limits, bool finished,
                                        const std::atomic<bool>& stop);

}  // namespace preflight
