// When the device slept or lost its power. Kernel-Power in System: 42 and 107 sleep and wake, 506 and 507 the same of
// modern standby, 41 a start after an end without shutting down, 105 mains or battery.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/facts.h"
#include "model/fact.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::size_t mostGaps = 100;

bool isZero(const std::string* text) {
  return text == nullptr || text->find_first_not_of("0x ") == std::string::npos;
}

std::string sourceOf(const EventFacts& event) {
  return fmt::format("{}, Kernel-Power {}", systemChannel, event.id);
}

// A code of a crash, or the time at which somebody held the power button; else the power was gone.
std::string kindOfEnd(const EventFacts& event) {
  if (!isZero(dataOf(event, "BugcheckCode"))) {
    return "crash";
  }
  return isZero(dataOf(event, "PowerButtonTimestamp")) ? "powerLoss" : "powerButton";
}

class GapReader {
 public:
  void take(const EventFacts& event) {
    switch (event.id) {
      case 42:
        begin("sleep", event);
        break;
      case 506:
        begin("standby", event);
        break;
      case 107:
      case 507:
        end(event);
        break;
      case 41:
        end(event);
        gaps_.push_back({kindOfEnd(event), {}, event.time, event.recordId, sourceOf(event)});
        break;
      default:
        break;
    }
  }

  std::vector<PowerGap> take() {
    if (gaps_.size() > mostGaps) {
      gaps_.erase(gaps_.begin(), gaps_.end() - mostGaps);
    }
    return std::move(gaps_);
  }

 private:
  void begin(std::string kind, const EventFacts& event) {
    if (!asleep_) {
      gaps_.push_back({std::move(kind), event.time, {}, event.recordId, sourceOf(event)});
      asleep_ = true;
    }
  }
  void end(const EventFacts& event) {
    if (asleep_) {
      gaps_.back().to = event.time;
      asleep_ = false;
    }
  }

  std::vector<PowerGap> gaps_;
  bool asleep_ = false;
};

std::vector<PowerGap> gapsOf(const std::vector<EventFacts>& oldestFirst) {
  GapReader reader;
  for (const EventFacts& event : oldestFirst) {
    reader.take(event);
  }
  return reader.take();
}

// Whether the device is on mains by the newest event 105 that says so.
const EventFacts* newestChange(const std::vector<EventFacts>& oldestFirst) {
  const auto found = std::find_if(oldestFirst.rbegin(), oldestFirst.rend(), [](const EventFacts& event) {
    return event.id == 105 && dataOf(event, "AcOnline") != nullptr;
  });
  return found == oldestFirst.rend() ? nullptr : &*found;
}

}  // namespace

PowerPart collectPower(const Host& host, const CollectOptions&) {
  const Fact<std::vector<EventFacts>> events = readEventRecords(host, {.provider = powerProvider,
                                                                       .channels = {systemChannel},
                                                                       .ids = {41, 42, 105, 107, 506, 507},
                                                                       .onlyThese = true,
                                                                       .limit = 1000})
                                                   .events;
  PowerPart part;
  part.gaps = mapped(events, gapsOf);
  if (const EventFacts* change = events.known() ? newestChange(events.value) : nullptr) {
    const std::string online = lower(trimmed(*dataOf(*change, "AcOnline")));
    part.onMains = knownFact(online == "true" || online == "1", sourceOf(*change));
    part.onMainsAt = knownFact(change->time, sourceOf(*change));
  } else if (events.known()) {
    giveUpOn(part, Error{ErrorKind::absent, ErrorId::stepAnyEvent, ErrorId::whyNoSuchEvent, CodeSpace::none, 0});
  } else {
    giveUpOn(part, events.error);
  }
  return part;
}

}  // namespace preflight
