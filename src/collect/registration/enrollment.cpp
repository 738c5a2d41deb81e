// Who manages the device. Most keys below Enrollments are no enrolment; the refusals stand in keys of their own and in
// the event log, in which channel depends on the build.
#include <fmt/format.h>

#include <algorithm>

#include "base/guid.h"
#include "base/text.h"
#include "collect/parts.h"
#include "collect/registration/placeholder_user.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/registry_facts.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view enrollmentsKey = R"(HKLM\SOFTWARE\Microsoft\Enrollments)";
constexpr std::string_view provisioningKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\Enrollment)";
constexpr std::string_view policyKey = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM)";
constexpr std::string_view intune = "MS DM Server";
constexpr std::size_t mostRecords = 64;

EnrollmentRecord recordOf(const KeyFacts& key) {
  EnrollmentRecord record;
  record.id = key.name();
  record.providerId = key.text("ProviderID").value;
  record.type = key.number("EnrollmentType");
  record.state = key.number("EnrollmentState");
  record.user.text = key.text("UPN").value;
  record.placeholderUser = isPlaceholderUser(record.user.text);
  record.tenantId = key.text("AADTenantID").value;
  record.discoveryUrl = key.text("DiscoveryServiceFullURL").value;
  return record;
}

void addEnrollments(const KeyFacts& all, EnrollmentPart& part) {
  using List = std::vector<EnrollmentRecord>;
  const auto unknown = [&](const Error& error, const std::string& source) {
    part.enrollments = unknownFact<List>(error, source);
    part.otherKeys = unknownFact<std::uint64_t>(error, source);
  };
  if (!all.wasRead() && all.error().kind != ErrorKind::absent) {
    return unknown(all.error(), all.path());
  }
  List list;
  std::uint64_t others = 0;
  for (const KeyFacts& key : all.keys()) {
    if (guidIn(key.name()).empty()) {
      continue;
    }
    if (!key.wasRead()) {
      return unknown(key.error(), key.path());
    }
    EnrollmentRecord record = recordOf(key);
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
  const Fact<RegistryValue> stored = key.stored("Time");
  if (const Result<std::string> text = asText(stored.value)) {
    refusal.time = shortened(trimmed(*text), 64);
    refusal.at = utcTimeFromIso(refusal.time).value_or(UtcTime{});
  } else if (stored.value.data.size() == 8) {
    refusal.at = utcTimeFromFileTime(readU64(stored.value.data, 0));
    refusal.time = isoText(refusal.at);
  }
}

bool failed(std::uint64_t code) {
  return (code & 0x8000'0000U) != 0;
}

// Keys below `all` whose value `codeName` is a failure. False when one of them could not be read.
bool addRefusals(const KeyFacts& all, std::string_view source, std::string_view codeName, EnrollmentPart& part) {
  if (!all.wasRead() && all.error().kind != ErrorKind::absent) {
    part.refusals = unknownFact<std::vector<RefusalRecord>>(all.error(), all.path());
    return false;
  }
  for (const KeyFacts& key : all.keys()) {
    const Fact<std::uint64_t> code = key.number(codeName);
    if (!code.known() && code.state != FactState::absent) {
      part.refusals = unknownFact<std::vector<RefusalRecord>>(code.error, code.source);
      return false;
    }
    if (code.known() && failed(code.value) && part.refusals.value.size() < mostRecords) {
      RefusalRecord refusal;
      refusal.source = source;
      refusal.id = shortened(key.name(), 64);
      refusal.code = code.value & 0xFFFF'FFFFU;
      refusal.lastFailure = key.text("LifecycleNotificationLastFailure").value;
      refusal.traceId = key.text("LastSoapErrorTraceId").value;
      addTime(key, refusal);
      part.refusals.value.push_back(std::move(refusal));
    }
  }
  return true;
}

Fact<std::vector<EventFacts>> enrollmentEvents(const Host& host) {
  EventAsk ask;
  ask.provider = managementProvider;
  ask.channels = managementChannels();
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
                           : absentFact<UtcTime>(events.source, ErrorId::whyNoEvent72);
}

bool mentions(const EventFacts& event, const std::string& id) {
  return std::ranges::any_of(event.data,
                             [&](const NamedText& data) { return lower(data.value).find(id) != std::string::npos; });
}

void addFirstSeen(const Fact<std::vector<EventFacts>>& events, EnrollmentRecord& record) {
  const std::string source = events.source;
  record.firstSeen = events.known() ? absentFact<UtcTime>(source, ErrorId::whyNoEnrollmentEvent)
                                    : unknownFact<UtcTime>(events.error, source);
  const EventFacts* oldest = nullptr;
  for (const EventFacts& event : events.value) {
    if (mentions(event, guidIn(record.id)) && (oldest == nullptr || event.firstRecordId < oldest->firstRecordId)) {
      oldest = &event;
    }
  }
  if (oldest != nullptr) {
    record.firstSeen = knownFact(oldest->firstTime, fmt::format("{} {}", oldest->channel, oldest->id));
  }
}

}  // namespace

EnrollmentPart collectEnrollment(const Host& host, const CollectOptions&) {
  EnrollmentPart part;
  const KeyFacts all(host, enrollmentsKey, RegistryDepth::tree);
  addEnrollments(all, part);
  part.refusals = knownFact(std::vector<RefusalRecord>(), R"(Enrollments\Status, Provisioning\Diagnostics\Enrollment)");
  const KeyFacts provisioning(host, provisioningKey, RegistryDepth::tree);
  if (addRefusals(all.below("Status"), R"(Enrollments\Status)", "LifecycleNotificationHResult", part)) {
    addRefusals(provisioning, R"(Provisioning\Diagnostics\Enrollment)", "Error", part);
  }
  const KeyFacts policy(host, policyKey);
  part.registrationBlocked = policy.flag("DisableRegistration");
  part.automaticByPolicy = policy.flag("AutoEnrollMDM");
  part.events = enrollmentEvents(host);
  part.enrolledAt = enrolledAt(part.events);
  for (EnrollmentRecord& record : part.enrollments.value) {
    addFirstSeen(part.events, record);
  }
  return part;
}

}  // namespace preflight
