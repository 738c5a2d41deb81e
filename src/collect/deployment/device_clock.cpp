// The device's clock now, and where it was set: times before and after a jump do not compare.
#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/facts.h"
#include "model/fact.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::int64_t smallestJump = 120'000;  // milliseconds; less is a clock being kept right
constexpr std::size_t mostJumps = 50;

// The first time among the data whose name has `part` in it.
UtcTime timeIn(const EventFacts& event, std::string_view part) {
  for (const NamedText& data : event.data) {
    if (lower(data.name).find(part) != std::string::npos) {
      if (const UtcTime time = timeFromText(data.value); time != UtcTime{}) {
        return time;
      }
    }
  }
  return {};
}

// Every setting of the clock: Kernel-General 1 in System.
void addSettings(const std::vector<EventFacts>& events, std::vector<ClockJump>& jumps) {
  for (const EventFacts& event : events) {
    const UtcTime before = timeIn(event, "oldtime");
    const UtcTime after = timeIn(event, "newtime");
    const bool far = std::abs(after.milliseconds - before.milliseconds) >= smallestJump;
    if (before != UtcTime{} && after != UtcTime{} && far) {
      jumps.push_back({before, after, event.recordId, "System, Kernel-General 1"});
    }
  }
}

// Autopilot's own comparison with its service: 753.
void addComparisons(const Fact<std::vector<EventFacts>>& events, DeploymentClockPart& part,
                    std::vector<ClockJump>& jumps) {
  for (const EventFacts& event : events.value) {
    const UtcTime server = timeIn(event, "server");
    const UtcTime client = timeIn(event, "client");
    if (event.id == 753 && server != UtcTime{} && client != UtcTime{}) {
      const std::string source = fmt::format("{} 753", events.source);
      part.offsetSeconds = knownFact((server.milliseconds - client.milliseconds) / 1000, source);
      jumps.push_back({client, server, event.recordId, source});
    }
  }
}

}  // namespace

DeploymentClockPart collectDeviceClock(const Host& host, const CollectOptions&) {
  DeploymentClockPart part;
  part.now = factOf(host.clock().map([](const Clock& clock) { return clock.now; }), "clock");
  const Fact<std::vector<EventFacts>> settings =
      readEventRecords(
          host, {.provider = kernelProvider, .channels = {systemChannel}, .ids = {1}, .onlyThese = true, .limit = 1000})
          .events;
  const Fact<std::vector<EventFacts>> comparisons =
      readEventRecords(host, {.channels = {autopilotChannel}, .ids = {751, 753}, .limit = 100}).events;
  std::vector<ClockJump> jumps;
  addSettings(settings.value, jumps);
  addComparisons(comparisons, part, jumps);
  if (jumps.size() > mostJumps) {
    jumps.erase(jumps.begin(), jumps.end() - mostJumps);
  }
  const Fact<std::vector<EventFacts>>& any = settings.known() ? settings : comparisons;
  part.jumps = mapped(any, [&](const std::vector<EventFacts>&) { return jumps; });
  giveUpOn(part, Error{ErrorKind::absent, ErrorId::stepClock, ErrorId::whyClockEvent, CodeSpace::none, 0});
  return part;
}

}  // namespace preflight
