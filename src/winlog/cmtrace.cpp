#include "winlog/cmtrace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/time.h"

namespace preflight::winlog {
namespace {

constexpr std::string_view messageEnd = "]LOG]!>";
constexpr std::string_view trailerStart = "<time=\"";
constexpr std::size_t longestTrailer = 1024;

// Takes a number of 1 to `digits` digits off the front.
bool takeNumber(std::string_view& text, int& value, std::size_t digits) {
  const char* const end = text.data() + std::min(digits, text.size());
  const auto [next, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || value < 0) {
    return false;
  }
  text.remove_prefix(static_cast<std::size_t>(next - text.data()));
  return true;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

// "14:03:22.1234567", with "+120" or "-60" behind it where the writer knows its zone. Moves `text` to what follows.
bool takeClock(std::string_view& text, std::int64_t& milliseconds, std::optional<int>& bias) {
  int hour = 0, minute = 0, second = 0;
  if (!takeNumber(text, hour, 2) || !take(text, ':') || !takeNumber(text, minute, 2) || !take(text, ':') ||
      !takeNumber(text, second, 2) || hour > 23 || minute > 59 || second > 60) {
    return false;
  }
  milliseconds = ((hour * 60 + minute) * 60 + second) * 1000LL;
  if (take(text, '.')) {
    std::size_t digits = 0;
    for (int unit = 100; !text.empty() && text.front() >= '0' && text.front() <= '9' && digits < 9;
         ++digits, unit /= 10) {
      milliseconds += (text.front() - '0') * unit;
      text.remove_prefix(1);
    }
  }
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    int minutes = 0;
    if (!takeNumber(text, minutes, 4) || minutes > 24 * 60) {
      return false;
    }
    bias = sign * minutes;
  }
  return take(text, '"');
}

// "3-22-2026".
bool takeDate(std::string_view text, std::int64_t& milliseconds) {
  int month = 0, day = 0, year = 0;
  if (!takeNumber(text, month, 2) || !take(text, '-') || !takeNumber(text, day, 2) || !take(text, '-') ||
      !takeNumber(text, year, 4)) {
    return false;
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1980 || year > 2199) {
    return false;
  }
  milliseconds = sys_days(date).time_since_epoch().count() * 86'400'000LL;
  return true;
}

// The value of ` name="..."` in a trailer.
std::string_view attribute(std::string_view trailer, std::string_view name) {
  for (std::size_t at = trailer.find(name); at != std::string_view::npos; at = trailer.find(name, at + 1)) {
    const std::string_view behind = trailer.substr(at + name.size());
    if (at > 0 && trailer[at - 1] == ' ' && behind.starts_with("=\"")) {
      const std::string_view value = behind.substr(2);
      const std::size_t end = value.find('"');
      return end == std::string_view::npos ? std::string_view{} : value.substr(0, end);
    }
  }
  return {};
}

// `attributes` begins behind <time=".
void readAttributes(std::string_view attributes, Trailer& trailer) {
  std::int64_t clock = 0, day = 0;
  std::string_view rest = attributes;
  if (takeClock(rest, clock, trailer.biasMinutes)) {
    constexpr std::string_view date = " date=\"";
    const std::string_view text = rest.starts_with(date) ? rest.substr(date.size()) : attribute(attributes, "date");
    if (takeDate(text, day)) {
      trailer.time = WallTime{day + clock};
    }
  }
  const std::string_view type = attribute(rest, "type");
  if (type.size() == 1 && type.front() >= '1' && type.front() <= '3') {
    trailer.type = static_cast<EntryType>(type.front() - '0');
  }
}

std::string_view withoutEnd(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' ' || line.back() == '\0')) {
    line.remove_suffix(1);
  }
  return line;
}

}  // namespace

std::optional<Trailer> trailerOf(std::string_view line) {
  line = withoutEnd(line);
  if (!line.ends_with('>')) {
    return std::nullopt;
  }
  const std::size_t skipped = line.size() - std::min(line.size(), longestTrailer);
  const std::string_view end = line.substr(skipped);
  const std::size_t open = end.rfind('<');
  if (open == std::string_view::npos || open < messageEnd.size() || !end.substr(open).starts_with(trailerStart) ||
      end.substr(open - messageEnd.size(), messageEnd.size()) != messageEnd) {
    return std::nullopt;
  }
  Trailer trailer;
  trailer.begin = skipped + open - messageEnd.size();
  readAttributes(end.substr(open + trailerStart.size()), trailer);
  return trailer;
}

LogEntry parseEntry(std::uint64_t offset, std::string_view raw, std::uint64_t rest, std::string_view end) {
  LogEntry entry;
  entry.offset = offset;
  const bool started = raw.starts_with(entryStart);
  std::string_view message = raw.substr(started ? entryStart.size() : 0);
  const std::string_view last = end.empty() ? message : end;
  const std::optional<Trailer> trailer = trailerOf(last);
  if (trailer) {
    entry.time = trailer->time;
    entry.biasMinutes = trailer->biasMinutes;
    entry.type = trailer->type;
    const std::string_view attributes = last.substr(trailer->begin);
    entry.component = attribute(attributes, "component");
    entry.thread = attribute(attributes, "thread");
    entry.file = attribute(attributes, "file");
    message = end.empty() ? message.substr(0, trailer->begin) : message;
  }
  entry.message = withoutEnd(message);
  entry.leftOut = rest + (end.empty() ? 0 : trailer ? trailer->begin : end.size());
  entry.structured = started || trailer;
  entry.whole = started && trailer;
  return entry;
}

std::string wallText(WallTime time) {
  std::string text = isoText({time.milliseconds / 1000 * 1000});
  std::replace(text.begin(), text.end(), 'T', ' ');
  text.resize(std::min<std::size_t>(text.size(), 19));
  return text;
}

}  // namespace preflight::winlog
