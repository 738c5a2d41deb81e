// Entra join, domain join and work accounts. Sources: dsregcmd's own (NetGetAadJoinInformation, CloudDomainJoin,
// WorkplaceJoin of each user), Win32_ComputerSystem for the domain, and the registration's event log.
#include <fmt/format.h>

#include <variant>

#include "base/text.h"
#include "collect/parts.h"
#include "collect/registration/placeholder_user.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/registry_facts.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view cloudKey = R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin)";
constexpr std::string_view workplaceKey = R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo)";
constexpr std::string_view apiSource = "NetGetAadJoinInformation";
constexpr std::uint64_t deviceJoin = 1;
constexpr std::size_t mostRecords = 64;

Error none(std::string_view source, ErrorId why) {
  return readError(ErrorKind::absent, std::string(source), why);
}

void addJoinInformation(const Host& host, JoinPart& part) {
  const Result<JoinInformation> join = host.joinInformation();
  const std::string source(apiSource);
  const auto text = [&](const std::string& value) -> Fact<std::string> {
    return trimmed(value).empty() ? unknownFact<std::string>(none(source, ErrorId::whyNamesNone), source)
                                  : knownFact(std::string(trimmed(value)), source);
  };
  Error why = join ? none(source, ErrorId::whyNotJoined) : join.error();
  if (!join || !join->joined) {
    part.joinType = unknownFact<std::uint64_t>(why, source);
    part.tenantId = part.tenantName = part.deviceId = part.mdmEnrollmentUrl = unknownFact<std::string>(why, source);
    part.user = unknownFact<PersonalText>(why, source);
    part.placeholderUser = unknownFact<bool>(std::move(why), source);
    return;
  }
  part.joinType = knownFact<std::uint64_t>(join->type, source);
  part.tenantId = text(join->tenantId);
  part.tenantName = text(join->tenantName);
  part.deviceId = text(join->deviceId);
  part.mdmEnrollmentUrl = text(join->mdmEnrollmentUrl);
  const Fact<std::string> user = text(join->joinUser.empty() ? join->user : join->joinUser);
  part.user = {user.state, {user.value}, user.source, user.error};
  part.placeholderUser =
      user.known() ? knownFact(isPlaceholderUser(user.value), source) : unknownFact<bool>(user.error, source);
}

JoinRecord joinRecord(const KeyFacts& key) {
  JoinRecord record{key.name(), key.text("TenantId").value, {key.text("UserEmail").value}, false};
  record.placeholderUser = isPlaceholderUser(record.user.text);
  return record;
}

TenantRecord tenantRecord(const KeyFacts& key) {
  return {key.name(), key.text("DisplayName").value, key.text("MdmEnrollmentUrl").value};
}

Fact<std::vector<WorkplaceJoin>> workplaceJoins(const Host& host) {
  using List = std::vector<WorkplaceJoin>;
  const KeyFacts hives(host, "HKU");
  if (!hives.wasRead()) {
    return unknownFact<List>(hives.error(), hives.path());
  }
  List found;
  std::optional<Error> problem;
  for (const KeyFacts& hive : hives.keys()) {
    if (lower(hive.name()).ends_with("_classes") || found.size() >= mostRecords) {
      continue;
    }
    const KeyFacts key(host, fmt::format("{}\\{}", hive.path(), workplaceKey), RegistryDepth::tree);
    const Fact<List> list = listBelow<WorkplaceJoin>(key, mostRecords, [&](const KeyFacts& join) {
      return WorkplaceJoin{hive.name(), join.name(), join.text("TenantId").value, {join.text("UserEmail").value}};
    });
    if (!list.known() && !problem) {
      problem = list.error;
    }
    found.insert(found.end(), list.value.begin(), list.value.end());
  }
  const std::string source = fmt::format("HKU\\*\\{}", workplaceKey);
  // One that was found is proof, whatever else could not be read.
  return found.empty() && problem ? unknownFact<List>(*problem, source) : knownFact(std::move(found), source);
}

void addDomain(const Host& host, JoinPart& part) {
  const std::string source = "WMI Win32_ComputerSystem";
  WmiQuery query;
  query.space = R"(root\cimv2)";
  query.className = "Win32_ComputerSystem";
  query.properties = {"PartOfDomain", "Domain"};
  const Result<std::vector<WmiRow>> rows = host.wmi(query);
  Error why = rows ? none(source, ErrorId::whyNoRow) : rows.error();
  why.kind = rows ? ErrorKind::failed : why.kind;  // every device has a row: none is no answer
  part.domainJoined = unknownFact<bool>(why, source);
  part.domain = unknownFact<std::string>(why, source);
  if (!rows || rows->empty()) {
    return;
  }
  const WmiValue* joined = rows->front().property("PartOfDomain");
  const bool* flag = joined == nullptr ? nullptr : std::get_if<bool>(joined);
  if (flag == nullptr) {
    const bool missing = joined == nullptr || std::holds_alternative<std::monostate>(*joined);
    const Error wrong = missing ? readError(ErrorKind::notCollected, source, ErrorId::whyNoPartOfDomain)
                                : readError(ErrorKind::invalid, source, ErrorId::whyPartOfDomain);
    part.domainJoined = unknownFact<bool>(wrong, source);
    part.domain = unknownFact<std::string>(wrong, source);
    return;
  }
  part.domainJoined = knownFact(*flag, source);
  // Of a device without a domain it is the workgroup's name.
  part.domain = *flag ? factOf(textOf(rows->front(), "Domain"), source)
                      : unknownFact<std::string>(none(source, ErrorId::whyNoDomain), source);
}

// Whether the device itself is joined: the function's answer, else the registry's records.
Fact<bool> entraJoined(const JoinPart& part) {
  if (part.joinType.known() || part.joinType.state == FactState::absent) {
    return knownFact(part.joinType.known() && part.joinType.value == deviceJoin, part.joinType.source);
  }
  return part.records.known() ? knownFact(!part.records.value.empty(), part.records.source)
                              : unknownFact<bool>(part.records.error, part.records.source);
}

Fact<JoinKind> kindOf(const JoinPart& part) {
  const Fact<bool> entra = entraJoined(part);
  if (!entra.known()) {
    return unknownFact<JoinKind>(entra.error, entra.source);
  }
  if (!part.domainJoined.known()) {
    return unknownFact<JoinKind>(part.domainJoined.error, part.domainJoined.source);
  }
  const bool domain = part.domainJoined.value;
  return knownFact(
      entra.value ? (domain ? JoinKind::hybrid : JoinKind::entra) : (domain ? JoinKind::domain : JoinKind::none),
      entra.source + ", " + part.domainJoined.source);
}

Fact<std::vector<EventFacts>> joinEvents(const Host& host) {
  EventAsk ask;
  ask.provider = registrationProvider;
  ask.channels = {registrationChannel};
  // Joins and their roll-back, refusals with the server's message, hybrid registration. 360 to 362 are noise.
  ask.ids = {101, 102, 104, 105, 110, 111, 201, 202, 203, 204, 205, 226, 233, 239,
             240, 300, 301, 304, 305, 306, 307, 309, 324, 332, 334, 344, 345, 354};
  ask.limit = 300;
  return readEventFacts(host, ask).events;
}

// Failures of a sign-in carry a code of the token library (0xCAA.....) or an AADSTS number.
Fact<std::vector<EventFacts>> signInErrors(const Host& host) {
  EventAsk ask;
  ask.provider = signInProvider;
  ask.channels = {signInChannel};
  ask.ids = {1081, 1084, 1085, 1088, 1097, 1098, 1104};
  ask.levels = {1, 2, 3};
  ask.limit = 300;
  return readEventRecords(host, ask).events;
}

}  // namespace

JoinPart collectJoin(const Host& host, const CollectOptions&) {
  JoinPart part;
  addJoinInformation(host, part);
  const KeyFacts cloud(host, cloudKey, RegistryDepth::tree);
  part.records = listBelow<JoinRecord>(cloud.below("JoinInfo"), mostRecords, joinRecord);
  part.tenants = listBelow<TenantRecord>(cloud.below("TenantInfo"), mostRecords, tenantRecord);
  part.workplaceJoins = workplaceJoins(host);
  addDomain(host, part);
  part.kind = kindOf(part);
  part.events = joinEvents(host);
  part.signInErrors = signInErrors(host);
  return part;
}

}  // namespace preflight
