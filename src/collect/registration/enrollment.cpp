// Who manages the device. Most keys below Enrollments are no enrolment; the refusals stand in keys of their own and in
// the event log, in which channel depends on the build.
#include <fmt/format.h>

#include <algorithm>

#include "base/guid.h"
#include "base/text.h"
#include "collect/deployment/mdm_events.h"
#include "collect/parts.h"
#include "collect/support/events.h"
#include "collect/support/registry_facts.h"

namespace preflight {
namespace {

constexpr std::string_view enrollmentsKey = R"(HKLM\SOFTWARE\Microsoft\Enrollments)";
constexpr std::string_view provisioningKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\Enrollment)";
constexpr std::string_view policyKey = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM)";
constexpr std::string_view intune = "MS DM Server";
constexpr std::size_t mostRecords = 64;

EnrollmentRecord recordOf(const KeyFacts& key, std::string id) {
  EnrollmentRecord record;
  record.id = std::move(id);
  record.providerId = key.plainText("ProviderID");
  record.type = key.number("EnrollmentType");
  record.state = key.number("EnrollmentState");
  record.user.text = key.plainText("UPN");
  record.placeholderUser = isPlaceholderUser(record.user.text);
  record.tenantId = key.plainText("AADTenantID");
  record.discoveryUrl = key.plainText("DiscoveryServiceFullURL");
  return record;
}

void addEnrollments(const KeyFacts& all, EnrollmentPart& part) {
  using List = std::vector<EnrollmentRecord>;
  const auto unknown = [&](const Error& error, const std::string& source) {
    part.enrollments = unknownFact<List>(error, source);
    part.otherKeys = unknownFact<std::uint64_t>(error, source);
  };
  if (!all.key() && all.key().error().kind != ErrorKind::absent) {
    return unknown(all.key().error(), all.path());
  }
  List list;
  std::uint64_t others = 0;
  for (const RegistryKey& each : all.key() ? all.key()->subkeys : std::vector<RegistryKey>()) {
    if (guidIn(each.name).empty()) {
      continue;
    }
    const KeyFacts key = all.below(each.name);
    if (!key.key()) {
      return unknown(key.key().error(), key.path());
    }
    EnrollmentRecord record = recordOf(key, each.name);
    const bool real = !record.discoveryUrl.empty() || equalIgnoringCase(record.providerId, intune);
    if (real && list.size() < mostRecords) {
      list.push_back(std::move(record));
    } else {
      ++others;
    }
  }
  part.enrollments = knownFact(std::move(list), all.path());
  part.otherKeys = knownFact(others, all.path());
}

// A time in whichever form it was kept: a text, or a FILETIME as a number or as 8 bytes.
void addTime(const KeyFacts& key, RefusalRecord& refusal) {
  const RegistryValue* value = key.key() ? key.key()->value("Time") : nullptr;
  if (value == nullptr) {
    return;
  }
  if (const Result<std::string> text = asText(*value)) {
    refusal.time = printable(trimmed(*text), 64);
    if (const Result<UtcTime> at = utcTimeFromIso(refusal.time)) {
      refusal.at = *at;
    }
  } else if (value->data.size() == 8) {
    refusal.at = utcTimeFromFileTime(readU64(value->data, 0));
    refusal.time = isoText(refusal.at);
  }
}

bool failed(std::uint64_t code) {
  return (code & 0x8000'0000U) != 0;
}

// Keys below `all` whose value `codeName` is a failure. False when one of them could not be read.
bool addRefusals(const KeyFacts& all, std::string_view source, std::string_view codeName, EnrollmentPart& part) {
  if (!all.key()) {
    if (all.key().error().kind != ErrorKind::absent) {
      part.refusals = unknownFact<std::vector<RefusalRecord>>(all.key().error(), all.path());
      return false;
    }
    return true;
  }
  for (const RegistryKey& each : all.key()->subkeys) {
    const KeyFacts key = all.below(each.name);
    const Fact<std::uint64_t> code = key.number(codeName);
    if (!code.known() && code.state != FactState::absent) {
      part.refusals = unknownFact<std::vector<RefusalRecord>>(code.error, code.source);
      return false;
    }
    if (code.known() && failed(code.value) && part.refusals.value.size() < mostRecords) {
      RefusalRecord refusal;
      refusal.source = source;
      refusal.id = printable(each.name, 64);
      refusal.code = code.value & 0xFFFF'FFFFU;
      refusal.lastFailure = key.plainText("LifecycleNotificationLastFailure");
      refusal.traceId = key.plainText("LastSoapErrorTraceId");
      addTime(key, refusal);
      part.refusals.value.push_back(std::move(refusal));
    }
  }
  return true;
}

Fact<std::vector<EventFacts>> enrollmentEvents(const Host& host) {
  EventAsk ask;
  ask.provider = managementProvider;
  ask.channels.assign(managementChannels.begin(), managementChannels.end());
  // 52 holds the server's reason in words, 59 its trace id; 404 and its kin are noise.
  ask.ids = {4,  6,  7,  8,  9,  10, 11, 16, 52, 53, 55, 57, 58, 59, 60, 61,   69,   71,   72,
             75, 76, 77, 78, 79, 85, 89, 90, 91, 94, 95, 96, 97, 98, 99, 3011, 3012, 3016, 3017};
  ask.limit = 300;
  return readEventFacts(host, ask).events;
}

// Of enrollment (72) and of automatic enrollment (75) that succeeded the one that was logged last.
Fact<UtcTime> enrolledAt(const Fact<std::vector<EventFacts>>& events) {
  if (!events.known()) {
    return unknownFact<UtcTime>(events.error, events.source);
  }
  const EventFacts* newest = newestOf(events.value, 72);
  const EventFacts* automatic = newestOf(events.value, 75);
  if (newest == nullptr || (automatic != nullptr && automatic->time > newest->time)) {
    newest = automatic;
  }
  return newest != nullptr ? knownFact(newest->time, fmt::format("{} {}", newest->channel, newest->id))
                           : unknownFact<UtcTime>(Error{ErrorKind::absent, "read " + events.source,
                                                        "there is no event 72 or 75", CodeSpace::none, 0},
                                                  events.source);
}

bool mentions(const EventFacts& event, const std::string& id) {
  return std::any_of(event.data.begin(), event.data.end(),
                     [&](const NamedText& each) { return lower(each.value).find(id) != std::string::npos; });
}

void addFirstSeen(const Fact<std::vector<EventFacts>>& events, EnrollmentRecord& record) {
  const std::string source = events.source;
  record.firstSeen =
      events.known()
          ? unknownFact<UtcTime>(
                Error{ErrorKind::absent, "read " + source, "no event names the enrolment", CodeSpace::none, 0}, source)
          : unknownFact<UtcTime>(events.error, source);
  const EventFacts* oldest = nullptr;
  for (const EventFacts& each : events.value) {
    if (mentions(each, guidIn(record.id)) && (oldest == nullptr || each.firstRecordId < oldest->firstRecordId)) {
      oldest = &each;
    }
  }
  if (oldest != nullptr) {
    record.firstSeen = knownFact(oldest->firstTime, fmt::format("{} {}", oldest->channel, oldest->id));
  }
}

}  // namespace

EnrollmentPart collectEnrollment(const Host& host, const CollectOptions&) {
  EnrollmentPart part;
  const KeyFacts all(host, std::string(enrollmentsKey), RegistryDepth::tree);
  addEnrollments(all, part);
  part.refusals = knownFact(std::vector<RefusalRecord>(), R"(Enrollments\Status, Provisioning\Diagnostics\Enrollment)");
  const KeyFacts provisioning(host, std::string(provisioningKey), RegistryDepth::tree);
  if (addRefusals(all.below("Status"), R"(Enrollments\Status)", "LifecycleNotificationHResult", part)) {
    addRefusals(provisioning, R"(Provisioning\Diagnostics\Enrollment)", "Error", part);
  }
  const KeyFacts policy(host, std::string(policyKey));
  part.registrationBlocked = policy.flag("DisableRegistration");
  part.automaticByPolicy = policy.flag("AutoEnrollMDM");
  part.events = enrollmentEvents(host);
  part.enrolledAt = enrolledAt(part.events);
  for (EnrollmentRecord& each : part.enrollments.value) {
    addFirstSeen(part.events, each);
  }
  return part;
}

}  // namespace preflight
