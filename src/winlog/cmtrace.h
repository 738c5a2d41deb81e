// One entry of a log in CMTrace's form, as the Intune Management Extension and the Configuration Manager client write:
//   <![LOG[message]LOG]!><time="14:03:22.1234567" date="3-22-2026" component="AppWorkload" context="" type="1"
//   thread="7" file="">
// The message may have several lines. The time is local and mostly says no offset. Lines in no such form are entries of
// their own, without a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace preflight::winlog {

// Milliseconds since 1970-01-01 00:00 of the device's wall clock, whatever its zone was then.
struct WallTime {
  std::int64_t milliseconds = 0;
  friend auto operator<=>(const WallTime&, const WallTime&) = default;
};

enum class EntryType : std::uint8_t { none = 0, information = 1, warning = 2, error = 3 };

constexpr std::string_view entryStart = "<![LOG[";

// What follows a message.
struct Trailer {
  std::optional<WallTime> time;
  std::optional<int> biasMinutes;  // UTC is the wall clock plus this, where the writer says so
  EntryType type = EntryType::none;
  std::size_t begin = 0;  // of "]LOG]!>" in the line
};

// The trailer that ends this line (line end and blanks left out), or nothing. Looks at the last 1,024 bytes only.
std::optional<Trailer> trailerOf(std::string_view line);

struct LogEntry {
  std::uint64_t offset = 0;   // of its first byte in the log
  std::string message;        // UTF-8; bytes that are not stay as they are
  std::uint64_t leftOut = 0;  // bytes of a long message that are not in `message`
  std::optional<WallTime> time;
  std::optional<int> biasMinutes;
  EntryType type = EntryType::none;
  std::string component;
  std::string thread;
  std::string file;
  bool structured = false;  // has a start mark or a trailer
  bool whole = false;       // has both
  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

// `raw` is the bytes of one entry; `rest` more bytes of it were not read and stand between the two views when there is
// an `end` (the last bytes of a long entry, in which its trailer is).
LogEntry parseEntry(std::uint64_t offset, std::string_view raw, std::uint64_t rest = 0, std::string_view end = {});

// "2026-03-22 14:03:22"; no zone is known.
std::string wallText(WallTime time);

}  // namespace preflight::winlog
