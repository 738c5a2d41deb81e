// The page on which Windows updates itself in setup, between the device part and the user's sign-in.
#include <doctest/doctest.h>

#include "diagnose/diagnose.h"
#include "model/report.h"

using namespace preflight;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr UtcTime now{1'774'000'000'000};

DeploymentPhase phase(PhaseId id, WorkState state) {
  DeploymentPhase made;
  made.id = id;
  made.state = state;
  made.shape = "objects";
  made.source = "AutopilotSettings";
  return made;
}

// The device part is done; the user has not signed in.
Report afterDevicePart() {
  Report report;
  const Error absent{ErrorKind::absent, "read", "not there", CodeSpace::none, 0};
  giveUpOn(report.deployment, absent);
  giveUpOn(report.autopilot, absent);
  giveUpOn(report.join, absent);
  giveUpOn(report.enrollment, absent);
  giveUpOn(report.identity, absent);
  giveUpOn(report.hardwareHash, absent);
  report.identity.serialNumber = knownFact(std::string("CB14-000123"), "SMBIOS");
  report.setup.phase = knownFact(SetupPhase::oobe, "setup");
  report.setup.utcOffsetMinutes = knownFact<std::int64_t>(0, "clock");
  report.deployment.page.phases =
      knownFact(std::vector<DeploymentPhase>{phase(PhaseId::devicePreparation, WorkState::succeeded),
                                             phase(PhaseId::deviceSetup, WorkState::succeeded),
                                             phase(PhaseId::accountSetup, WorkState::notStarted)},
                "AutopilotSettings");
  report.deployment.shell.records = knownFact(std::vector<ShellRecord>{}, "log");
  return report;
}

void page(Report& report, std::int64_t id, std::int64_t minutesAgo, const char* name, const char* value = "") {
  ShellRecord record;
  record.id = id;
  record.recordId = report.deployment.shell.records.value.size() + 1;
  record.time = UtcTime{now.milliseconds - minutesAgo * minute};
  record.name = name;
  record.value = value;
  report.deployment.shell.records.value.push_back(std::move(record));
}

}  // namespace

TEST_CASE("an update page that is open is what setup waits for, with its step and restarts") {
  Report report = afterDevicePart();
  CHECK(diagnose(report, now).deployment.waiting->id != WaitId::windowsUpdate);
  page(report, 62404, 30, "OobeNDUP");
  page(report, 62407, 29, "ExpeditedUpdate_startWUScanStarted");
  page(report, 62407, 25, "ExpeditedUpdate_commitExpeditionDownloadInstallAsyncSucceeded");
  Diagnosis diagnosis = diagnose(report, now);
  CHECK(diagnosis.deployment.waiting->id == WaitId::windowsUpdate);
  CHECK(diagnosis.verdict.sentence.str().find("30 min") != std::string::npos);
  CHECK(diagnosis.verdict.state == State::info);
  page(report, 62405, 20, "OobeNDUP", "success");
  CHECK(diagnose(report, now).deployment.waiting->id != WaitId::windowsUpdate);
  page(report, 62404, 20, "RebootNDUP");
  page(report, 62405, 18, "RebootNDUP", "success");
  diagnosis = diagnose(report, now);
  CHECK(diagnosis.deployment.waiting->id == WaitId::windowsUpdate);
  CHECK(diagnosis.verdict.sentence.str().find("30 min") != std::string::npos);
  page(report, 62404, 15, "OobeNDUP");
  page(report, 62404, 10, "RebootNDUP");
  CHECK(diagnose(report, now).deployment.waiting->sentence.str().find("2 restarts") != std::string::npos);
}

TEST_CASE("an update page that the policy closed at once, or that another page followed, is over") {
  Report report = afterDevicePart();
  page(report, 62404, 5, "OobeNDUP");
  page(report, 62407, 5, "ExpeditedUpdate_isNDUPAllowedByCSPSucceeded", "false");
  page(report, 62405, 5, "OobeNDUP", "cancel");
  CHECK(diagnose(report, now).deployment.waiting->id != WaitId::windowsUpdate);
  page(report, 62404, 4, "RebootNDUP");
  page(report, 62404, 1, "MDMProgressAfterAADRefactored");
  CHECK(diagnose(report, now).deployment.waiting->id != WaitId::windowsUpdate);
}

TEST_CASE("a device without a user is not finished while setup updates Windows, and a phase that works comes first") {
  Report report = afterDevicePart();
  report.deployment.page.phases.value.back() = phase(PhaseId::accountSetup, WorkState::succeeded);
  CHECK(diagnose(report, now).deployment.state == DeploymentState::finished);
  page(report, 62404, 100, "OobeNDUP");
  Diagnosis diagnosis = diagnose(report, now);
  CHECK(diagnosis.deployment.state == DeploymentState::waits);
  CHECK(diagnosis.verdict.state == State::warn);  // longer than the longest that was seen
  report.deployment.page.phases.value[1] = phase(PhaseId::deviceSetup, WorkState::inProgress);
  diagnosis = diagnose(report, now);
  CHECK(diagnosis.deployment.waiting->id != WaitId::windowsUpdate);
}
