#include "diagnose/registration/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/registration/event_history.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

namespace preflight::registration {
namespace {

bool isPolicy(const PolicyFacts& policy, PolicyKind kind) {
  return policy.kind.known() && policy.kind.value == kind;
}

bool isTrue(const Fact<bool>& fact) {
  return fact.known() && fact.value;
}
bool isFalse(const Fact<bool>& fact) {
  return fact.known() && !fact.value;
}

UtcTime timeOf(const PolicyFacts& policy) {
  if (policy.downloaded.known()) {
    return policy.downloaded.value;
  }
  return policy.modified.known() ? policy.modified.value : UtcTime{};
}

std::string addressOf(const EventFacts& event) {
  for (const NamedText& datum : event.data) {
    if (startsWithIgnoringCase(trimmed(datum.value), "http")) {
      return printable(trimmed(datum.value), 200);
    }
  }
  return {};
}

class RegistrationAssessor {
 public:
  explicit RegistrationAssessor(const Report& report) : report_(report), autopilot_(report.autopilot) {
    if (autopilot_.events.known()) {
      history_ = eventHistoryOf(autopilot_.events.value);
    }
  }

  ServiceAnswer answer() {
    if (autopilot_.events.state == FactState::collecting) {
      return {};
    }
    rememberProfile();
    if (!byEvents() && !byAnswer() && !byUnaskedStart() && !byCache() && !byOpenQuestion() && !bySilence()) {
      answer_.state = RegistrationAnswer::unreadable;
    }
    if (history_.asked != nullptr) {
      answer_.askedAt = history_.asked->time;
    }
    noteAttestation();
    addDocuments();
    return std::move(answer_);
  }

 private:
  static bool newer(const EventFacts* a, const EventFacts* b) {
    return a != nullptr && (b == nullptr || a->recordId > b->recordId);
  }

  bool settle(RegistrationAnswer state, const EventFacts& event) {
    answer_.state = state;
    answer_.at = event.time;
    add(event);
    return true;
  }

  void add(const EventFacts& event) {
    const std::string when = whenText(report_, event.time);
    answer_.evidence.push_back({when.empty() ? Text(RegistrationId::event) : Text(when), eventText(event),
                                say(RegistrationId::autopilotLog), logEntryOf(event)});
    for (const NamedText& datum : event.data) {
      if (!datum.value.empty() && registration::serviceCodeOf(event) != 0) {
        answer_.reason += (answer_.reason.empty() ? "" : ", ") + printable(datum.value, 200);
      }
    }
  }

  bool savedRefusal() const { return isPolicy(autopilot_.answer, PolicyKind::refusal); }

  // A refusal that was saved after what the events show of a profile is newer than they are.
  bool answerRefusesLater(const EventFacts& event) const {
    constexpr std::int64_t minute = 60'000;
    return savedRefusal() && timeOf(autopilot_.answer).milliseconds > event.time.milliseconds + minute;
  }

  bool byEvents() {
    if (history_.refusal != nullptr && newer(history_.refusal, history_.profile)) {
      answer_.code = history_.code;
      return settle(RegistrationAnswer::refused, *history_.refusal);
    }
    if (history_.profile != nullptr && newer(history_.profile, history_.empty)) {
      return !answerRefusesLater(*history_.profile) && settle(RegistrationAnswer::profile, *history_.profile);
    }
    if (history_.empty != nullptr) {
      // The saved answer may give the reason, where the events do not.
      return !savedRefusal() && !isJustComing(*history_.empty) &&
             settle(RegistrationAnswer::noProfile, *history_.empty);
    }
    if (history_.unreachable != nullptr && !holdsProfile()) {
      answer_.code = failureCodeOf(*history_.unreachable).value_or(0);
      answer_.address = addressOf(history_.addressed == nullptr ? *history_.unreachable : *history_.addressed);
      return settle(RegistrationAnswer::unreachable, *history_.unreachable);
    }
    if (newer(history_.skipped, history_.asked) && !savedRefusal()) {
      return settle(RegistrationAnswer::blank, *history_.skipped);
    }
    return openQuestion() && !savedLater() && unanswered();
  }

  bool openQuestion() const {
    return history_.asked != nullptr && !newer(history_.provisioned, history_.asked) &&
           !newer(history_.skipped, history_.asked) && !holdsProfile();
  }

  // "Not provisioned" alone is also the state of a profile that has just come, and an answer without one is saved.
  bool isJustComing(const EventFacts& event) const {
    return event.id == 153 && isPolicy(autopilot_.answer, PolicyKind::profile);
  }

  // The saved answer is of this question: it came after it. Times count only where the clock was not set back.
  bool savedLater() const {
    constexpr std::int64_t second = 1000;
    const Fact<std::uint64_t>& back = autopilot_.clock.stepsBack;
    const bool steady = !back.known() || back.value == 0;
    return steady && autopilot_.answer.kind.known() &&
           timeOf(autopilot_.answer).milliseconds >= history_.asked->time.milliseconds - second;
  }

  // The newest answer of an older start was a profile, and nothing on the device says that it is gone.
  bool earlierProfile() const {
    return newer(history_.earlierProfile, history_.earlierEmpty) &&
           newer(history_.earlierProfile, history_.earlierRefusal) &&
           newer(history_.earlierProfile, history_.earlierUnseen) && history_.answered == nullptr &&
           isUnknown(autopilot_.answer.kind.state) && !isFalse(autopilot_.cache.profileAvailable);
  }

  // Something on the device still holds a profile: a question without an answer changes nothing.
  bool holdsProfile() const {
    return isPolicy(autopilot_.answer, PolicyKind::profile) || isTrue(autopilot_.cache.profileAvailable) ||
           earlierProfile();
  }

  bool unanswered() {
    if (history_.answered != nullptr) {
      answer_.networkSeen = true;
      return settle(RegistrationAnswer::answered, *history_.answered);
    }
    // A network that goes after the question takes nothing back: the question left the device.
    const bool waits = newer(history_.noNetwork, history_.asked) && history_.network == nullptr && history_.isWhole();
    answer_.networkSeen = !waits;
    settle(waits ? RegistrationAnswer::notAsked : RegistrationAnswer::asked, *history_.asked);
    answer_.at = {};
    if (waits) {
      add(*history_.noNetwork);
    }
    addEarlier();
    return true;
  }

  void addEarlier() {
    for (const EventFacts* earlier : {history_.earlierRefusal, history_.earlierEmpty}) {
      if (earlier != nullptr) {
        add(*earlier);
      }
    }
  }

  bool byAnswer() {
    const PolicyFacts& answer = autopilot_.answer;
    answer_.at = timeOf(answer);
    if (isPolicy(answer, PolicyKind::profile)) {
      answer_.state = RegistrationAnswer::profile;
    } else if (isPolicy(answer, PolicyKind::refusal)) {
      answer_.state = RegistrationAnswer::refused;
      answer_.code = answer.errorCode.known() ? answer.errorCode.value : 0;
      answer_.reason = textOr(answer.errorReason);
    } else if (isPolicy(answer, PolicyKind::noProfile)) {
      answer_.state = RegistrationAnswer::noProfile;
    } else {
      answer_.at = {};
      return false;
    }
    return true;
  }

  bool cacheHoldsProfile() const {
    const PolicyCacheFacts& cache = autopilot_.cache;
    return isTrue(cache.profileAvailable) ||
           (isPolicy(cache.policy, PolicyKind::profile) && !isFalse(cache.profileAvailable));
  }

  // The log shows from its first record on that nothing was asked yet: a "no profile" in the cache is no answer.
  bool byUnaskedStart() {
    const bool started = history_.begun || history_.noNetwork != nullptr;
    const bool asked = history_.unpaired || history_.asked != nullptr || history_.provisioned != nullptr ||
                       history_.skipped != nullptr;
    return started && (history_.fromFirst || history_.holdsFirst) && !history_.answeredBefore && !asked &&
           !holdsProfile() && !cacheHoldsProfile() && notAsked();
  }

  bool byCache() {
    const PolicyCacheFacts& cache = autopilot_.cache;
    if (cacheHoldsProfile() || earlierProfile()) {
      answer_.state = RegistrationAnswer::profile;
      return true;
    }
    if (isFalse(cache.profileAvailable)) {
      answer_.state = RegistrationAnswer::blank;
      return true;
    }
    return false;
  }

  bool byOpenQuestion() { return openQuestion() && unanswered(); }

  // Nothing asked in this start and nothing kept, and all of it could be read.
  bool bySilence() {
    const bool whole = history_.begun || (isTrue(autopilot_.eventsWhole) && history_.fromFirst);
    const bool nothingKept = autopilot_.answer.kind.state == FactState::absent &&
                             autopilot_.cache.profileAvailable.state == FactState::absent;
    const bool asked = history_.unpaired || history_.provisioned != nullptr || history_.asked != nullptr;
    return whole && nothingKept && !asked && notAsked();
  }

  bool notAsked() {
    answer_.state = RegistrationAnswer::notAsked;
    answer_.networkSeen = newer(history_.network, history_.noNetwork);
    for (const EventFacts* event : {history_.network, history_.noNetwork}) {
      if (event != nullptr) {
        add(*event);
      }
    }
    addEarlier();
    return true;
  }

  void rememberProfile() {
    const DiagnosticsValueFacts& values = autopilot_.diagnostics;
    const EventFacts* seen = history_.profile != nullptr ? history_.profile : history_.earlierProfile;
    const bool named = !textOr(values.profileName).empty() || !textOr(values.ztdRegistrationId).empty();
    answer_.hadProfile = named || seen != nullptr || isPolicy(autopilot_.answer, PolicyKind::profile) ||
                         isPolicy(autopilot_.cache.policy, PolicyKind::profile);
  }

  void noteAttestation() {
    if (history_.unattested != nullptr && newer(history_.unattested, history_.profile)) {
      answer_.attestation = failureCodeOf(*history_.unattested).value_or(0);
      add(*history_.unattested);
    }
  }

  void addFact(RegistrationId label, const Fact<std::string>& fact) {
    if (fact.known() && !fact.value.empty()) {
      answer_.evidence.push_back(evidenceOf(label, fact));
    }
  }

  void addUnread(RegistrationId label, const Error& error, FactState state, const std::string& source) {
    if (isUnknown(state)) {
      answer_.evidence.push_back({label, describe(error), source});
    }
  }

  void addDocuments() {
    const AutopilotPart& part = autopilot_;
    if (part.answer.kind.known()) {
      answer_.evidence.push_back(
          {RegistrationId::savedAnswer, std::string(name(part.answer.kind.value)), part.answer.kind.source});
    }
    if (part.answer.errorCode.known()) {
      answer_.evidence.push_back(
          {RegistrationId::serviceCode, fmt::format("{}", part.answer.errorCode.value), part.answer.errorCode.source});
    }
    addFact(RegistrationId::serviceReason, part.answer.errorReason);
    if (part.cache.profileAvailable.known()) {
      answer_.evidence.push_back({RegistrationId::profileCached,
                                  part.cache.profileAvailable.value ? RegistrationId::yes : RegistrationId::no,
                                  part.cache.profileAvailable.source});
    }
    addFact(RegistrationId::keptTenant, part.diagnostics.tenantDomain);
    addFact(RegistrationId::keptProfile, part.diagnostics.profileName);
    addUnread(RegistrationId::autopilotLog, part.events.error, part.events.state, part.events.source);
    addUnread(RegistrationId::savedAnswer, part.answer.kind.error, part.answer.kind.state, part.answer.kind.source);
    addUnread(RegistrationId::profileCache, part.cache.profileAvailable.error, part.cache.profileAvailable.state,
              part.cache.profileAvailable.source);
  }

  const Report& report_;
  const AutopilotPart& autopilot_;
  EventHistory history_;
  ServiceAnswer answer_;
};

}  // namespace

ServiceAnswer serviceAnswerOf(const Report& report) {
  return RegistrationAssessor(report).answer();
}

bool isSilent(const Report& report, const ServiceAnswer& answer) {
  const AutopilotPart& part = report.autopilot;
  return answer.state == RegistrationAnswer::unreadable && !answer.hadProfile && !isUnknown(part.events.state) &&
         !isUnknown(part.answer.kind.state) && !isUnknown(part.cache.profileAvailable.state) &&
         !eventHistoryOf(part.events.value).unpaired;
}

Preparation preparationOf(const Report& report) {
  const AutopilotPart& part = report.autopilot;
  if (!textOr(part.settings.executionContext).empty()) {
    return Preparation::yes;
  }
  // The value counts: Windows writes a hint of 0 on devices without device preparation.
  const std::string hint = textOr(part.settings.preparationHint);
  const bool hinted = !hint.empty() && knowledge::codeFrom(hint).value_or(1) != 0;
  return hinted || isTrue(part.settings.pageEnabled) ? Preparation::hint : Preparation::no;
}

bool deploysItself(std::uint64_t oobeConfig) {
  constexpr std::uint64_t tpmAttestation = 32;
  constexpr std::uint64_t deviceSignsIn = 64;
  return (oobeConfig & tpmAttestation) != 0 && (oobeConfig & deviceSignsIn) != 0;
}

bool deploysItself(const Report& report) {
  const ProfileSource source = profileSource(report);
  const Fact<std::uint64_t>& bits = source.facts != nullptr && source.facts->oobeConfig.known()
                                        ? source.facts->oobeConfig
                                        : report.autopilot.diagnostics.oobeConfig;
  return bits.known() && deploysItself(bits.value);
}

bool preProvisioningStarted(const Report& report) {
  constexpr std::uint64_t chosen = 509;
  const Fact<std::vector<EventFacts>>& events = report.autopilot.events;
  return events.known() && std::ranges::any_of(events.value, [](const EventFacts& event) {
           return event.id == chosen && lower(event.channel).ends_with("/managementservice");
         });
}

bool isAtWork(const Report& report) {
  const Fact<JoinKind>& join = report.join.kind;
  const bool joined = join.known() && (join.value == JoinKind::entra || join.value == JoinKind::hybrid);
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  const bool mdmOnly = record != nullptr && record->type.known() && record->type.value == 0;
  return report.setup.phase.known() && report.setup.phase.value == SetupPhase::desktop && record != nullptr &&
         (joined || !mdmOnly);
}

DeviceLink deviceLinkOf(const Report& report) {
  const AssociationFacts& link = report.autopilot.association;
  if (isTrue(link.linked)) {
    return DeviceLink::associated;
  }
  if (!isTrue(link.present)) {
    return DeviceLink::none;
  }
  return link.tenantHint.known() ? DeviceLink::discovered : DeviceLink::identity;
}

bool isAssociated(const Report& report) {
  const DeviceLink link = deviceLinkOf(report);
  return link == DeviceLink::associated || link == DeviceLink::discovered;
}

bool hasOfflineProfile(const Report& report) {
  return isPolicy(report.autopilot.offline, PolicyKind::profile) && offlineFaultOf(report) == OfflineFault::none;
}

OfflineFault offlineFaultOf(const Report& report) {
  const PolicyFacts& offline = report.autopilot.offline;
  if (!offline.encoding.known()) {
    return OfflineFault::none;  // there is none, or it was not read
  }
  const std::string& encoding = offline.encoding.value;
  if (offline.objects.known() && offline.objects.value == 0) {
    return OfflineFault::empty;
  }
  if (encoding.starts_with("UTF-16") || encoding.ends_with("BOM")) {
    return OfflineFault::encoding;
  }
  if (offline.objects.known() && offline.objects.value > 1) {
    return OfflineFault::objects;
  }
  if (!offline.kind.known()) {
    return OfflineFault::damaged;
  }
  return offline.kind.value == PolicyKind::profile ? OfflineFault::none : OfflineFault::noTenant;
}

ProfileSource profileSource(const Report& report) {
  const AutopilotPart& part = report.autopilot;
  if (isPolicy(part.answer, PolicyKind::profile)) {
    return {&part.answer.profile, &part.answer, "AutopilotDDSZTDFile.json"};
  }
  if (isPolicy(part.cache.policy, PolicyKind::profile)) {
    return {&part.cache.policy.profile, &part.cache.policy, "AutopilotPolicyCache"};
  }
  if (hasOfflineProfile(report)) {
    return {&part.offline.profile, &part.offline, "AutopilotConfigurationFile.json"};
  }
  return {};
}

std::string tenantOf(const Report& report) {
  const AutopilotPart& part = report.autopilot;
  for (const Fact<std::string>* fact :
       {&part.answer.profile.tenantDomain, &part.cache.policy.profile.tenantDomain, &part.diagnostics.tenantDomain,
        &part.offline.profile.tenantDomain, &part.answer.profile.tenantId, &part.diagnostics.tenantId}) {
    if (std::string text = textOr(*fact); !text.empty()) {
      return text;
    }
  }
  return {};
}

std::string profileNameOf(const Report& report) {
  const AutopilotPart& part = report.autopilot;
  for (const Fact<std::string>* fact :
       {&part.answer.profile.name, &part.cache.policy.profile.name, &part.diagnostics.profileName}) {
    if (std::string text = textOr(*fact); !text.empty()) {
      return text;
    }
  }
  return {};
}

std::optional<std::string> nameFromTemplate(std::string_view text, const Report& report) {
  constexpr std::string_view serial = "%SERIAL%";
  constexpr std::string_view random = "%RAND:";
  std::string made;
  while (!text.empty()) {
    if (startsWithIgnoringCase(text, serial)) {
      const std::string value = textOr(report.identity.serialNumber);
      if (value.empty()) {
        return {};
      }
      made += value;
      text.remove_prefix(serial.size());
      continue;
    }
    const std::size_t end = startsWithIgnoringCase(text, random) ? text.find('%', random.size()) : std::string::npos;
    if (end != std::string::npos) {
      const std::string_view count = text.substr(random.size(), end - random.size());
      made.append(std::min<std::size_t>(knowledge::codeFrom(count).value_or(0), 63), '#');
      text.remove_prefix(end + 1);
      continue;
    }
    made += text.front();
    text.remove_prefix(1);
  }
  return made;
}

std::string nameTemplateOf(const Report& report) {
  const DiagnosticsValueFacts& kept = report.autopilot.diagnostics;
  const ProfileFacts* facts = profileSource(report).facts;
  const Fact<std::uint64_t>& join = facts != nullptr && facts->domainJoin.known() ? facts->domainJoin : kept.domainJoin;
  if (join.known() && join.value == 1) {
    return {};
  }
  return textOr(facts != nullptr && facts->deviceName.known() ? facts->deviceName : kept.deviceName);
}

std::string whenText(const Report& report, UtcTime time) {
  if (time == UtcTime{}) {
    return {};
  }
  const Fact<std::int64_t>& offset = report.setup.utcOffsetMinutes;
  return offset.known() ? dateText(time, static_cast<int>(std::clamp<std::int64_t>(offset.value, -1440, 1440)))
                        : dateText(time, 0) + " UTC";
}

std::string textOr(const Fact<std::string>& fact) {
  return fact.known() ? printable(trimmed(fact.value), 200) : std::string();
}

}  // namespace preflight::registration
