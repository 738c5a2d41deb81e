// Single entries and the last page of a log, out of its bytes.
#include <algorithm>
#include <chrono>
#include <cstdlib>

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
  for (std::size_t place = index.size() - std::min(index.size(), count); place < index.size(); ++place) {
    Result<LogEntry> entry = entryAt(part, index, place, limit);
    if (!entry) {
      return tl::unexpected(entry.error());
    }
    entry->offset += begin + skip;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t quarter = 15 * minute;
constexpr int mostOffset = 14 * 60;           // no zone is farther from UTC
constexpr int farthest = 100'000'000;         // a clock that is set all the time; one jump is smaller
constexpr std::int64_t setupSpan = 4 * hour;  // setup sets the zone early in a log

int roundedToQuarter(std::int64_t milliseconds) {
  const std::int64_t quarters = (milliseconds + (milliseconds < 0 ? -quarter / 2 : quarter / 2)) / quarter;
  return static_cast<int>(quarters * 15);
}

// Minutes east of UTC of Pacific time, in which Windows runs until setup sets the zone. Summer time there is from 2:00
// on the second Sunday of March to 2:00 on the first Sunday of November.
int pacificOffset(WallTime time) {
  using namespace std::chrono;
  const sys_time<milliseconds> wall{milliseconds(time.milliseconds)};
  const auto year = year_month_day(floor<days>(wall)).year();
  const auto begin = sys_days(year / March / Sunday[2]) + hours(2);
  const auto end = sys_days(year / November / Sunday[1]) + hours(2);
  return wall >= begin && wall < end ? -7 * 60 : -8 * 60;
}

// Two entries one after the other, between which the clock may have been set.
struct Gap {
  std::size_t entry = 0;  // the second one
  WallTime before;
  WallTime after;
  std::int64_t milliseconds() const { return after.milliseconds - before.milliseconds; }
};

std::vector<Gap> gapsIn(const LogIndex& index) {
  std::vector<Gap> gaps;
  std::optional<WallTime> before;
  for (std::size_t entry = 0; entry < index.size(); ++entry) {
    if (const std::optional<WallTime> time = index.time(entry)) {
      const Gap gap{entry, before.value_or(*time), *time};
      if (gap.milliseconds() < -minute || gap.milliseconds() >= hour) {
        gaps.push_back(gap);
      }
      before = time;
    }
  }
  return gaps;
}

// How far the clock was set in the gap, in minutes; 0 when time just went by. `zone` is the offset behind it, if known.
int jumpMinutes(const Gap& gap, std::optional<int> zone, bool fromSetup) {
  const std::int64_t size = gap.milliseconds();
  if (size < 0) {  // time went by too: back by at least so much
    return static_cast<int>((size - quarter + 1) / quarter * 15);
  }
  const int fromPacific = zone ? *zone - pacificOffset(gap.before) : 0;
  const std::int64_t beyond = size - fromPacific * minute;
  if (fromSetup && fromPacific >= 60 && beyond >= 0 && beyond < hour) {
    return fromPacific;
  }
  const int rounded = roundedToQuarter(size);
  const std::int64_t beside = size - rounded * minute;
  return rounded <= mostOffset && beside >= 0 && beside < minute ? rounded : 0;
}

std::optional<WallTime> firstTime(const LogIndex& index) {
  for (std::size_t entry = 0; entry < index.size(); ++entry) {
    if (index.time(entry)) {
      return index.time(entry);
    }
  }
  return std::nullopt;
}

std::optional<WallTime> lastTime(const LogIndex& index) {
  for (std::size_t entry = index.size(); entry > 0; --entry) {
    if (index.time(entry - 1)) {
      return index.time(entry - 1);
    }
  }
  return std::nullopt;
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

std::vector<ClockSegment> clockSegments(const LogIndex& index, const ClockHints& hints) {
  const std::optional<WallTime> first = firstTime(index);
  const std::optional<WallTime> last = lastTime(index);
  std::optional<int> anchor;
  if (last && hints.lastWrite) {
    anchor = roundedToQuarter(last->milliseconds - hints.lastWrite->milliseconds);
    anchor = std::abs(*anchor) <= mostOffset ? anchor : std::nullopt;
  }
  const bool absolute = anchor || hints.zoneMinutes;
  int offset = anchor ? *anchor : hints.zoneMinutes.value_or(0);
  std::vector<ClockSegment> segments;
  const std::vector<Gap> gaps = gapsIn(index);
  for (auto at = gaps.rbegin(); at != gaps.rend(); ++at) {
    const Gap& gap = *at;
    const bool early = gap.before.milliseconds - first->milliseconds <= setupSpan;
    const bool started = hints.startsAt && hints.startsAt(gap.entry);
    if (const int jump = jumpMinutes(gap, absolute ? std::optional(offset) : std::nullopt, early && !started)) {
      segments.push_back({gap.entry, offset, false});
      offset = std::clamp(offset - jump, -farthest, farthest);
    }
  }
  segments.push_back({0, offset, false});
  std::ranges::reverse(segments);
  segments.back().anchored = anchor.has_value();
  return segments;
}

}  // namespace preflight::winlog
