// Is the device registered with Windows Autopilot, and does it have a profile? One finding says where it is.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/registration/checks.h"
#include "diagnose/registration/stages.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

namespace preflight {
namespace registration {
namespace {

// An answer that is older than this is told with its age: the service may know more by now.
constexpr std::int64_t oldMilliseconds = 24LL * 3600 * 1000;

constexpr std::uint64_t certificateNotValid = 0x80072F8F;  // most often by the device's clock
constexpr std::uint64_t proxyWantsSignIn = 0x80190197;     // HTTP 407

FindingId refusalId(std::uint64_t code) {
  switch (code) {
    case 807:
      return FindingId::notRegistered;
    case 809:
      return FindingId::profileDeleted;
    case 815:
      return FindingId::registeredNoProfile;
    case 908:
      return FindingId::hardwareMismatch;
    default:
      return FindingId::serviceRefused;
  }
}

// Whether the profile came by assignment or as the tenant's default. Absent keys leave it at "assigned".
FindingId profileId(const Report& report) {
  for (const ProfileFacts* facts : {&report.autopilot.answer.profile, &report.autopilot.cache.policy.profile}) {
    if (facts->explicitAssignment.known()) {
      return facts->explicitAssignment.value ? FindingId::registeredProfileAssigned
                                             : FindingId::registeredDefaultProfile;
    }
  }
  return FindingId::registeredProfileAssigned;
}

FindingId findingOf(const Report& report, const ServiceAnswer& answer) {
  switch (answer.state) {
    case RegistrationAnswer::profile:
      return profileId(report);
    case RegistrationAnswer::refused:
      return refusalId(answer.code);
    case RegistrationAnswer::noProfile:
      return answer.hadProfile ? FindingId::profileLost : FindingId::answeredNoProfile;
    case RegistrationAnswer::blank:
      return answer.hadProfile ? FindingId::profileLost : FindingId::blankProfileCached;
    case RegistrationAnswer::asked:
      return FindingId::askedNoAnswer;
    case RegistrationAnswer::notAsked:
      return FindingId::notAskedYet;
    case RegistrationAnswer::unreachable:
      return FindingId::serviceUnreachable;
    case RegistrationAnswer::reading:
    case RegistrationAnswer::answered:
    case RegistrationAnswer::unreadable:
      break;
  }
  return FindingId::cannotKnow;
}

// Other ways to be set up, for which it is normal that the service knows no profile.
std::optional<FindingId> otherWay(const Report& report, const ServiceAnswer& answer) {
  const bool explained = answer.state == RegistrationAnswer::refused && answer.code != 807;
  if (answer.state == RegistrationAnswer::profile || explained) {
    return {};
  }
  if (isAssociated(report)) {
    return FindingId::deviceAssociation;
  }
  if (preparationOf(report) != Preparation::no) {
    return FindingId::devicePreparation;
  }
  return hasOfflineProfile(report) ? std::optional(FindingId::offlineProfile) : std::nullopt;
}

bool isOld(const Report& report, const ServiceAnswer& answer) {
  const std::int64_t now = report.origin.capturedAt.milliseconds;
  return answer.at != UtcTime{} && now - answer.at.milliseconds > oldMilliseconds;
}

// Device preparation is over, well or not: "continue setup" would be no advice.
bool isOver(const std::vector<Finding>& findings) {
  return std::ranges::any_of(
      std::array{FindingId::finished, FindingId::preparationPageFailed, FindingId::workloadFailed},
      [&](FindingId id) { return findFinding(findings, id) != nullptr; });
}

std::string flag(bool value) {
  return value ? "yes" : "";
}

// When the token of the device link ended; empty while it is valid, or where that is not known.
std::string expiredAt(const Report& report) {
  const Fact<UtcTime>& expires = report.autopilot.association.expires;
  const bool ended = expires.known() && expires.value < report.origin.capturedAt;
  return ended && deviceLinkOf(report) == DeviceLink::associated ? whenText(report, expires.value) : std::string();
}

Args argsOf(const Report& report, const ServiceAnswer& answer) {
  const bool unreached = answer.state == RegistrationAnswer::unreachable && answer.code != 0;
  const knowledge::ErrorWords words =
      unreached ? knowledge::explain(static_cast<std::uint32_t>(answer.code)) : knowledge::ErrorWords{};
  const bool linkKnown = deviceLinkOf(report) == DeviceLink::associated;
  return {{"tenant", tenantOf(report)},
          {"profile", profileNameOf(report)},
          {"since", whenText(report, answer.at)},
          {"at", whenText(report, answer.at)},
          {"old", flag(isOld(report, answer))},
          {"itself", flag(deploysItself(report))},
          {"network", flag(answer.networkSeen)},
          {"answered", flag(answer.state == RegistrationAnswer::answered)},
          {"silent", flag(isSilent(report, answer))},
          {"kept", flag(answer.state == RegistrationAnswer::unreadable && answer.hadProfile)},
          {"code", words.code},
          {"reason", words.meaning},
          {"address", answer.address},
          {"clock", flag(unreached && answer.code == certificateNotValid)},
          {"proxy", flag(unreached && answer.code == proxyWantsSignIn)},
          {"expired", expiredAt(report)},
          {"discovered", flag(isAssociated(report) && !linkKnown)},
          {"name", hasOfflineProfile(report)
                       ? nameFromTemplate(nameTemplateOf(report), report).value_or("").substr(0, longestName)
                       : std::string()},
          {"hint", flag(preparationOf(report) == Preparation::hint)},
          {"recording", flag(report.origin.origin != ReportOrigin::live)}};
}

// "Not registered" is no fault under device preparation; when its settings could not be read, it stays open.
void leaveOpen(const Report& report, Finding& finding) {
  const Fact<std::string>& context = report.autopilot.settings.executionContext;
  if (finding.id == FindingId::notRegistered && isUnknown(context.state)) {
    finding.state = State::unknown;
    finding.args.push_back({"unread", "yes"});
    finding.evidence.push_back(evidenceOf(RegistrationId::preparationSettings, context));
  }
}

std::vector<Evidence> linkEvidence(const Report& report) {
  const AssociationFacts& link = report.autopilot.association;
  std::vector<Evidence> evidence;
  for (const auto& [label, fact] :
       {std::pair{RegistrationId::linkId, &link.id}, std::pair{RegistrationId::linkCreated, &link.createdText},
        std::pair{RegistrationId::linkTenant, link.tenantId.known() ? &link.tenantId : &link.tenantHint}}) {
    if (fact->known() && !fact->value.empty()) {
      evidence.push_back(evidenceOf(label, *fact));
    }
  }
  if (link.expires.known()) {
    evidence.push_back({RegistrationId::linkExpires, whenText(report, link.expires.value), link.expires.source});
  }
  return evidence;
}

// An identity that no tenant is known to have.
void addLink(const Report& report, std::vector<Finding>& findings) {
  if (deviceLinkOf(report) == DeviceLink::identity) {
    const bool unread = isUnknown(report.autopilot.association.linked.state);
    findings.push_back(makeFinding(FindingId::deviceLinkIdentity, {{"unread", flag(unread)}}, linkEvidence(report)));
    findings.back().state = unread ? State::unknown : State::info;
  }
}

// In setup a kept "no profile" is what it goes on with; elsewhere it is what every Windows has.
bool isInSetup(const Report& report) {
  const Fact<SetupPhase>& phase = report.setup.phase;
  return phase.known() && phase.value == SetupPhase::oobe;
}

// Asked so long ago that an answer is overdue; nothing while it may still come, or where the clock was set since.
std::string overdueFor(const Report& report, const ServiceAnswer& answer) {
  constexpr std::int64_t patience = 5LL * 60 * 1000;
  const Fact<std::uint64_t>& back = report.autopilot.clock.stepsBack;
  const std::int64_t since = report.origin.capturedAt.milliseconds - answer.askedAt.milliseconds;
  const bool steady = !back.known() || back.value == 0;
  return steady && answer.askedAt != UtcTime{} && since >= patience ? durationText(since) : std::string();
}

Finding answerFinding(const Report& report, const ServiceAnswer& answer, bool over) {
  Args args = argsOf(report, answer);
  args.push_back({"over", flag(over)});
  args.push_back({"time", overdueFor(report, answer)});
  Finding finding =
      makeFinding(otherWay(report, answer).value_or(findingOf(report, answer)), std::move(args), answer.evidence);
  if (finding.id == FindingId::askedNoAnswer && overdueFor(report, answer).empty()) {
    finding.state = State::info;  // an answer takes a moment
  }
  if (finding.id == FindingId::cannotKnow && isSilent(report, answer)) {
    finding.state = State::info;  // all was read, and says nothing
  }
  if (answer.state == RegistrationAnswer::refused && !answer.reason.empty()) {
    finding.evidence.insert(finding.evidence.begin(), {RegistrationId::serviceReason, answer.reason, ""});
  }
  if (finding.id == FindingId::deviceAssociation) {
    const std::vector<Evidence> link = linkEvidence(report);
    finding.evidence.insert(finding.evidence.begin(), link.begin(), link.end());
  }
  if (finding.id == FindingId::blankProfileCached && !isInSetup(report)) {
    finding.state = State::info;
  }
  leaveOpen(report, finding);
  return finding;
}

// What matters only at the next reset is a note on a desktop that is joined and managed.
void noteOnly(const Report& report, std::vector<Finding>& findings) {
  if (!isAtWork(report)) {
    return;
  }
  for (Finding& finding : findings) {
    if (entryOf(finding.id).atReset && finding.state == State::warn) {
      finding.state = State::info;
      finding.args.push_back({"reset", "yes"});
    }
  }
}

}  // namespace
}  // namespace registration

RegistrationStatus judgeRegistration(const Report& report, std::vector<Finding>& findings) {
  using namespace registration;
  if (report.origin.system != SystemKind::windows) {
    return {};
  }
  const ServiceAnswer answer = serviceAnswerOf(report);
  if (answer.state == RegistrationAnswer::reading) {
    return {};
  }
  findings.push_back(answerFinding(report, answer, isOver(findings)));
  if (answer.state == RegistrationAnswer::profile && isAssociated(report)) {
    findings.push_back(makeFinding(FindingId::deviceAssociation, argsOf(report, answer), linkEvidence(report)));
  }
  addLink(report, findings);
  addChecks(report, answer, findings);
  noteOnly(report, findings);
  return {answer.state, answer.askedAt, answer.at, stagesOf(report, answer, findings), profileOf(report, answer)};
}

}  // namespace preflight
