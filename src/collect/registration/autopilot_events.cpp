// The events of what the Autopilot service was asked and what it answered.
#include "collect/registration/autopilot_events.h"

#include <algorithm>

#include "base/text.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "text/error_id.h"

namespace preflight {
namespace {

// Leaves out what is read by the hundred and decides nothing: 101, 103, 109 (settings read), 165 to 167's kin are in,
// 1005 and 1010 (internal errors, logged by the thousand), 417, 418 and 844.
const std::vector<std::uint32_t>& registrationIds() {
  static const std::vector<std::uint32_t> ids = [] {
    std::vector<std::uint32_t> list{105, 107, 111,  112, 114, 115,  // used, switched off, edition, MDM
                                    153, 156, 160,  161, 162, 163, 164, 165, 166, 167, 169,
                                    170,  // the profile's states, asked, network
                                    171, 172, 180,  185, 192, 193, 301, 302, 303,  // failures on the way
                                    310, 311, 312,  313, 314, 315,                 // offline profile; "not managed"
                                    701, 702, 703,  704, 705, 706, 707, 708, 709, 710, 714,  // the service's answer
                                    750, 751, 752,  753,                                     // the clock
                                    504, 509, 1007,  // profile cleared, pre-provisioning
                                    908};
    // 806 to 815 are answers of the service; from 26H1 on the provider has events 800 to 837 of its own, with other
    // data: the rules tell them apart by level and data.
    for (std::uint32_t id = 800; id <= 837; ++id) {
      list.push_back(id);
    }
    return list;
  }();
  return ids;
}

EventAsk askFor(std::string_view name, std::vector<std::string_view> channels) {
  EventAsk ask;
  ask.provider = name;
  ask.channels = std::move(channels);
  ask.ids = registrationIds();
  ask.counted = {100};
  ask.single = {160, 164, 705};  // a start and its questions
  ask.ignored = {"CorrelationVector", "cV", "Cv"};
  return ask;
}

Error noEvent(ErrorId why) {
  return {ErrorKind::absent, ErrorId::stepAutopilotLog, why, CodeSpace::none, 0};
}

// 753 names the server's and the client's time; its data names have differed, so the first two that are times count.
void addTimes(const EventFacts& event, ClockFacts& clock) {
  const std::string source = event.channel + " 753";
  std::vector<UtcTime> others;
  for (const NamedText& data : event.data) {
    const Result<UtcTime> time = utcTimeFromIso(data.value.ends_with('Z') ? data.value : data.value + "Z");
    if (!time) {
      continue;
    }
    const std::string name = lower(data.name);
    if (name.find("server") != std::string::npos) {
      clock.serverTime = knownFact(*time, source);
    } else if (name.find("client") != std::string::npos || name.find("local") != std::string::npos) {
      clock.clientTime = knownFact(*time, source);
    } else {
      others.push_back(*time);
    }
  }
  if (!clock.serverTime.known() && !clock.clientTime.known() && others.size() >= 2) {
    clock.serverTime = knownFact(others[0], source);
    clock.clientTime = knownFact(others[1], source);
  }
}

// Where a later record has an earlier time. Of folded events the newest and the oldest record count.
void addSteps(const std::vector<EventFacts>& events, ClockFacts& clock) {
  constexpr std::int64_t noticeable = 5 * 60 * 1000;
  struct Moment {
    std::string_view channel;
    std::uint64_t recordId;
    UtcTime time;
  };
  std::vector<Moment> moments;
  for (const EventFacts& event : events) {
    if (event.time != UtcTime{}) {
      moments.push_back({event.channel, event.recordId, event.time});
    }
    if (event.count > 1 && event.firstTime != UtcTime{}) {
      moments.push_back({event.channel, event.firstRecordId, event.firstTime});
    }
  }
  std::ranges::sort(moments, [](const Moment& a, const Moment& b) {
    return a.channel != b.channel ? a.channel < b.channel : a.recordId < b.recordId;
  });
  std::uint64_t steps = 0;
  std::int64_t longest = 0;
  for (std::size_t i = 1; i < moments.size(); ++i) {
    if (moments[i].channel == moments[i - 1].channel) {
      const std::int64_t back = moments[i - 1].time.milliseconds - moments[i].time.milliseconds;
      steps += back > noticeable ? 1 : 0;
      longest = std::max(longest, back > noticeable ? back : 0);
    }
  }
  clock.stepsBack = knownFact(steps, std::string(autopilotProvider));
  clock.longestStepBack = knownFact(static_cast<std::uint64_t>(longest / 1000), std::string(autopilotProvider));
}

template <class T>
void allUnknown(const Error& error, const std::string& source, Fact<T>& fact) {
  fact = unknownFact<T>(error, source);
}

}  // namespace

ClockFacts clockFacts(const Fact<std::vector<EventFacts>>& events) {
  ClockFacts clock;
  const bool known = events.known();
  const Error why = known ? noEvent(ErrorId::whyNoEvent753) : events.error;
  allUnknown(why, events.source, clock.wrongAt);
  allUnknown(why, events.source, clock.serverTime);
  allUnknown(why, events.source, clock.clientTime);
  allUnknown(why, events.source, clock.corrected);
  if (!known) {
    allUnknown(why, events.source, clock.stepsBack);
    allUnknown(why, events.source, clock.longestStepBack);
    return clock;
  }
  addSteps(events.value, clock);
  if (const EventFacts* wrong = newestOf(events.value, 753)) {
    const std::string source = wrong->channel + " 753";
    clock.wrongAt = knownFact(wrong->time, source);
    allUnknown(noEvent(ErrorId::whyNoEventTime), source, clock.serverTime);
    allUnknown(noEvent(ErrorId::whyNoEventTime), source, clock.clientTime);
    addTimes(*wrong, clock);
    const bool corrected = std::ranges::any_of(events.value, [&](const EventFacts& event) {
      return event.id == 751 && event.channel == wrong->channel && event.recordId > wrong->recordId;
    });
    clock.corrected = knownFact(corrected, wrong->channel + " 751");
  }
  return clock;
}

void addAutopilotEvents(const Host& host, AutopilotPart& part) {
  const EventsRead now = readEventFacts(host, askFor(autopilotProvider, {autopilotChannel, managementServiceChannel}));
  const EventsRead before = readEventFacts(host, askFor(oldAutopilotProvider, {oldAutopilotChannel}));
  EventsRead both = joined(now, before);
  part.clock = clockFacts(both.events);
  part.events = std::move(both.events);
  part.eventsWhole = std::move(both.whole);
}

}  // namespace preflight
