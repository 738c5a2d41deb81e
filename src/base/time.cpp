#include "base/time.h"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>

#include "text/error_id.h"
#include "text/label_id.h"

namespace preflight {
namespace {

constexpr std::int64_t msPerDay = 86'400'000;

struct Parts {
  int year;
  unsigned month;
  unsigned day;
  int hour;
  int minute;
  int second;
  int millisecond;
};

Parts partsOf(UtcTime time) {
  // Years 0001 to 9999, so that a hostile number can not overflow the calendar.
  constexpr std::int64_t first = -719162 * msPerDay;
  constexpr std::int64_t last = 2932897 * msPerDay - 1;
  const std::int64_t ms = std::clamp(time.milliseconds, first, last);
  const std::int64_t days = ms >= 0 ? ms / msPerDay : -((-ms + msPerDay - 1) / msPerDay);
  const auto rest = static_cast<int>(ms - days * msPerDay);
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          rest / 3'600'000,
          rest / 60'000 % 60,
          rest / 1000 % 60,
          rest % 1000};
}

// Takes `digits` decimal digits off the front of `text`; -1 when they are not there.
int takeNumber(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool takeChar(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

// ".5", ".123456789": to whole milliseconds; -1 when there is a point without digits.
int takeFraction(std::string_view& text) {
  if (!takeChar(text, '.')) {
    return 0;
  }
  int value = 0;
  std::size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9' && digits < 9) {
    if (digits < 3) {
      value = value * 10 + (text.front() - '0');
    }
    text.remove_prefix(1);
    ++digits;
  }
  for (std::size_t i = digits; i < 3; ++i) {
    value *= 10;
  }
  return digits == 0 ? -1 : value;
}

}  // namespace

std::string isoText(UtcTime time) {
  const Parts p = partsOf(time);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", p.year, p.month, p.day, p.hour, p.minute, p.second);
  if (p.millisecond != 0) {
    text += fmt::format(".{:03}", p.millisecond);
  }
  return text + "Z";
}

Result<UtcTime> utcTimeFromIso(std::string_view text) {
  const std::string whole(text.substr(0, 40));
  const auto bad = [&] {
    return fail(ErrorKind::invalid, ErrorId::stepTime, {ErrorId::whyNotTime, {{"text", whole}}});
  };
  const int year = takeNumber(text, 4);
  const bool dash1 = takeChar(text, '-');
  const int month = takeNumber(text, 2);
  const bool dash2 = takeChar(text, '-');
  const int day = takeNumber(text, 2);
  const bool letter = takeChar(text, 'T');
  const int hour = takeNumber(text, 2);
  const bool colon = takeChar(text, ':');
  const int minute = takeNumber(text, 2);
  int second = 0;
  int fraction = 0;
  if (takeChar(text, ':')) {
    second = takeNumber(text, 2);
    fraction = takeFraction(text);
  }
  if (!dash1 || !dash2 || !letter || !colon || !takeChar(text, 'Z') || !text.empty() || year < 1 || month < 1 ||
      day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || fraction < 0) {
    return bad();
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) {
    return bad();
  }
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return UtcTime{days * msPerDay + ((hour * 60 + minute) * 60 + second) * std::int64_t{1000} + fraction};
}

std::string clockText(UtcTime time, int offsetMinutes) {
  const Parts p = partsOf({time.milliseconds + offsetMinutes * std::int64_t{60'000}});
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", p.hour, p.minute, p.second);
  if (offsetMinutes == 0) {
    return clock + " UTC";
  }
  const int size = offsetMinutes < 0 ? -offsetMinutes : offsetMinutes;
  return fmt::format("{} {}{:02}:{:02}", clock, offsetMinutes < 0 ? '-' : '+', size / 60, size % 60);
}

std::string dateText(UtcTime time, int offsetMinutes) {
  const Parts p = partsOf({time.milliseconds + offsetMinutes * std::int64_t{60'000}});
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", p.year, p.month, p.day, p.hour, p.minute);
}

std::string durationText(std::int64_t milliseconds) {
  const auto number = [](std::int64_t value) { return Text(fmt::format("{}", value)); };
  const std::int64_t seconds = std::max<std::int64_t>(milliseconds, 0) / 1000;
  const std::int64_t minutes = seconds / 60;
  if (minutes == 0) {
    return say(LabelId::seconds, {{"n", number(seconds)}});
  }
  if (minutes < 100) {
    return say(LabelId::minutes, {{"n", number(minutes)}});
  }
  if (minutes >= 48 * 60) {
    return say(LabelId::days, {{"n", number(minutes / (24 * 60))}});
  }
  return minutes % 60 == 0 ? say(LabelId::hours, {{"n", number(minutes / 60)}})
                           : say(LabelId::hoursMinutes, {{"h", number(minutes / 60)}, {"m", number(minutes % 60)}});
}

UtcTime utcTimeFromFileTime(std::uint64_t fileTime) {
  constexpr std::int64_t epochDifferenceMs = 11'644'473'600'000;
  return {static_cast<std::int64_t>(fileTime / 10'000) - epochDifferenceMs};
}

}  // namespace preflight
