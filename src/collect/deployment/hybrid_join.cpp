// Hybrid join: the offline domain join blob and the domain controller (device management's log, ODJApplied), and the
// registration in Entra (User Device Registration). Order is by record, never by time.
#include <fmt/format.h>
#include <array>

#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/registry_facts.h"
#include "model/fact.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view appliedKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\SyncML\ODJApplied)";

std::string blobStateName(const EventFacts& event) {
  constexpr std::array<std::string_view, 4> names{"notConfigured", "waiting", "processed", "timedOut"};
  const std::string raw = event.data.empty() ? std::string() : event.data.front().value;
  const std::string_view digit = trimmed(raw);
  const bool known = digit.size() == 1 && digit[0] >= '0' && digit[0] <= '3';
  return known ? std::string(names[static_cast<std::size_t>(digit[0] - '0')]) : shortened(raw, 60);
}

template <class T>
void set(Fact<T>& fact, T value, const EventFacts& event) {
  fact = knownFact(std::move(value), fmt::format("{} {}", event.channel, event.id));
}

void setBlob(HybridPart& part, const std::string& state, const EventFacts& event) {
  if (!part.blobState.known() || part.blobState.value != state) {  // a state that is repeated keeps its beginning
    set(part.blobState, state, event);
    set(part.blobStateAt, event.time, event);
  }
}

bool blobIs(const HybridPart& part, std::string_view state) {
  return part.blobState.known() && part.blobState.value == state;
}

void takeRejected(const EventFacts& event, HybridPart& part) {
  setBlob(part, "rejected", event);
  const std::optional<std::uint64_t> result = resultIn(event);
  const std::string source = fmt::format("{} {}", event.channel, event.id);
  part.blobError = result && *result != 0 ? knownFact(errorCodeOf(*result), source)
                                          : absentFact<std::string>(source, ErrorId::whyNoEventCode);
}

void takeManagement(const EventFacts& event, HybridPart& part) {
  switch (event.id) {
    case 107:
      setBlob(part, "processed", event);
      break;
    case 108:
      takeRejected(event, part);
      break;
    case 109:
      setBlob(part, blobStateName(event), event);
      break;
    case 110:  // only repeats what 109 has set, also when the blob has come since
      if (!blobIs(part, "processed") && !blobIs(part, "rejected")) {
        setBlob(part, blobStateName(event), event);
      }
      break;
    case 111:  // the wait begins; what was processed before stays so
      if (!blobIs(part, "processed")) {
        setBlob(part, "waiting", event);
      }
      break;
    case 100:
      set(part.controllerContact, std::string("notReached"), event);
      set(part.controllerContactAt, event.time, event);
      break;
    case 105:
    case 106:
      if (const std::optional<std::uint64_t> result = resultIn(event)) {
        // A name that is found says nothing yet about the controller itself.
        if (*result != 0 || event.id == 106) {
          set(part.controllerContact, std::string(*result == 0 ? "reached" : "notReached"), event);
          set(part.controllerContactAt, event.time, event);
        }
      }
      break;
    default:
      break;
  }
}

void takeRegistration(const EventFacts& event, HybridPart& part) {
  if (event.id == 306 || event.id == 335) {
    set(part.registration, std::string("succeeded"), event);
    set(part.registrationAt, event.time, event);
    part.registrationError = absentFact<std::string>(part.registration.source, ErrorId::whySucceeded);
    return;
  }
  set(part.registration, std::string("failed"), event);
  set(part.registrationAt, event.time, event);
  std::string code;
  for (const NamedText& data : event.data) {
    code = code.empty() ? errorCodeIn(data.value) : code;
  }
  const std::optional<std::uint64_t> result = resultIn(event);
  if (code.empty() && result && *result != 0) {
    code = errorCodeOf(*result);
  }
  part.registrationError = code.empty() ? absentFact<std::string>(part.registration.source, ErrorId::whyNoEventCode)
                                        : knownFact(code, part.registration.source);
  part.registrationFailures =
      knownFact((part.registrationFailures.known() ? part.registrationFailures.value : std::int64_t{0}) + 1,
                part.registration.source);
}

Error nothing(const Fact<std::vector<EventFacts>>& events) {
  return events.known() ? readError(ErrorKind::absent, events.source, ErrorId::whyNoSuchEvent) : events.error;
}

}  // namespace

HybridPart collectHybridJoin(const Host& host, const CollectOptions&) {
  HybridPart part;
  part.blobApplied = KeyFacts(host, appliedKey).present();
  const Fact<std::vector<EventFacts>> management =
      readEventRecords(host, {.provider = managementProvider,
                              .channels = managementChannels(),
                              .ids = {100, 105, 106, 107, 108, 109, 110, 111},
                              .limit = 200})
          .events;
  for (const EventFacts& event : management.value) {
    takeManagement(event, part);
  }
  const Fact<std::vector<EventFacts>> registration =
      readEventRecords(
          host, {.channels = {registrationChannel}, .ids = {304, 305, 306, 307, 309, 333, 334, 335}, .limit = 200})
          .events;
  for (const EventFacts& event : registration.value) {
    takeRegistration(event, part);
  }
  std::vector<EventFacts> all = management.value;
  all.insert(all.end(), registration.value.begin(), registration.value.end());
  if (management.known() || registration.known()) {
    part.events = knownFact(std::move(all), management.known() ? management.source : registration.source);
  }
  const auto give = [](auto& fact, const Error& error) {
    if (fact.state == FactState::collecting) {
      fact.state = stateOf(error.kind);
      fact.error = error;
    }
  };
  give(part.registration, nothing(registration));
  give(part.registrationError, nothing(registration));
  give(part.registrationFailures, nothing(registration));
  give(part.registrationAt, nothing(registration));
  giveUpOn(part, nothing(management));
  return part;
}

}  // namespace preflight
