// The Autopilot log's events by what they say of a registration: the newest of each.
#pragma once

#include "model/report.h"

namespace preflight::registration {

struct Story {
  const EventFacts* asked = nullptr;        // 160
  const EventFacts* network = nullptr;      // 164, 166
  const EventFacts* noNetwork = nullptr;    // 165, 167
  const EventFacts* profile = nullptr;      // 703, 153 with UpdateState 3
  const EventFacts* empty = nullptr;        // 704, 314, 701, 705, 153 with UpdateState 1
  const EventFacts* refusal = nullptr;      // 807, 809, 815, 908, or 709 that names one of them
  const EventFacts* skipped = nullptr;      // 162: marked as a device without a profile
  const EventFacts* provisioned = nullptr;  // 163
  std::uint64_t code = 0;                   // of `refusal`
};

// Only events of the Autopilot channel take part: record ids can be compared within one channel alone.
Story storyOf(const std::vector<EventFacts>& events);

// Which answer of the service an event is: 807, 809, 815, 908; 0 for none. Newer Windows uses the numbers for messages
// of its own, which differ in level and data.
std::uint64_t serviceCodeOf(const EventFacts& event);

// "807" and the like with what it means, as evidence.
std::string eventText(const EventFacts& event);

}  // namespace preflight::registration
