// Faults that the page itself does not name: a damaged value, an agent that could not be installed.
#include <doctest/doctest.h>

#include "samples/judged_plan.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* settings = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr const char* tracking = R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking\)";

Diagnosis withDamagedPhase(const char* name, double minute, const std::string& more = "") {
  Plan plan = planNamed(name);
  plan.script += more;
  FakeHost host;
  buildDevice(plan, minute, host);
  host.setText(settings, "DeviceSetupCategory.Status", R"({"categoryState":"fai)");
  return judged(host);
}

std::string evidenceOf(const Finding& finding) {
  std::string text;
  for (const Evidence& each : finding.evidence) {
    text += each.label + ": " + each.value + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a damaged phase does not hide the app that failed") {
  const Diagnosis failed = withDamagedPhase("app-failed", 14);
  CHECK(failed.verdict.id == "deployment-failed");
  CHECK(failed.verdict.sentence.starts_with("Contoso VPN failed with exit code 1603."));
}

TEST_CASE("a damaged phase does not hide that the page failed; whether it stands there is left open") {
  const std::string done = "13 | app | Device | 7a110002-0000-4000-8000-00000000000b_3 | 2\n";
  const Diagnosis failed = withDamagedPhase("app-failed", 14, done);
  REQUIRE(failed.waiting);
  CHECK(failed.waiting->id == "page-failure-unread");
  CHECK(withDamagedPhase("app-installing-long", 45).waiting->id == "phase");
}

TEST_CASE("an agent that could not be installed is told with its code where the page waits for its list") {
  Plan plan = planNamed("identifying-apps-stuck");
  FakeHost host;
  buildDevice(plan, plan.minutes.front(), host);
  const std::string provider = std::string(tracking) + R"(Device\DevicePreparation\PolicyProviders\Sidecar)";
  host.setNumber(provider, "InstallationState", 4);
  host.setNumber(provider, "LastError", 0x80070005);
  const Diagnosis diagnosis = judged(host);
  const Finding* finding = findFinding(diagnosis.findings, "sidecar-missing");
  REQUIRE(finding != nullptr);
  CHECK(finding->state == State::warn);
  CHECK(finding->title.find("The Intune agent could not be installed: 0x80070005") != std::string::npos);
  CHECK(evidenceOf(*finding).find("Error code: 0x80070005") != std::string::npos);
}

TEST_CASE("a step that failed at the agent says so once, with the provider's own code") {
  const Plan plan = planUpTo(1.6, "app-failed",
                             "1.7 | step | DevicePreparation.EspProviderInstallationSubcategory | failed | Failed\n"
                             "1.7 | phase | DevicePreparation | failed | Failed\n");
  FakeHost host;
  buildDevice(plan, 1.8, host);
  const std::string provider = std::string(tracking) + R"(Device\DevicePreparation\PolicyProviders\Sidecar)";
  host.setNumber(provider, "InstallationState", 4);
  host.setNumber(provider, "LastError", 0x80070005);
  const Diagnosis diagnosis = judged(host);
  CHECK(diagnosis.verdict.sentence == "The Intune agent could not be installed.");
  const Finding* finding = findFinding(diagnosis.findings, "sidecar-missing");
  REQUIRE(finding != nullptr);
  CHECK(evidenceOf(*finding).find("The Intune agent: 0x80070005") != std::string::npos);
}
