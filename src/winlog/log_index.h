// Where each entry of a large log begins, when it was written by the wall clock, and what type it is: 9 bytes an entry.
// The order is that of the file; times may run backwards, because setup changes the zone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/time.h"
#include "winlog/cmtrace.h"
#include "winlog/log_source.h"

namespace preflight::winlog {

class LogIndex {
 public:
  std::size_t size() const { return offsets_.size(); }
  std::uint64_t offset(std::size_t entry) const { return offsets_[entry]; }
  // One behind the last byte of the entry.
  std::uint64_t end(std::size_t entry) const {
    return entry + 1 < offsets_.size() ? offsets_[entry + 1] : indexedBytes_;
  }
  std::optional<WallTime> time(std::size_t entry) const;
  EntryType type(std::size_t entry) const { return static_cast<EntryType>(types_[entry]); }
  std::uint64_t indexedBytes() const { return indexedBytes_; }
  std::size_t memoryBytes() const;

 private:
  friend class IndexBuilder;
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint32_t> seconds_;  // since 2000-01-01 of the wall clock; 0: none
  std::vector<std::uint8_t> types_;
  std::uint64_t indexedBytes_ = 0;
};

// Builds an index piece by piece, so that the caller can stop in between; goes on when the log has grown. A log of
// 4 GB or more is refused.
class IndexBuilder {
 public:
  explicit IndexBuilder(const LogSource& source);
  // Reads the next piece (at most 1 MB). False: all there is was read; a last line without an end is taken in as it is.
  Result<bool> step();
  Result<void> finish();
  const LogIndex& index() const { return index_; }
  LogIndex take() { return std::move(index_); }

 private:
  void line(std::uint64_t offset, std::string_view text, bool starts);
  void begin(std::uint64_t offset);
  void keepUnfinished(std::string_view text);
  void scan(std::string_view text);
  void showUnfinished();
  void takeBackUnfinished();

  const LogSource& source_;
  LogIndex index_;
  std::vector<char> buffer_;
  std::size_t carried_ = 0;       // bytes at the buffer's front that belong to an unfinished line
  std::uint64_t lineOffset_ = 0;  // of that line's first byte in the log
  std::uint64_t next_ = 0;        // the next byte to read
  bool headDropped_ = false;      // the unfinished line is so long that only its end is kept
  bool headStarts_ = false;       // ... and it began with the start mark
  bool open_ = false;             // inside an entry whose trailer has not come yet
  // The last line had no end when all was read: what was before it, to read it again when there is more.
  struct Before {
    std::size_t entries = 0;
    std::uint32_t seconds = 0;
    std::uint8_t type = 0;
    bool open = false;
  };
  std::optional<Before> before_;
};

// A part of the log in which the wall clock ran with one offset.
struct ClockSegment {
  std::size_t first = 0;  // index of its first entry
  int offsetMinutes = 0;  // east of UTC
  bool anchored = false;  // known from the log's last write; else inferred from the size of the jumps between
  friend bool operator==(const ClockSegment&, const ClockSegment&) = default;
};

struct ClockHints {
  // When the log was last written: gives the offset of its last entry, rounded to 15 minutes. One that fits no zone is
  // that of a copy and says nothing.
  std::optional<UtcTime> lastWrite = {};
  // The device's zone now, east of UTC, for a log without a usable last write. Without either all offsets are relative
  // to the last part's.
  std::optional<int> zoneMinutes = {};
  // True: the writer was started at this entry, so that time may just have gone by before it.
  std::function<bool(std::size_t entry)> startsAt = {};
};

// Cuts the log where its clock was set: back by more than a minute; ahead by a whole number of quarters of an hour and
// an hour at the least; or, early in the log, from Pacific time, with which Windows begins, to the zone that setup then
// sets. Time that went by meanwhile makes such a jump longer by up to an hour.
std::vector<ClockSegment> clockSegments(const LogIndex& index, const ClockHints& hints = {});

// The entry's bytes, parsed; of a message longer than `limit` bytes the beginning.
Result<LogEntry> entryAt(const LogSource& source, const LogIndex& index, std::size_t entry,
                         std::size_t limit = 64 << 10);

// The last `count` entries in the order of the file, without an index: reads back from the end, 16 MB at the most.
Result<std::vector<LogEntry>> lastEntries(const LogSource& source, std::size_t count, std::size_t limit = 64 << 10);

}  // namespace preflight::winlog
