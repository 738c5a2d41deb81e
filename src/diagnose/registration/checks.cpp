#include "diagnose/registration/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/virtual_machine.h"
#include "diagnose/diagnose.h"
#include "hash/check.h"
#include "hash/decode.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

namespace preflight::registration {
namespace {

constexpr std::uint32_t entraObjectMissing = 0x801C03F3;

bool isProfile(const ServiceAnswer& answer) {
  return answer.state == RegistrationAnswer::profile;
}

bool isJoined(const Report& report) {
  const Fact<JoinKind>& kind = report.join.kind;
  return kind.known() && (kind.value == JoinKind::entra || kind.value == JoinKind::hybrid);
}

Evidence joinEvidence(const Report& report) {
  const Fact<JoinKind>& kind = report.join.kind;
  return {RegistrationId::join, kind.known() ? std::string(words(kind.value)) : describe(kind.error), kind.source};
}

Evidence enrollmentEvidence(const Report& report, const EnrollmentRecord& record) {
  const std::string type = record.type.known() ? fmt::format("{}", record.type.value) : describe(record.type.error);
  return {RegistrationId::enrolledWith,
          Text(RegistrationId::enrollment,
               {{"server", record.providerId.empty() ? record.discoveryUrl : record.providerId}, {"type", type}}),
          report.enrollment.enrollments.source};
}

// Only what is known for certain forbids: with a join that could not be read the rule stays open.
void workplaceJoined(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const JoinPart& join = report.join;
  const bool byUser = join.workplaceJoins.known() && !join.workplaceJoins.value.empty();
  constexpr std::uint64_t workplaceType = 2;
  const bool byType = join.joinType.known() && join.joinType.value == workplaceType;
  if ((!byUser && !byType) || isJoined(report) || isProfile(answer)) {
    return;
  }
  Finding finding = makeFinding(FindingId::mustNotRegisterWorkplaceJoined, {}, {joinEvidence(report)});
  finding.state = join.kind.known() ? State::fail : State::unknown;
  for (const WorkplaceJoin& account : join.workplaceJoins.value) {
    finding.evidence.push_back({RegistrationId::workAccountTenant, account.tenantId, join.workplaceJoins.source});
  }
  findings.push_back(std::move(finding));
}

void managedOnly(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  const bool mdmOnly = record != nullptr && record->type.known() && record->type.value == 0;
  if (!mdmOnly || isJoined(report) || isProfile(answer)) {
    return;
  }
  findings.push_back(
      makeFinding(FindingId::mustNotRegisterMdmOnly, {}, {enrollmentEvidence(report, *record), joinEvidence(report)}));
  findings.back().state = report.join.kind.known() ? State::fail : State::unknown;
}

// TenantMatched 0, or a join to another tenant than the profile's.
void otherTenant(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const DiagnosticsValueFacts& values = report.autopilot.diagnostics;
  const std::string assigned = textOr(values.tenantId);
  const std::string signIn = textOr(values.signInTenantId);
  const bool same = !assigned.empty() && equalIgnoringCase(assigned, signIn);
  const bool unmatched = values.tenantMatched.known() && !values.tenantMatched.value && !tenantOf(report).empty();
  const ProfileSource profile = profileSource(report);
  const std::string profileTenant = profile.facts == nullptr ? std::string() : textOr(profile.facts->tenantId);
  const std::string joined = isJoined(report) ? textOr(report.join.tenantId) : std::string();
  const bool joinedElsewhere =
      isProfile(answer) && !profileTenant.empty() && !joined.empty() && !equalIgnoringCase(profileTenant, joined);
  if ((!unmatched || same) && !joinedElsewhere) {
    return;
  }
  std::vector<Evidence> evidence{{RegistrationId::registeredWith, tenantOf(report), std::string(profile.name)}};
  if (unmatched) {
    evidence.push_back({RegistrationId::tenantMatched, "0", values.tenantMatched.source});
  }
  if (!signIn.empty()) {
    evidence.push_back({RegistrationId::accountTenant, signIn, values.signInTenantId.source});
  }
  if (joinedElsewhere) {
    evidence.push_back({RegistrationId::joinedTo, joined, report.join.tenantId.source});
  }
  findings.push_back(makeFinding(FindingId::otherTenant, {{"tenant", tenantOf(report)}}, std::move(evidence)));
}

// The profile is here, but the firmware does not match what the hash holds.
void staleRegistration(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  if (!isProfile(answer) || !report.hardwareHash.text.known()) {
    return;
  }
  const hash::Checked checked = hash::check(report.hardwareHash.text.value, {});
  const hash::Decoded decoded = hash::decode(checked.records);
  std::vector<Evidence> evidence;
  const auto compare = [&](RegistrationId inHash, RegistrationId inFirmware, const hash::Text& hashed,
                           const Fact<std::string>& firmware) {
    if (hashed && !hashed->empty() && firmware.known() && !trimmed(firmware.value).empty() &&
        !equalIgnoringCase(trimmed(*hashed), trimmed(firmware.value))) {
      evidence.push_back({inHash, printable(*hashed, 200), say(RegistrationId::decoded)});
      evidence.push_back(evidenceOf(inFirmware, firmware));
    }
  };
  compare(RegistrationId::serialInHash, RegistrationId::serialInFirmware, decoded.system.serialNumber,
          report.identity.serialNumber);
  compare(RegistrationId::uuidInHash, RegistrationId::uuidInFirmware, decoded.system.uuid, report.identity.uuid);
  if (!evidence.empty()) {
    findings.push_back(makeFinding(FindingId::staleRegistration, {}, std::move(evidence)));
  }
}

// On a desktop that is joined and managed nothing waits for a registration.
void enrolled(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  if (record == nullptr) {
    return;
  }
  const bool intune = equalIgnoringCase(record->providerId, "MS DM Server");
  Finding finding = makeFinding(isAtWork(report) ? FindingId::enrolledWorking : FindingId::enrolled,
                                {{"intune", intune ? "yes" : ""}, {"registered", isProfile(answer) ? "yes" : ""}},
                                {enrollmentEvidence(report, *record), joinEvidence(report)});
  const Fact<UtcTime>& at = report.enrollment.enrolledAt;
  if (const std::string when = at.known() ? whenText(report, at.value) : std::string(); !when.empty()) {
    finding.evidence.push_back({RegistrationId::since, when, at.source});
  }
  findings.push_back(std::move(finding));
}

Evidence codeEvidence(const Report& report, const EventFacts& event, std::uint32_t code) {
  return {whenText(report, event.time),
          Text(RegistrationId::eventCode, {{"id", fmt::format("{}", event.id)}, {"code", knowledge::oneLine(code)}}),
          event.channel, logEntryOf(event)};
}

// The event or refusal that carries the code, as evidence; nothing when there is none.
std::vector<Evidence> evidenceOfCode(const Report& report, std::uint32_t code) {
  std::vector<Evidence> evidence;
  for (const Fact<std::vector<EventFacts>>* events : {&report.join.events, &report.enrollment.events}) {
    for (const EventFacts& event : events->value) {
      for (const NamedText& datum : event.data) {
        const bool bare = knowledge::codeFrom(datum.value) == code;
        const bool inside = std::ranges::any_of(knowledge::codesIn(datum.value),
                                                [&](const knowledge::CodeInText& found) { return found.code == code; });
        if (event.level <= 3 && (bare || inside)) {
          evidence.push_back(codeEvidence(report, event, code));
        }
      }
    }
  }
  for (const RefusalRecord& refusal : report.enrollment.refusals.value) {
    if (static_cast<std::uint32_t>(refusal.code) == code) {
      evidence.push_back({whenText(report, refusal.at), knowledge::oneLine(code), refusal.source});
    }
  }
  return evidence;
}

void objectMissing(const Report& report, std::vector<Finding>& findings) {
  if (managingEnrollment(report.enrollment) != nullptr) {
    return;
  }
  std::vector<Evidence> evidence = evidenceOfCode(report, entraObjectMissing);
  constexpr std::size_t shown = 5;
  evidence.resize(std::min(evidence.size(), shown));
  if (!evidence.empty()) {
    findings.push_back(makeFinding(FindingId::entraObjectMissing, {}, std::move(evidence)));
  }
}

void automaticallyPossible(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  constexpr std::uint64_t withEntra = 6;
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  if (isProfile(answer) || answer.state == RegistrationAnswer::refused || record == nullptr || !isJoined(report) ||
      !equalIgnoringCase(record->providerId, "MS DM Server") || !record->type.known() ||
      record->type.value != withEntra) {
    return;
  }
  findings.push_back(makeFinding(FindingId::automaticRegistrationPossible,
                                 {{"steps", knowledge::stepsText("register-automatic")}},
                                 {enrollmentEvidence(report, *record), joinEvidence(report)}));
}

// A profile that is here and cannot be used: only self-deploying and pre-provisioning need the attestation.
void attestationFailed(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  if (!answer.attestation || findFinding(findings, FindingId::tpmAttestationFailed) != nullptr) {
    return;
  }
  const bool needed = deploysItself(report) || preProvisioningStarted(report);
  const std::string code = *answer.attestation == 0 ? std::string() : fmt::format("0x{:08X}", *answer.attestation);
  Finding finding = makeFinding(FindingId::tpmAttestationFailed, {{"code", code}}, answer.evidence);
  finding.state = needed ? State::fail : State::warn;
  if (const knowledge::ErrorWords words = knowledge::explain(*answer.attestation); words.known) {
    finding.evidence.insert(finding.evidence.begin(),
                            {RegistrationId::errorCode, knowledge::oneLine(*answer.attestation), ""});
  }
  findings.push_back(std::move(finding));
}

struct FaultWord {
  OfflineFault fault;
  std::string_view arg;  // of the finding's rows
};
constexpr std::array faultWords{FaultWord{OfflineFault::encoding, "encoding"},
                                FaultWord{OfflineFault::objects, "objects"}, FaultWord{OfflineFault::empty, "empty"},
                                FaultWord{OfflineFault::noTenant, "noTenant"}};

// Where a profile of the service is here, a file that is ignored does no harm.
Finding ignoredFile(const ServiceAnswer& answer, Args args, std::vector<Evidence> evidence) {
  Finding finding = makeFinding(FindingId::profileFileIgnored, std::move(args), std::move(evidence));
  finding.state = isProfile(answer) ? State::info : finding.state;
  return finding;
}

// Windows ignores the file without a word: in another encoding, with two objects, cut, or under another name.
void offlineFile(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const PolicyFacts& file = report.autopilot.offline;
  const OfflineFault fault = offlineFaultOf(report);
  if (fault != OfflineFault::none) {
    const auto* word = std::ranges::find(faultWords, fault, &FaultWord::fault);
    Args args{{"named", textOr(file.encoding)}};
    if (word != faultWords.end()) {
      args.push_back({word->arg, "yes"});
    }
    std::vector<Evidence> evidence{{RegistrationId::fileEncoding, textOr(file.encoding), file.encoding.source}};
    if (file.objects.known()) {
      evidence.push_back({RegistrationId::objectsInFile, fmt::format("{}", file.objects.value), file.objects.source});
    }
    findings.push_back(ignoredFile(answer, std::move(args), std::move(evidence)));
    return;
  }
  const Fact<std::vector<std::string>>& misnamed = report.autopilot.misnamed;
  if (misnamed.known() && !misnamed.value.empty() && !hasOfflineProfile(report)) {
    std::vector<Evidence> evidence;
    for (const std::string& name : misnamed.value) {
      evidence.push_back({RegistrationId::file, printable(name, 128), misnamed.source});
    }
    findings.push_back(ignoredFile(answer, {{"file", printable(misnamed.value.front(), 128)}}, std::move(evidence)));
  }
}

// Self-deploying needs the service to know the device: a file cannot bring it.
void unsupportedFile(const Report& report, std::vector<Finding>& findings) {
  const Fact<std::uint64_t>& bits = report.autopilot.offline.profile.oobeConfig;
  if (hasOfflineProfile(report) && bits.known() && deploysItself(bits.value)) {
    findings.push_back(makeFinding(FindingId::profileFileUnsupported, {},
                                   {{RegistrationId::setupPages, fmt::format("{}", bits.value), bits.source}}));
  }
}

// Windows cuts the name without a word, and two devices may then get the same one.
void deviceName(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const Fact<SetupPhase>& phase = report.setup.phase;
  const bool inSetup = phase.known() && phase.value == SetupPhase::oobe;
  const std::string pattern = nameTemplateOf(report);
  const auto made = pattern.empty() ? std::nullopt : nameFromTemplate(pattern, report);
  if (!inSetup || !made || made->size() < longestName || (!isProfile(answer) && !hasOfflineProfile(report))) {
    return;
  }
  const bool cut = made->size() > longestName;
  Finding finding = makeFinding(FindingId::deviceName,
                                {{"name", made->substr(0, longestName)}, {"whole", cut ? *made : std::string()}},
                                {{RegistrationId::nameTemplate, pattern, ""}});
  finding.state = cut ? State::warn : State::info;
  findings.push_back(std::move(finding));
}

// With the pages for language and keyboard hidden there is none on which five presses of the Windows key count.
void preProvisioningStart(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  constexpr std::uint64_t skipsKeyboard = 1024;
  const ProfileFacts* facts = profileSource(report).facts;
  const Fact<SetupPhase>& phase = report.setup.phase;
  if (!isProfile(answer) || facts == nullptr || !phase.known() || phase.value != SetupPhase::oobe ||
      preProvisioningStarted(report) || deploysItself(report) || managingEnrollment(report.enrollment) != nullptr) {
    return;
  }
  const std::string language = lower(textOr(facts->language));
  const bool hidesLanguage = !language.empty() && language != "os-default" && language != "user-select";
  const bool hidesKeyboard = facts->oobeConfig.known() && (facts->oobeConfig.value & skipsKeyboard) != 0;
  if (hidesLanguage && hidesKeyboard) {
    findings.push_back(makeFinding(FindingId::preprovisioningStart, {},
                                   {{RegistrationId::language, textOr(facts->language), facts->language.source}}));
  }
}

// Self-deploying asks for the TPM 2.0 of a physical device: what is known to lack it fails at attestation.
void selfDeploying(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const Fact<SetupPhase>& phase = report.setup.phase;
  const bool inSetup = phase.known() && phase.value == SetupPhase::oobe;
  if (!inSetup || !isProfile(answer) || !deploysItself(report) || managingEnrollment(report.enrollment) != nullptr ||
      findFinding(findings, FindingId::tpmAttestationFailed) != nullptr) {
    return;
  }
  if (deployment::isVirtualMachine(report.identity)) {
    findings.push_back(makeFinding(FindingId::selfDeployingImpossible, {{"virtual", "yes"}},
                                   {evidenceOf(RegistrationId::modelLabel, report.identity.model)}));
    return;
  }
  const hash::Checked checked = hash::check(report.hardwareHash.text.value, {});
  const auto noTpm = std::ranges::find(checked.problems, hash::ProblemCode::noTpm, &hash::Problem::code);
  if (report.hardwareHash.text.known() && noTpm != checked.problems.end()) {
    findings.push_back(makeFinding(FindingId::selfDeployingImpossible, {{"problem", noTpm->message}},
                                   {{RegistrationId::inHash, noTpm->message, report.hardwareHash.text.source}}));
  }
}

// Device preparation is meant for this device, and the registration keeps it away.
void keepsPreparationAway(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  const bool registered =
      isProfile(answer) || (answer.state == RegistrationAnswer::refused && (answer.code == 809 || answer.code == 815));
  if (registered && !isAssociated(report) && preparationOf(report) == Preparation::hint &&
      managingEnrollment(report.enrollment) == nullptr) {
    findings.push_back(
        makeFinding(FindingId::registrationBeforePreparation, {},
                    {evidenceOf(RegistrationId::preparationSettings, report.autopilot.settings.preparationHint)}));
  }
}

// A value whose name says that it counts, or that has the name of the key: the others may be anything.
bool countsRestarts(const SetupCount& count) {
  const std::string name = lower(count.name);
  return name.empty() ||
         std::ranges::any_of(std::array{"useroobe", "count", "retr", "restart", "attempt"},
                             [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

// Setup that was restarted too often shows its pages in another form and skips Autopilot. The number from which on is
// not published, only that 1 is right; a deployment that has begun shows that it was not skipped.
void setupRecovery(const Report& report, std::vector<Finding>& findings) {
  const Fact<std::vector<SetupCount>>& counts = report.deployment.restarts.setupRestarts;
  const Fact<SetupPhase>& phase = report.setup.phase;
  const bool inSetup = phase.known() && phase.value == SetupPhase::oobe;
  if (!inSetup || !counts.known() || managingEnrollment(report.enrollment) != nullptr) {
    return;
  }
  const SetupCount* most = nullptr;
  for (const SetupCount& count : counts.value) {
    const bool better = most == nullptr || countsRestarts(count) > countsRestarts(*most) ||
                        (countsRestarts(count) == countsRestarts(*most) && count.number > most->number);
    most = count.number > 1 && better ? &count : most;
  }
  if (most == nullptr) {
    return;
  }
  const std::string number = fmt::format("{}", most->number);
  const bool known = countsRestarts(*most);
  Finding finding = makeFinding(FindingId::setupRecovery,
                                {{"n", number},
                                 {"value", most->name.empty() || equalIgnoringCase(most->name, "UserOOBE")
                                               ? std::string("UserOOBE")
                                               : "UserOOBE\\" + printable(most->name, 60)},
                                 {"times", known ? Text(RegistrationId::timesRestarted, {{"n", number}}) : Text()}},
                                {{RegistrationId::restartsCounted, number, most->source}});
  finding.state = known ? State::warn : State::info;
  findings.push_back(std::move(finding));
}

}  // namespace

void addChecks(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings) {
  workplaceJoined(report, answer, findings);
  managedOnly(report, answer, findings);
  otherTenant(report, answer, findings);
  staleRegistration(report, answer, findings);
  attestationFailed(report, answer, findings);
  offlineFile(report, answer, findings);
  unsupportedFile(report, findings);
  deviceName(report, answer, findings);
  preProvisioningStart(report, answer, findings);
  setupRecovery(report, findings);
  selfDeploying(report, answer, findings);
  keepsPreparationAway(report, answer, findings);
  objectMissing(report, findings);
  enrolled(report, answer, findings);
  automaticallyPossible(report, answer, findings);
}

}  // namespace preflight::registration
