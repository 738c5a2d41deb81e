#include "diagnose/registration/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/registration/event_history.h"

namespace preflight::registration {
namespace {

constexpr std::string_view eventLog = "Autopilot event log";

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

class Judge {
 public:
  explicit Judge(const Report& report) : report_(report), autopilot_(report.autopilot) {
    if (autopilot_.events.known()) {
      story_ = storyOf(autopilot_.events.value);
    }
  }

  Course course() {
    if (autopilot_.events.state == FactState::collecting) {
      return {};
    }
    rememberProfile();
    if (!byEvents() && !byAnswer() && !byCache() && !bySilence()) {
      course_.standing = Standing::unreadable;
    }
    addDocuments();
    return std::move(course_);
  }

 private:
  bool after(const EventFacts* event) const {
    return event != nullptr && (story_.asked == nullptr || event->recordId > story_.asked->recordId);
  }
  static bool newer(const EventFacts* a, const EventFacts* b) {
    return a != nullptr && (b == nullptr || a->recordId > b->recordId);
  }

  bool settle(Standing standing, const EventFacts& event) {
    course_.standing = standing;
    course_.at = event.time;
    add(event);
    return true;
  }

  void add(const EventFacts& event) {
    const std::string when = whenText(report_, event.time);
    course_.evidence.push_back(
        {when.empty() ? "Event" : when, eventText(event), std::string(eventLog), logEntryOf(event)});
    for (const NamedText& each : event.data) {
      if (!each.value.empty() && registration::serviceCodeOf(event) != 0) {
        course_.reason += (course_.reason.empty() ? "" : ", ") + printable(each.value, 200);
      }
    }
  }

  // A refusal that was saved after what the events say of a profile is newer than they are.
  bool answerRefusesLater(const EventFacts& event) const {
    constexpr std::int64_t minute = 60'000;
    return isPolicy(autopilot_.answer, PolicyKind::refusal) &&
           timeOf(autopilot_.answer).milliseconds > event.time.milliseconds + minute;
  }

  bool byEvents() {
    const EventFacts* refusal = after(story_.refusal) ? story_.refusal : nullptr;
    const EventFacts* profile = after(story_.profile) ? story_.profile : nullptr;
    const EventFacts* empty = after(story_.empty) ? story_.empty : nullptr;
    if (refusal != nullptr && newer(refusal, profile)) {
      course_.code = story_.code;
      return settle(Standing::refused, *refusal);
    }
    if (profile != nullptr && newer(profile, empty)) {
      return !answerRefusesLater(*profile) && settle(Standing::profile, *profile);
    }
    if (empty != nullptr) {
      // The saved answer may say why, where the events do not.
      return !isPolicy(autopilot_.answer, PolicyKind::refusal) && settle(Standing::noProfile, *empty);
    }
    if (after(story_.skipped) && !isPolicy(autopilot_.answer, PolicyKind::refusal)) {
      return settle(Standing::blank, *story_.skipped);
    }
    return story_.asked != nullptr && !after(story_.provisioned) && !holdsProfile() && !savedLater() && unanswered();
  }

  // The saved answer is of this question: it came after it. Times count only where the clock was not set back.
  bool savedLater() const {
    constexpr std::int64_t second = 1000;
    const Fact<std::uint64_t>& back = autopilot_.clock.stepsBack;
    const bool steady = !back.known() || back.value == 0;
    return steady && autopilot_.answer.kind.known() &&
           timeOf(autopilot_.answer).milliseconds >= story_.asked->time.milliseconds - second;
  }

  // Something on the device still holds a profile, so that a question without an answer changes nothing.
  bool holdsProfile() const {
    return isPolicy(autopilot_.answer, PolicyKind::profile) || isTrue(autopilot_.cache.profileAvailable) ||
           (autopilot_.answer.kind.state != FactState::absent && newer(story_.profile, story_.empty) &&
            newer(story_.profile, story_.refusal));
  }

  bool unanswered() {
    const bool waits = newer(story_.noNetwork, story_.asked) && newer(story_.noNetwork, story_.network);
    course_.networkSeen = !waits;
    settle(waits ? Standing::notAsked : Standing::asked, *story_.asked);
    course_.at = {};
    if (waits) {
      add(*story_.noNetwork);
    }
    for (const EventFacts* earlier : {story_.refusal, story_.empty}) {
      if (earlier != nullptr && !after(earlier)) {
        add(*earlier);
      }
    }
    return true;
  }

  bool byAnswer() {
    const PolicyFacts& answer = autopilot_.answer;
    course_.at = timeOf(answer);
    if (isPolicy(answer, PolicyKind::profile)) {
      course_.standing = Standing::profile;
    } else if (isPolicy(answer, PolicyKind::refusal)) {
      course_.standing = Standing::refused;
      course_.code = answer.errorCode.known() ? answer.errorCode.value : 0;
      course_.reason = textOr(answer.errorReason);
    } else if (isPolicy(answer, PolicyKind::noProfile)) {
      course_.standing = Standing::noProfile;
    } else {
      course_.at = {};
      return false;
    }
    return true;
  }

  bool byCache() {
    const PolicyCacheFacts& cache = autopilot_.cache;
    const bool earlierProfile = newer(story_.profile, story_.empty) && newer(story_.profile, story_.refusal);
    if (isTrue(cache.profileAvailable) ||
        (isPolicy(cache.policy, PolicyKind::profile) && !isFalse(cache.profileAvailable)) ||
        (earlierProfile && autopilot_.answer.kind.state != FactState::absent)) {
      course_.standing = Standing::profile;
      return true;
    }
    if (isFalse(cache.profileAvailable)) {
      course_.standing = Standing::blank;
      return true;
    }
    return false;
  }

  // Nothing asked and nothing kept, and all of it could be read.
  bool bySilence() {
    const bool whole = autopilot_.events.known() && isTrue(autopilot_.eventsWhole);
    const bool nothingKept = autopilot_.answer.kind.state == FactState::absent &&
                             autopilot_.cache.profileAvailable.state == FactState::absent;
    if (!whole || !nothingKept || story_.provisioned != nullptr || story_.asked != nullptr) {
      return false;
    }
    course_.standing = Standing::notAsked;
    course_.networkSeen = story_.network != nullptr;
    for (const EventFacts* each : {story_.network, story_.noNetwork}) {
      if (each != nullptr) {
        add(*each);
      }
    }
    return true;
  }

  void rememberProfile() {
    const DiagnosticsValueFacts& values = autopilot_.diagnostics;
    const bool named = !textOr(values.profileName).empty() || !textOr(values.ztdRegistrationId).empty();
    course_.hadProfile = named || story_.profile != nullptr || isPolicy(autopilot_.answer, PolicyKind::profile) ||
                         isPolicy(autopilot_.cache.policy, PolicyKind::profile);
    course_.profileSeen = story_.profile != nullptr ? story_.profile->time : UtcTime{};
  }

  void addFact(std::string label, const Fact<std::string>& fact) {
    if (fact.known() && !fact.value.empty()) {
      course_.evidence.push_back(evidenceOf(std::move(label), fact));
    }
  }

  void addUnread(std::string label, const Error& error, FactState state, const std::string& source) {
    if (isUnknown(state)) {
      course_.evidence.push_back({std::move(label), describe(error), source});
    }
  }

  void addDocuments() {
    const AutopilotPart& part = autopilot_;
    if (part.answer.kind.known()) {
      course_.evidence.push_back({"Saved answer", std::string(name(part.answer.kind.value)), part.answer.kind.source});
    }
    if (part.answer.errorCode.known()) {
      course_.evidence.push_back(
          {"Service's code", fmt::format("{}", part.answer.errorCode.value), part.answer.errorCode.source});
    }
    addFact("Service's reason", part.answer.errorReason);
    if (part.cache.profileAvailable.known()) {
      course_.evidence.push_back(
          {"Profile cached", part.cache.profileAvailable.value ? "yes" : "no", part.cache.profileAvailable.source});
    }
    addFact("Tenant kept in the registry", part.diagnostics.tenantDomain);
    addFact("Profile kept in the registry", part.diagnostics.profileName);
    addUnread("Autopilot event log", part.events.error, part.events.state, part.events.source);
    addUnread("Saved answer", part.answer.kind.error, part.answer.kind.state, part.answer.kind.source);
    addUnread("Profile cache", part.cache.profileAvailable.error, part.cache.profileAvailable.state,
              part.cache.profileAvailable.source);
  }

  const Report& report_;
  const AutopilotPart& autopilot_;
  Story story_;
  Course course_;
};

}  // namespace

Course courseOf(const Report& report) {
  return Judge(report).course();
}

Preparation preparationOf(const Report& report) {
  const AutopilotPart& part = report.autopilot;
  if (!textOr(part.settings.executionContext).empty()) {
    return Preparation::yes;
  }
  return part.settings.preparationHint.known() || isTrue(part.settings.pageEnabled) ? Preparation::hint
                                                                                    : Preparation::no;
}

bool isAssociated(const Report& report) {
  return isTrue(report.autopilot.association.present);
}

bool hasOfflineProfile(const Report& report) {
  return isPolicy(report.autopilot.offline, PolicyKind::profile) && !hasIgnoredOfflineFile(report);
}

bool hasIgnoredOfflineFile(const Report& report) {
  const PolicyFacts& offline = report.autopilot.offline;
  return offline.kind.known() && offline.objects.known() && offline.objects.value > 1;
}

ProfileSource profileSource(const Report& report) {
  const AutopilotPart& part = report.autopilot;
  if (isPolicy(part.answer, PolicyKind::profile)) {
    return {&part.answer.profile, &part.answer, "the service's saved answer"};
  }
  if (isPolicy(part.cache.policy, PolicyKind::profile)) {
    return {&part.cache.policy.profile, &part.cache.policy, "Windows' cache"};
  }
  if (isPolicy(part.offline, PolicyKind::profile)) {
    return {&part.offline.profile, &part.offline, "the offline profile file"};
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
