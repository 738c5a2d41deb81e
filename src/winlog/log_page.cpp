// Single entries and the last page of a log, out of its bytes.
#include <algorithm>

#include "winlog/log_index.h"

namespace preflight::winlog {
namespace {

constexpr std::size_t firstTail = 256U << 10;
constexpr std::size_t longestTail = 16U << 20;
constexpr std::size_t trailerRoom = 2048;

Result<std::string> readAt(const LogSource& source, std::uint64_t offset, std::size_t bytes) {
  std::string text(bytes, '\0');
  const Result<std::size_t> got = source.read(offset, text);
  if (!got) {
    return tl::unexpected(got.error());
  }
  text.resize(*got);
  return text;
}

// Entries out of the log's last `bytes` bytes, in order; those before the first whole line are left out.
Result<std::vector<LogEntry>> tail(const LogSource& source, std::uint64_t size, std::uint64_t bytes, std::size_t count,
                                   std::size_t limit) {
  const std::uint64_t begin = size - bytes;
  const Result<std::string> text = readAt(source, begin, static_cast<std::size_t>(bytes));
  if (!text) {
    return tl::unexpected(text.error());
  }
  std::size_t skip = 0;
  if (begin > 0) {
    const std::size_t line = text->find('\n');
    skip = line == std::string::npos || line + 1 >= text->size() ? 0 : line + 1;
    // The end of an entry whose beginning is not here is no entry.
    const std::size_t start = text->find(entryStart, skip);
    skip = start == std::string::npos || (*text)[start - (start > 0 ? 1 : 0)] != '\n' ? skip : start;
  }
  const MemorySource part(std::string_view(*text).substr(skip));
  IndexBuilder builder(part);
  if (const Result<void> done = builder.finish(); !done) {
    return tl::unexpected(done.error());
  }
  const LogIndex& index = builder.index();
  std::vector<LogEntry> entries;
  for (std::size_t each = index.size() - std::min(index.size(), count); each < index.size(); ++each) {
    Result<LogEntry> entry = entryAt(part, index, each, limit);
    if (!entry) {
      return tl::unexpected(entry.error());
    }
    entry->offset += begin + skip;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

int roundedToQuarter(std::int64_t milliseconds) {
  constexpr std::int64_t quarter = 15 * 60'000;
  const std::int64_t quarters = (milliseconds + (milliseconds < 0 ? -quarter / 2 : quarter / 2)) / quarter;
  return static_cast<int>(quarters * 15);
}

// How far the clock was set between two entries, in minutes; 0 when time just went by.
int jumpMinutes(WallTime before, WallTime after) {
  const std::int64_t gap = after.milliseconds - before.milliseconds;
  if (gap < -60'000) {
    const int rounded = roundedToQuarter(gap);
    return rounded == 0 ? -15 : rounded;
  }
  const int rounded = roundedToQuarter(gap);
  const std::int64_t beside = gap - std::int64_t{rounded} * 60'000;
  const bool wholeHours = gap >= 3'600'000 && rounded <= 14 * 60 && beside >= 0 && beside < 60'000;
  return wholeHours ? rounded : 0;
}

}  // namespace

Result<LogEntry> entryAt(const LogSource& source, const LogIndex& index, std::size_t entry, std::size_t limit) {
  const std::uint64_t begin = index.offset(entry);
  const std::uint64_t bytes = index.end(entry) - begin;
  const std::size_t room = limit + trailerRoom;
  const Result<std::string> raw = readAt(source, begin, static_cast<std::size_t>(std::min<std::uint64_t>(bytes, room)));
  if (!raw) {
    return tl::unexpected(raw.error());
  }
  if (bytes <= room) {
    return parseEntry(begin, *raw);
  }
  const Result<std::string> end = readAt(source, begin + bytes - trailerRoom, trailerRoom);
  if (!end) {
    return tl::unexpected(end.error());
  }
  return parseEntry(begin, std::string_view(*raw).substr(0, limit), bytes - limit - end->size(), *end);
}

Result<std::vector<LogEntry>> lastEntries(const LogSource& source, std::size_t count, std::size_t limit) {
  const std::uint64_t size = source.size();
  for (std::uint64_t bytes = firstTail;; bytes *= 4) {
    const std::uint64_t some = std::min(bytes, size);
    Result<std::vector<LogEntry>> entries = tail(source, size, some, count, limit);
    if (!entries || entries->size() >= count || some == size || bytes >= longestTail) {
      return entries;
    }
  }
}

std::vector<ClockSegment> clockSegments(const LogIndex& index, std::optional<UtcTime> lastWrite) {
  std::vector<ClockSegment> segments{{}};
  std::optional<WallTime> before;
  int offset = 0;  // relative to the first part's, until the end is known
  for (std::size_t each = 0; each < index.size(); ++each) {
    const std::optional<WallTime> time = index.time(each);
    if (!time) {
      continue;
    }
    if (const int jump = before ? jumpMinutes(*before, *time) : 0; jump != 0) {
      offset += jump;
      segments.push_back({each, offset, false});
    }
    before = time;
  }
  int shift = -offset;
  if (before && lastWrite) {
    shift += roundedToQuarter(before->milliseconds - lastWrite->milliseconds);
    segments.back().anchored = true;
  }
  for (ClockSegment& each : segments) {
    each.offsetMinutes += shift;
  }
  return segments;
}

}  // namespace preflight::winlog
