// Where a device stands with Autopilot, from reports made by hand. Samples with whole recordings are in
// tests/samples/registration.
#include <doctest/doctest.h>

#include <algorithm>

#include "diagnose/diagnose.h"
#include "diagnose/registration/stages.h"
#include "model/report.h"
#include "support/hash_builder.h"
#include "support/said.h"
#include "text/registration_id.h"

using namespace preflight;
using test::wordsOf;

namespace {

constexpr const char* provider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr const char* channel = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";

Error absent() {
  return {ErrorKind::absent, "read", "not there", CodeSpace::none, 0};
}
Error denied() {
  return {ErrorKind::denied, "read", "no rights", CodeSpace::none, 0};
}

// A device that was read without any trace of Autopilot.
Report bare() {
  Report report;
  giveUpOn(report.autopilot, absent());
  giveUpOn(report.join, absent());
  giveUpOn(report.enrollment, absent());
  for (auto* policy : {&report.autopilot.answer, &report.autopilot.offline, &report.autopilot.cache.policy}) {
    giveUpOn(*policy, absent());
    giveUpOn(policy->profile, absent());
  }
  giveUpOn(report.autopilot.diagnostics, absent());
  giveUpOn(report.autopilot.cache, absent());
  giveUpOn(report.autopilot.settings, absent());
  giveUpOn(report.autopilot.association, absent());
  report.autopilot.events = knownFact(std::vector<EventFacts>{}, "log");
  report.autopilot.eventsWhole = knownFact(true, "log");
  report.join.kind = knownFact(JoinKind::none, "join");
  report.enrollment.enrollments = knownFact(std::vector<EnrollmentRecord>{}, "Enrollments");
  report.setup.elevated = knownFact(true, "token");
  report.setup.utcOffsetMinutes = knownFact<std::int64_t>(0, "clock");
  report.identity.serialNumber = knownFact<std::string>("CB14", "SMBIOS type 1");
  report.identity.serialIsPlaceholder = knownFact(false, "SMBIOS type 1");
  test::HashFields fields;
  fields.serialNumber = "CB14";
  report.hardwareHash.text = knownFact(test::hashText(fields), "WMI");
  return report;
}

void log(Report& report, std::uint64_t id, std::uint64_t level = 4, std::vector<NamedText> data = {}) {
  EventFacts event;
  event.provider = provider;
  event.channel = channel;
  event.id = id;
  event.level = level;
  event.recordId = report.autopilot.events.value.size() + 1;
  event.time = UtcTime{1'774'000'000'000 + static_cast<std::int64_t>(event.recordId) * 60'000};
  event.data = std::move(data);
  report.autopilot.events.value.push_back(std::move(event));
}

void logs(Report& report, std::initializer_list<std::uint64_t> ids) {
  for (const std::uint64_t id : ids) {
    log(report, id);
  }
}

void state(Report& report, const char* value) {
  log(report, 153, 4, {{"UpdateState", value}});
}

void setProfile(PolicyFacts& policy) {
  policy.kind = knownFact(PolicyKind::profile, "file");
  policy.profile.tenantDomain = knownFact<std::string>("contoso.example", "file");
  policy.profile.tenantId = knownFact<std::string>("11111111-2222-4333-8444-555555555555", "file");
  policy.profile.name = knownFact<std::string>("Field laptops", "file");
}

void setRefusal(PolicyFacts& policy, std::uint64_t code, const char* reason) {
  policy.kind = knownFact(PolicyKind::refusal, "file");
  policy.errorCode = knownFact(code, "file");
  policy.errorReason = knownFact<std::string>(reason, "file");
}

EnrollmentRecord enrollment(std::uint64_t type) {
  EnrollmentRecord record;
  record.id = "E1";
  record.providerId = "MS DM Server";
  record.type = knownFact(type, "Enrollments");
  record.state = knownFact<std::uint64_t>(1, "Enrollments");
  return record;
}

std::vector<std::string> idsOf(const Report& report) {
  std::vector<Finding> findings;
  judgeRegistration(report, findings);
  std::vector<std::string> ids;
  for (const Finding& each : findings) {
    ids.emplace_back(idOf(each.id));
  }
  return ids;
}

using Ids = std::vector<std::string>;

const RegistrationStage& stageOf(const Diagnosis& diagnosis, std::string_view id) {
  for (const RegistrationStage& stage : diagnosis.registration.stages) {
    if (stage.id == id) {
      return stage;
    }
  }
  FAIL("no such stage");
  return diagnosis.registration.stages.front();
}

}  // namespace

TEST_CASE("a device that never asked has not asked yet; with a network it may still") {
  Report report = bare();
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  CHECK(idOf(diagnose(report).verdict.id) == "hash-ready");
  logs(report, {160, 165, 167});
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  CHECK(wordsOf(diagnose(report).verdict).find("no network") != std::string::npos);
  logs(report, {164});
  CHECK(idsOf(report) == Ids{"asked-no-answer"});
}

TEST_CASE("161 and 153 with state 1 as real devices log them prove no registration, and no missing one") {
  Report report = bare();
  logs(report, {160, 164, 704, 702, 161});
  state(report, "1");
  CHECK(idsOf(report) == Ids{"answered-no-profile"});
  const Diagnosis diagnosis = diagnose(report);
  CHECK(idOf(diagnosis.verdict.id) == "no-profile");
  CHECK(wordsOf(diagnosis.verdict).find("Hash read and valid") != std::string::npos);
  CHECK(stageOf(diagnosis, "registered").state == State::unknown);
  CHECK(stageOf(diagnosis, "profile").state == State::warn);
}

TEST_CASE("161 shows that an answer came, not what it was") {
  Report report = bare();
  logs(report, {160, 164, 161});
  CHECK(idsOf(report) == Ids{"cannot-know"});
  CHECK(wordsOf(diagnose(report).verdict).find("answered at") == std::string::npos);  // the hash comes first
  CHECK(diagnose(report).findings.back().title().starts_with("Autopilot answered at 2026-03-20"));
}

TEST_CASE("bookkeeping of a start is no answer: without a question nothing was asked") {
  Report report = bare();
  logs(report, {705, 286, 285, 167, 165, 100});
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  state(report, "1");  // a tool reads the state: nobody asked
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  log(report, 704);
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
}

TEST_CASE("what an older start was answered does not answer for this one") {
  Report report = bare();
  logs(report, {705, 164, 160});
  log(report, 807, 2);
  CHECK(idsOf(report) == Ids{"not-registered"});
  logs(report, {705, 286, 285, 165});
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  logs(report, {164, 160});
  CHECK(idsOf(report) == Ids{"asked-no-answer"});
  log(report, 703);
  CHECK(idsOf(report) == Ids{"registered-profile-assigned"});
}

TEST_CASE("a service that could not be reached is named with code and address") {
  Report report = bare();
  logs(report, {705, 164, 160});
  log(report, 710, 2, {{"HRESULT", "0x80072EE2"}, {"Url", "https://ztd.dds.microsoft.com/ztd"}});
  REQUIRE(idsOf(report) == Ids{"service-unreachable"});
  const Diagnosis diagnosis = diagnose(report);
  CHECK(idOf(diagnosis.verdict.id) == "service-unreachable");
  CHECK(wordsOf(diagnosis.verdict).find("0x80072EE2") != std::string::npos);
  CHECK(findFinding(diagnosis, FindingId::serviceUnreachable)->title().find("ztd.dds") != std::string::npos);
  CHECK(findFinding(diagnosis, FindingId::serviceUnreachable)->title().find("..") == std::string::npos);
  log(report, 706, 3, {{"HRESULT", "0x80072EE2"}, {"Message1", "DdsZtdPolicyManager"}});  // newer, and without it
  CHECK(findFinding(diagnose(report), FindingId::serviceUnreachable)->title().find("ztd.dds") != std::string::npos);
  logs(report, {164, 160, 704});
  CHECK(idsOf(report) == Ids{"answered-no-profile"});
}

TEST_CASE("a profile whose TPM attestation failed is a failure only where the device deploys itself") {
  Report report = bare();
  logs(report, {164, 160, 703});
  log(report, 171, 2, {{"HRESULT", "0x801c03ea"}});
  log(report, 172, 2, {{"HRESULT", "0x801c03ea"}});
  setProfile(report.autopilot.answer);
  CHECK(findFinding(diagnose(report), FindingId::tpmAttestationFailed)->state == State::warn);
  report.autopilot.answer.profile.oobeConfig = knownFact<std::uint64_t>(32 + 64, "file");
  const Diagnosis diagnosis = diagnose(report);
  REQUIRE(findFinding(diagnosis, FindingId::tpmAttestationFailed) != nullptr);
  CHECK(findFinding(diagnosis, FindingId::tpmAttestationFailed)->state == State::fail);
  CHECK(idOf(diagnosis.verdict.id) == "deployment-failed");
  CHECK(findFinding(diagnosis, FindingId::registeredProfileAssigned)->action().find("sign in with") ==
        std::string::npos);
  log(report, 169);
  CHECK(findFinding(diagnose(report), FindingId::tpmAttestationFailed) == nullptr);
}

TEST_CASE("a hint of 0 is no device preparation") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  report.autopilot.settings.preparationHint = knownFact<std::string>("0", "AutopilotSettings");
  CHECK(idsOf(report) == Ids{"not-registered"});
  report.autopilot.settings.preparationHint = knownFact<std::string>("1", "AutopilotSettings");
  CHECK(idsOf(report) == Ids{"device-preparation"});
}

TEST_CASE("a profile that the registry keeps is gone only when an answer says so") {
  Report report = bare();
  report.autopilot.events = unknownFact<std::vector<EventFacts>>(denied(), "log");
  report.autopilot.eventsWhole = unknownFact<bool>(denied(), "log");
  report.autopilot.diagnostics.tenantDomain = knownFact<std::string>("contoso.example", "registry");
  report.autopilot.diagnostics.profileName = knownFact<std::string>("Field laptops", "registry");
  CHECK(idsOf(report) == Ids{"cannot-know"});
  CHECK(diagnose(report).registration.profile.title.str() == "Profile (kept in the registry)");
  report.autopilot.cache.profileAvailable = knownFact(false, "cache");
  CHECK(idsOf(report) == Ids{"profile-lost"});
  CHECK(diagnose(report).registration.profile.title.str() == "Profile (gone)");
}

TEST_CASE("on a joined and managed desktop a missing profile is a note for the next reset") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  report.setup.phase = knownFact(SetupPhase::desktop, "setup");
  report.join.kind = knownFact(JoinKind::entra, "join");
  report.enrollment.enrollments = knownFact(std::vector<EnrollmentRecord>{enrollment(6)}, "Enrollments");
  const Diagnosis diagnosis = diagnose(report);
  CHECK(idOf(diagnosis.verdict.id) == "enrolled");
  CHECK(diagnosis.verdict.state == State::pass);
  CHECK(findFinding(diagnosis, FindingId::notRegistered)->state == State::info);
  CHECK(findFinding(diagnosis, FindingId::notRegistered)->meaning().find("next reset") != std::string::npos);
}

TEST_CASE("a managed desktop is at work whatever its join says, unless MDM alone manages it") {
  Report report = bare();
  logs(report, {160, 164, 704});
  report.setup.phase = knownFact(SetupPhase::desktop, "setup");
  report.enrollment.enrollments = knownFact(std::vector<EnrollmentRecord>{enrollment(6)}, "Enrollments");
  CHECK(idOf(diagnose(report).verdict.id) == "enrolled");
  CHECK(findFinding(diagnose(report), FindingId::answeredNoProfile)->state == State::info);
  report.enrollment.enrollments = knownFact(std::vector<EnrollmentRecord>{enrollment(0)}, "Enrollments");
  CHECK(idOf(diagnose(report).verdict.id) == "must-not-register");
}

TEST_CASE("a start that has not asked yet says so, whatever an earlier one left in the cache") {
  Report report = bare();
  report.setup.phase = knownFact(SetupPhase::oobe, "setup");
  report.autopilot.answer.kind =
      unknownFact<PolicyKind>({ErrorKind::notCollected, "read", "was not recorded", CodeSpace::none, 0}, "file");
  report.autopilot.cache.profileAvailable = knownFact(false, "cache");
  logs(report, {705, 286, 285, 167, 165, 100});
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  report.autopilot.answer.kind = unknownFact<PolicyKind>(absent(), "file");
  CHECK(wordsOf(diagnose(report).verdict).find("no network") != std::string::npos);
  Report later = bare();  // its log begins in the middle of the start
  later.autopilot.cache.profileAvailable = knownFact(false, "cache");
  logs(later, {285, 167, 165, 100});
  std::ranges::reverse(later.autopilot.events.value);
  CHECK(idsOf(later) == Ids{"not-asked-yet"});
  Report again = bare();  // an earlier start was answered: the cache has its answer
  again.autopilot.cache.profileAvailable = knownFact(false, "cache");
  logs(again, {705, 164, 160, 704, 161, 705, 167, 165});
  CHECK(idsOf(again) == Ids{"blank-profile-cached"});
  later.autopilot.cache.profileAvailable = knownFact(true, "cache");
  CHECK(idsOf(later) == Ids{"registered-profile-assigned"});
}

TEST_CASE("a kept blank answer is a warning in setup alone") {
  Report report = bare();
  report.autopilot.cache.profileAvailable = knownFact(false, "cache");
  CHECK(findFinding(diagnose(report), FindingId::blankProfileCached)->state == State::info);
  CHECK(diagnose(report).verdict.state == State::pass);
  report.setup.phase = knownFact(SetupPhase::oobe, "setup");
  CHECK(findFinding(diagnose(report), FindingId::blankProfileCached)->state == State::warn);
}

TEST_CASE("an identity alone is no association; the hint of a tenant shows that one was found") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  AssociationFacts& link = report.autopilot.association;
  link.present = knownFact(true, "UEFI");
  link.id = knownFact<std::string>("11nk0000", "UEFI");
  CHECK(idsOf(report) == Ids{"not-registered", "device-link-identity"});
  link.linked = unknownFact<bool>(denied(), "UEFI");
  CHECK(findFinding(diagnose(report), FindingId::deviceLinkIdentity)->state == State::unknown);
  link.linked = knownFact(false, "UEFI");
  link.tenantHint = knownFact<std::string>("11111111-2222-4333-8444-555555555555", "AutopilotSettings");
  CHECK(idsOf(report) == Ids{"device-association"});
  CHECK(diagnose(report).verdict.sentence.str().find("was found") != std::string::npos);
  link.linked = knownFact(true, "UEFI");
  CHECK(diagnose(report).verdict.sentence.str().find("associated") != std::string::npos);
}

TEST_CASE("an offline file that Windows ignores is no profile, and the reason is named") {
  struct Fault {
    const char* encoding;
    std::uint64_t objects;
    const char* words;
  };
  for (const Fault& fault :
       {Fault{"UTF-16LE with BOM", 1, "UTF-16LE"}, Fault{"UTF-16BE", 1, "UTF-16BE"},
        Fault{"UTF-8 with BOM", 1, "UTF-8 with BOM"}, Fault{"ASCII", 2, "more than one"}, Fault{"ASCII", 0, "empty"}}) {
    Report report = bare();
    setProfile(report.autopilot.offline);
    report.autopilot.offline.encoding = knownFact<std::string>(fault.encoding, "file");
    report.autopilot.offline.objects = knownFact(fault.objects, "file");
    CAPTURE(fault.words);
    CHECK(idsOf(report) == Ids{"not-asked-yet", "profile-file-ignored"});
    const Diagnosis diagnosis = diagnose(report);
    CHECK(diagnosis.verdict.finding == FindingId::profileFileIgnored);
    CHECK(diagnosis.verdict.state == State::warn);
    CHECK(diagnosis.verdict.sentence.str().find(fault.words) != std::string::npos);
    CHECK(diagnosis.registration.profile.lines.empty());
    setProfile(report.autopilot.answer);  // the service's own profile is here
    CHECK(diagnose(report).verdict.state == State::pass);
  }
  Report cut = bare();
  cut.autopilot.offline.encoding = knownFact<std::string>("ASCII", "file");
  cut.autopilot.offline.objects = knownFact<std::uint64_t>(1, "file");
  giveUpOn(cut.autopilot.offline, Error{ErrorKind::invalid, "read", "is cut", CodeSpace::none, 0});
  cut.autopilot.offline.kind =
      unknownFact<PolicyKind>({ErrorKind::invalid, "read", "is cut", CodeSpace::none, 0}, "file");
  CHECK(diagnose(cut).verdict.sentence.str().find("cut or damaged") != std::string::npos);
  Report other = bare();
  other.autopilot.misnamed = knownFact(std::vector<std::string>{"Contoso.json"}, "folder");
  CHECK(diagnose(other).verdict.sentence.str().find("Contoso.json") != std::string::npos);
  Report itself = bare();
  setProfile(itself.autopilot.offline);
  itself.autopilot.offline.encoding = knownFact<std::string>("ASCII", "file");
  itself.autopilot.offline.profile.oobeConfig = knownFact<std::uint64_t>(32 + 64, "file");
  CHECK(diagnose(itself).verdict.finding == FindingId::profileFileUnsupported);
}

TEST_CASE("the name of a template is made for this device, and a cut is a warning in setup") {
  Report report = bare();
  logs(report, {160, 164, 703});
  setProfile(report.autopilot.answer);
  report.setup.phase = knownFact(SetupPhase::oobe, "setup");
  const auto said = [&](const char* pattern, const char* serial) {
    report.autopilot.answer.profile.deviceName = knownFact<std::string>(pattern, "file");
    report.identity.serialNumber = knownFact<std::string>(serial, "SMBIOS type 1");
    const Diagnosis diagnosis = diagnose(report);
    const Finding* finding = findFinding(diagnosis, FindingId::deviceName);
    return finding == nullptr ? std::string() : std::string(name(finding->state)) + " " + finding->title();
  };
  CHECK(said("CON-%SERIAL%", "7F3K9Q2").empty());
  CHECK(said("CONTOSO-%SERIAL%", "7F3K9Q2").starts_with("info "));
  CHECK(said("CONTOSO-%SERIAL%", "7F3K9Q2").find("CONTOSO-7F3K9Q2") != std::string::npos);
  CHECK(said("CONTOSO-%serial%", "PF3ABCDE12") ==
        "warn The template names this device CONTOSO-PF3ABCDE12; Windows cuts it to CONTOSO-PF3ABCD.");
  CHECK(said("LONG-NAME-%RAND:9%", "1").find("LONG-NAME-#########;") != std::string::npos);
  CHECK(said("NO-MACRO-BUT-LONG", "1").starts_with("warn "));
  CHECK(said("%SERIAL", "1").empty());
  report.hardwareHash.text = unknownFact<std::string>(denied(), "WMI");  // it is of another serial number
  const Diagnosis cut = (said("CONTOSO-%SERIAL%", "PF3ABCDE12"), diagnose(report));
  CHECK(cut.verdict.state == State::warn);
  CHECK(wordsOf(cut.verdict).find("Registered with") != std::string::npos);
  report.autopilot.answer.profile.domainJoin = knownFact<std::uint64_t>(1, "file");  // the domain join names it
  CHECK(findFinding(diagnose(report), FindingId::deviceName) == nullptr);
}

TEST_CASE("where the profile hides the first pages the way into pre-provisioning is named") {
  Report report = bare();
  logs(report, {160, 164, 703});
  setProfile(report.autopilot.answer);
  report.setup.phase = knownFact(SetupPhase::oobe, "setup");
  ProfileFacts& profile = report.autopilot.answer.profile;
  profile.oobeConfig = knownFact<std::uint64_t>(1310, "file");
  profile.language = knownFact<std::string>("de-DE", "file");
  const Diagnosis diagnosis = diagnose(report);
  const Finding* finding = findFinding(diagnosis, FindingId::preprovisioningStart);
  REQUIRE(finding != nullptr);
  CHECK(finding->action().find("five times on the sign-in page") != std::string::npos);
  CHECK(diagnosis.verdict.state == State::pass);
  profile.language = knownFact<std::string>("os-default", "file");
  CHECK(findFinding(diagnose(report), FindingId::preprovisioningStart) == nullptr);
  profile.language = knownFact<std::string>("de-DE", "file");
  profile.oobeConfig = knownFact<std::uint64_t>(286, "file");  // the keyboard's page is shown
  CHECK(findFinding(diagnose(report), FindingId::preprovisioningStart) == nullptr);
}

TEST_CASE("a recording is never told to press F5") {
  Report report = bare();
  report.origin.origin = ReportOrigin::recording;
  report.identity.serialNumber =
      unknownFact<std::string>({ErrorKind::notCollected, "read", "", CodeSpace::none, 0}, "SMBIOS");
  report.autopilot.events = unknownFact<std::vector<EventFacts>>(denied(), "log");
  logs(report, {});
  const Diagnosis diagnosis = diagnose(report);
  REQUIRE(!diagnosis.findings.empty());
  for (const Finding& finding : diagnosis.findings) {
    CAPTURE(idOf(finding.id));
    CHECK(finding.action().find("F5") == std::string::npos);
  }
  CHECK(diagnosis.verdict.action.str().find("F5") == std::string::npos);
}

TEST_CASE("the service's own reasons") {
  for (const auto& [id, finding] :
       std::initializer_list<std::pair<std::uint64_t, const char*>>{{807, "not-registered"},
                                                                    {809, "profile-deleted"},
                                                                    {815, "registered-no-profile"},
                                                                    {908, "hardware-mismatch"}}) {
    CAPTURE(finding);
    Report report = bare();
    logs(report, {160, 164});
    log(report, id, 2);
    state(report, "1");
    CHECK(idsOf(report) == Ids{finding});
    Report byFile = bare();
    setRefusal(byFile.autopilot.answer, id, "Reason");
    CHECK(idsOf(byFile) == Ids{finding});
    // Where the log could not be read, the file still tells.
    byFile.autopilot.events = unknownFact<std::vector<EventFacts>>(denied(), "log");
    CHECK(idsOf(byFile) == Ids{finding});
  }
}

TEST_CASE("a message of newer Windows with the same number is no answer") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 815, 4, {{"1", "text"}});
  log(report, 809, 4);
  log(report, 807, 2, {{"HRESULT", "0x80004005"}, {"1", "a"}, {"2", "b"}});
  CHECK(idsOf(report) == Ids{"asked-no-answer"});
  log(report, 807, 2, {{"HRESULT", "0x80004005"}, {"1", "ZtdDeviceIsNotRegistered"}});
  CHECK(idsOf(report) == Ids{"not-registered"});
}

TEST_CASE("709 counts when it names the service's answer") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 709, 3, {{"Detail", "404"}});
  CHECK(idsOf(report) == Ids{"asked-no-answer"});
  log(report, 709, 3, {{"Detail", "{code: ZtdDeviceIsNotRegistered}"}});
  CHECK(idsOf(report) == Ids{"not-registered"});
}

TEST_CASE("a profile is told by 703, by state 3, by the saved answer or by the cache") {
  Report byEvent = bare();
  logs(byEvent, {160, 164, 703, 702, 161});
  CHECK(idsOf(byEvent) == Ids{"registered-profile-assigned"});
  Report byState = bare();
  logs(byState, {160, 164, 161});
  state(byState, "1");
  state(byState, "3");
  CHECK(idsOf(byState) == Ids{"registered-profile-assigned"});
  Report byFile = bare();
  setProfile(byFile.autopilot.answer);
  CHECK(idsOf(byFile) == Ids{"registered-profile-assigned"});
  Report byCache = bare();
  byCache.autopilot.cache.profileAvailable = knownFact(true, "cache");
  CHECK(idsOf(byCache) == Ids{"registered-profile-assigned"});
}

TEST_CASE("the default profile is told from an assigned one, and both name tenant and profile") {
  Report report = bare();
  setProfile(report.autopilot.answer);
  report.autopilot.answer.profile.explicitAssignment = knownFact(true, "file");
  CHECK(idsOf(report) == Ids{"registered-profile-assigned"});
  CHECK(wordsOf(diagnose(report).verdict).find("contoso.example") != std::string::npos);
  report.autopilot.answer.profile.explicitAssignment = knownFact(false, "file");
  CHECK(idsOf(report) == Ids{"registered-default-profile"});
  CHECK(wordsOf(diagnose(report).verdict).find("Field laptops") != std::string::npos);
}

TEST_CASE("the newest question counts, whatever was answered before") {
  Report registered = bare();
  logs(registered, {160, 164});
  log(registered, 807, 2);
  logs(registered, {160, 164, 703});
  CHECK(idsOf(registered) == Ids{"registered-profile-assigned"});
  Report open = bare();
  logs(open, {160, 164});
  log(open, 807, 2);
  logs(open, {160, 164});
  CHECK(idsOf(open) == Ids{"asked-no-answer"});
  // A profile that is here stays here while a new question has no answer.
  Report kept = registered;
  logs(kept, {160, 165});
  CHECK(idsOf(kept) == Ids{"not-asked-yet"});
  setProfile(kept.autopilot.answer);
  CHECK(idsOf(kept) == Ids{"registered-profile-assigned"});
}

TEST_CASE("a clock that was set back does not turn the order around") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  logs(report, {160, 164, 703});
  report.autopilot.events.value.back().time = UtcTime{1'000'000'000'000};
  CHECK(idsOf(report) == Ids{"registered-profile-assigned"});
}

TEST_CASE("traces of a profile that is gone make it lost, not unregistered") {
  Report report = bare();
  logs(report, {160, 164, 704, 702, 161});
  report.autopilot.diagnostics.profileName = knownFact<std::string>("Field laptops", "registry");
  CHECK(idsOf(report) == Ids{"profile-lost"});
  CHECK(diagnose(report).verdict.sentence.str().find("Field laptops") != std::string::npos);
  CHECK(diagnose(report).registration.profile.title.str() == "Profile (gone)");
}

TEST_CASE("a kept blank answer is told from a new one") {
  Report report = bare();
  report.autopilot.cache.profileAvailable = knownFact(false, "cache");
  CHECK(idsOf(report) == Ids{"blank-profile-cached"});
  logs(report, {162});
  CHECK(idsOf(report) == Ids{"blank-profile-cached"});
}

TEST_CASE("under device preparation, with a device link or with an offline profile no registration is needed") {
  Report preparation = bare();
  logs(preparation, {160, 164});
  log(preparation, 807, 2);
  preparation.autopilot.settings.executionContext = knownFact<std::string>("Device", "settings");
  CHECK(idsOf(preparation) == Ids{"device-preparation"});
  Report hint = bare();
  hint.autopilot.settings.preparationHint = knownFact<std::string>("1", "settings");
  CHECK(idsOf(hint) == Ids{"device-preparation"});
  CHECK(findFinding(diagnose(hint), FindingId::devicePreparation)->title().find("seems") != std::string::npos);
  Report link = bare();
  link.autopilot.association.present = knownFact(true, "UEFI");
  link.autopilot.association.linked = knownFact(true, "UEFI");
  CHECK(idsOf(link) == Ids{"device-association"});
  Report offline = bare();
  setProfile(offline.autopilot.offline);
  CHECK(idsOf(offline) == Ids{"offline-profile"});
  CHECK(diagnose(offline).registration.profile.title.str() == "Offline profile");
  offline.autopilot.offline.encoding = knownFact<std::string>("ASCII", "file");
  offline.autopilot.offline.objects = knownFact<std::uint64_t>(2, "file");
  CHECK(idsOf(offline) == Ids{"not-asked-yet", "profile-file-ignored"});
}

TEST_CASE("what could not be read leaves the registration open") {
  Report report = bare();
  report.autopilot.events = unknownFact<std::vector<EventFacts>>(denied(), "log");
  CHECK(idsOf(report) == Ids{"cannot-know"});
  report = bare();
  report.autopilot.answer.kind = unknownFact<PolicyKind>(denied(), "file");
  CHECK(idsOf(report) == Ids{"cannot-know"});
  report = bare();
  report.autopilot.eventsWhole = knownFact(false, "log");
  CHECK(idsOf(report) == Ids{"cannot-know"});
  CHECK(idOf(diagnose(report).verdict.id) == "hash-ready");
}

TEST_CASE("not registered stays open when device preparation could not be ruled out") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  report.autopilot.settings.executionContext = unknownFact<std::string>(denied(), "settings");
  std::vector<Finding> findings;
  judgeRegistration(report, findings);
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().state == State::unknown);
}

TEST_CASE("Linux and a report that is still being read have no registration at all") {
  Report report = bare();
  report.origin.system = SystemKind::linux;
  CHECK(idsOf(report).empty());
  CHECK(diagnose(report).registration.stages.empty());
  CHECK(idsOf(Report{}).empty());
  CHECK(diagnose(Report{}).registration.stages.empty());
}

TEST_CASE("a work account forbids registering, unless the device is joined or the join could not be read") {
  Report report = bare();
  report.join.workplaceJoins = knownFact(std::vector<WorkplaceJoin>{{"S-1-5-21-1", "AB", "t1", {}}}, "HKU");
  CHECK(idsOf(report) == Ids{"not-asked-yet", "must-not-register-workplace-joined"});
  CHECK(idOf(diagnose(report).verdict.id) == "must-not-register");
  report.join.kind = knownFact(JoinKind::entra, "join");
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  report.join.kind = unknownFact<JoinKind>(denied(), "join");
  CHECK(idOf(diagnose(report).verdict.id) != "must-not-register");
}

TEST_CASE("MDM alone forbids registering; with a join Intune can register by itself") {
  Report report = bare();
  report.enrollment.enrollments.value = {enrollment(0)};
  CHECK(idsOf(report) == Ids{"not-asked-yet", "must-not-register-mdm-only", "enrolled"});
  report.enrollment.enrollments.value = {enrollment(6)};
  report.join.kind = knownFact(JoinKind::entra, "join");
  CHECK(idsOf(report) == Ids{"not-asked-yet", "enrolled", "automatic-registration-possible"});
  CHECK(stageOf(diagnose(report), "enrolled").state == State::pass);
  report.enrollment.enrollments.value = {enrollment(5)};
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
}

TEST_CASE("another tenant needs a tenant on the device") {
  Report report = bare();
  report.autopilot.diagnostics.tenantMatched = knownFact(false, "registry");
  CHECK(idsOf(report) == Ids{"not-asked-yet"});
  setProfile(report.autopilot.answer);
  CHECK(idsOf(report) == Ids{"registered-profile-assigned", "other-tenant"});
  CHECK(idOf(diagnose(report).verdict.id) == "other-tenant");
  report.autopilot.diagnostics.tenantMatched = knownFact(true, "registry");
  report.join.kind = knownFact(JoinKind::entra, "join");
  report.join.tenantId = knownFact<std::string>("99999999-2222-4333-8444-555555555555", "join");
  CHECK(idsOf(report) == Ids{"registered-profile-assigned", "other-tenant"});
}

TEST_CASE("a deleted Entra object is told by its code wherever it stands") {
  Report report = bare();
  setProfile(report.autopilot.answer);
  EventFacts event;
  event.id = 204;
  event.level = 2;
  event.channel = "Microsoft-Windows-User Device Registration/Admin";
  event.data = {{"HRESULT", "-2145647629"}};
  report.join.events = knownFact(std::vector<EventFacts>{event}, "log");
  CHECK(idsOf(report) == Ids{"registered-profile-assigned", "entra-object-missing"});
  event.data = {{"Message", "Fehler 0x801c03f3."}};
  report.join.events.value = {event};
  CHECK(idsOf(report) == Ids{"registered-profile-assigned", "entra-object-missing"});
  report.enrollment.enrollments.value = {enrollment(6)};
  CHECK(idsOf(report) == Ids{"registered-profile-assigned", "enrolled"});
}

TEST_CASE("a profile on hardware that is not the registered one is stale") {
  Report report = bare();
  setProfile(report.autopilot.answer);
  CHECK(idsOf(report) == Ids{"registered-profile-assigned"});
  report.identity.uuid = knownFact<std::string>("99112233-4455-4677-8899-aabbccddeeff", "SMBIOS type 1");
  CHECK(idsOf(report) == Ids{"registered-profile-assigned", "stale-registration"});
  CHECK(idOf(diagnose(report).verdict.id) == "hardware-mismatch");
}

TEST_CASE("the profile is decoded bit by bit, and rubbish is left out") {
  Report report = bare();
  setProfile(report.autopilot.answer);
  ProfileFacts& profile = report.autopilot.answer.profile;
  profile.oobeConfig = knownFact<std::uint64_t>(8 + 256 + 2 + 32 + 64 + 0x8000, "file");
  profile.domainJoin = knownFact<std::uint64_t>(1, "file");
  profile.skipDomainController = knownFact(true, "file");
  profile.forcedEnrollment = knownFact<std::uint64_t>(0xb2d285f0, "file");
  profile.deviceName = knownFact<std::string>("CONTOSO-%SERIAL%", "file");
  const ProfileView view = diagnose(report).registration.profile;
  const auto value = [&](std::string_view id) {
    for (const ProfileLine& each : view.lines) {
      if (each.id == id) {
        return each.value.str();
      }
    }
    return std::string();
  };
  CHECK(view.title.str() == "Profile");
  CHECK(value("oobe-bit-2") == "The first user is a standard user.");
  CHECK(value("oobe-bit-4") == "The privacy page is shown.");
  CHECK(value("oobe-bits-unknown").find("0x8000") == 0);
  CHECK(value("mode").find("self-deploying") == 0);
  CHECK(value("join").find("without waiting") != std::string::npos);
  CHECK(value("forcedEnrollment").empty());
  CHECK(value("deviceName") == "CONTOSO-%SERIAL%");
  profile.forcedEnrollment.value = 1;
  CHECK(diagnose(report).registration.profile.lines.size() == view.lines.size() + 1);
}

TEST_CASE("values that Windows keeps on every device are no profile") {
  Report report = bare();
  report.autopilot.diagnostics.oobeConfig = knownFact<std::uint64_t>(1286, "registry");
  report.autopilot.diagnostics.forcedEnrollment = knownFact<std::uint64_t>(0xe7390940, "registry");
  CHECK(diagnose(report).registration.profile.lines.empty());
}

TEST_CASE("every finding has evidence or a reason, a meaning, a next step and who can take it") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  report.join.workplaceJoins = knownFact(std::vector<WorkplaceJoin>{{"S-1-5-21-1", "AB", "t1", {}}}, "HKU");
  std::vector<Finding> findings;
  judgeRegistration(report, findings);
  CHECK(findings.size() == 2);
  for (const Finding& each : findings) {
    CAPTURE(idOf(each.id));
    CHECK_FALSE(each.evidence.empty());
    CHECK_FALSE(each.meaning().empty());
    CHECK_FALSE(each.action().empty());
    CHECK_FALSE(name(each.who()).empty());
  }
}

TEST_CASE("the verdict names the most urgent thing and the next one") {
  Report report = bare();
  logs(report, {160, 164});
  log(report, 807, 2);
  CHECK(idOf(diagnose(report).verdict.id) == "not-registered");
  CHECK(diagnose(report).verdict.headline.str() == "NOT REGISTERED");
  CHECK(wordsOf(diagnose(report).verdict).find("Hash read and valid") != std::string::npos);
  report.identity.serialIsPlaceholder = knownFact(true, "SMBIOS type 1");
  CHECK(wordsOf(diagnose(report).verdict).find("placeholder") != std::string::npos);
  report.join.workplaceJoins = knownFact(std::vector<WorkplaceJoin>{{"S-1-5-21-1", "AB", "t1", {}}}, "HKU");
  CHECK(idOf(diagnose(report).verdict.id) == "must-not-register");
  CHECK(wordsOf(diagnose(report).verdict).find("does not know") != std::string::npos);
}

TEST_CASE("what an event says carries the event's place in the log; what a file says carries none") {
  Report report = bare();
  logs(report, {160, 161});
  log(report, 807, 2);
  setRefusal(report.autopilot.answer, 807, "ZtdDeviceIsNotRegistered");
  std::vector<Finding> findings;
  judgeRegistration(report, findings);
  std::size_t named = 0;
  std::size_t unnamed = 0;
  for (const Finding& finding : findings) {
    for (const Evidence& each : finding.evidence) {
      if (each.value.str().starts_with("event 807")) {
        CHECK(each.logEntry == LogEntryRef{channel, 3});
        ++named;
      } else if (each.label == Text(RegistrationId::savedAnswer)) {
        CHECK(each.logEntry.empty());
        ++unnamed;
      }
    }
  }
  CHECK(named == 1);
  CHECK(unnamed == 1);
}

TEST_CASE("an event that carries the code of a deleted device object is named with its channel and record") {
  Report report = bare();
  EventFacts event;
  event.channel = "Microsoft-Windows-User Device Registration/Admin";
  event.id = 304;
  event.level = 2;
  event.recordId = 77;
  event.data = {{"ExitCode", "0x801c03f3"}};
  report.join.events = knownFact(std::vector<EventFacts>{event}, "log");
  std::vector<Finding> findings;
  judgeRegistration(report, findings);
  bool found = false;
  for (const Finding& finding : findings) {
    for (const Evidence& each : finding.evidence) {
      found = found || each.logEntry == LogEntryRef{"Microsoft-Windows-User Device Registration/Admin", 77};
    }
  }
  CHECK(found);
}
