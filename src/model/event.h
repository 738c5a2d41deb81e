// One event of a log, as rules and the page need it: who wrote it, when, and its data by name. Nothing localised.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/time.h"
#include "model/evidence.h"

namespace preflight {

struct NamedText {
  std::string name;
  std::string value;
  FIELDS(NamedText, name, value);
};

// Events that say the same (provider, channel, id, level and data alike) are one record with a count. What is newer is
// told by the record id and never by the time, which runs backwards when a wrong clock is corrected.
struct EventFacts {
  std::string provider;
  std::string channel;
  std::uint64_t id = 0;
  std::uint64_t level = 0;     // 1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 log always
  std::uint64_t recordId = 0;  // of the newest; ordered within its channel only
  UtcTime time{};              // of the newest; zero when the event names none
  std::uint64_t count = 1;
  std::uint64_t firstRecordId = 0;  // of the oldest that was folded into it
  UtcTime firstTime{};
  bool countIsWhole = true;     // false: there may be more of them that were not counted
  std::vector<NamedText> data;  // in the event's order; a value without a name is called "1", "2", ... by its place
  FIELDS(EventFacts, provider, channel, id, level, recordId, time, count, firstRecordId, firstTime, countIsWhole, data);
};

// Where the newest of them stands in the log.
inline LogEntryRef logEntryOf(const EventFacts& event) {
  return {event.channel, event.recordId};
}

// The value with this name (ASCII case does not matter), or null.
const std::string* dataOf(const EventFacts& event, std::string_view name);

// The one with the largest record id in its channel comes first among events of one channel; null when none fits.
const EventFacts* newestOf(const std::vector<EventFacts>& events, std::uint64_t id);

}  // namespace preflight
