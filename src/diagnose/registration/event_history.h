// The Autopilot log as one question and its answer. A log holds many starts of setup; bookkeeping (705, 285, 286, 165,
// 167, 100) and answers look alike in it. Only what follows a question (160, else 164) of the newest start is an
// answer. Newer is decided by record id, never by time: the clock may be set in between.
#pragma once

#include <optional>

#include "model/report.h"
#include "text/text.h"

namespace preflight::registration {

// Of the newest start; older starts are kept apart. The pointers go into the report's events.
struct EventHistory {
  bool begun = false;                          // the log holds the beginning of the newest start (705)
  bool unpaired = false;                       // not begun, and an answer came whose question is missing
  bool answeredBefore = false;                 // an older start was answered, or needed no answer
  bool holdsFirst = false;                     // the log's first record of all was read
  bool fromFirst = false;                      // the log holds every record from the first on
  const EventFacts* asked = nullptr;           // 160, else 164
  const EventFacts* network = nullptr;         // 164, 166
  const EventFacts* noNetwork = nullptr;       // 165, 167; 706, 707, 710 with 0x800704CF
  const EventFacts* answered = nullptr;        // 161 after the question: an answer came, whatever it was
  const EventFacts* profile = nullptr;         // 703; 153 with UpdateState 3 after a question
  const EventFacts* empty = nullptr;           // 704, 314, 701, 153 with UpdateState 1, after a question
  const EventFacts* refusal = nullptr;         // 807, 809, 815, 908, or 709 that names one of them
  const EventFacts* unreachable = nullptr;     // 710, 706, 707 after the question: the service was not reached
  const EventFacts* addressed = nullptr;       // of these the newest that names the address
  const EventFacts* unattested = nullptr;      // 171, 172 after the profile, and no 169 since
  const EventFacts* skipped = nullptr;         // 162: marked as a device without a profile
  const EventFacts* provisioned = nullptr;     // 163
  std::uint64_t code = 0;                      // of `refusal`
  const EventFacts* earlierProfile = nullptr;  // the newest answers of older starts
  const EventFacts* earlierEmpty = nullptr;
  const EventFacts* earlierRefusal = nullptr;
  const EventFacts* earlierUnseen = nullptr;  // 161, and what the answer was is not in the log

  // Nothing of the newest start is missing before what was read of it.
  bool isWhole() const { return begun || fromFirst; }
};

// Only events of the Autopilot channel take part: record ids can be compared within one channel alone.
EventHistory eventHistoryOf(const std::vector<EventFacts>& events);

// Which answer of the service an event is: 807, 809, 815, 908; 0 for none. Newer Windows uses the numbers for messages
// of its own, which differ in level and data.
std::uint64_t serviceCodeOf(const EventFacts& event);

// The first value of an event that is a failure's code.
std::optional<std::uint32_t> failureCodeOf(const EventFacts& event);

// The event with what it means, as evidence.
Text eventText(const EventFacts& event);

}  // namespace preflight::registration
