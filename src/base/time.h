// Moments in UTC. Durations and deadlines use std::chrono::steady_clock where they are measured.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace preflight {

// Milliseconds since 1970-01-01 00:00 UTC.
struct UtcTime {
  std::int64_t milliseconds = 0;
  friend auto operator<=>(const UtcTime&, const UtcTime&) = default;
};

// "2026-03-22T23:38:45Z", with ".123" when there are milliseconds. Years 0001 to 9999.
std::string isoText(UtcTime time);
// The form that isoText gives; seconds and fraction (1 to 9 digits, cut to milliseconds) may be left out.
Result<UtcTime> utcTimeFromIso(std::string_view text);

// "14:03:22 +02:00", or "14:03:22 UTC" for offset 0: the device's zone, `offsetMinutes` east of UTC.
std::string clockText(UtcTime time, int offsetMinutes);
// "2026-03-22 14:03".
std::string dateText(UtcTime time, int offsetMinutes);

// "40 s", "22 min" (up to 99), "3 h 5 min" (up to 47 h), "5 days". Nothing is rounded up; less than nothing is "0 s".
std::string durationText(std::int64_t milliseconds);

// Windows FILETIME: 100 ns since 1601-01-01 UTC.
UtcTime utcTimeFromFileTime(std::uint64_t fileTime);

}  // namespace preflight
