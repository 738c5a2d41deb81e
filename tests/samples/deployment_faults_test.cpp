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
    text += each.label.str() + ": " + each.value.str() + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a damaged phase does not hide the app that failed") {
  const Diagnosis failed = withDamagedPhase("app-failed", 14);
  CHECK(failed.verdict.id == VerdictId::deploymentFailed);
  CHECK(failed.verdict.finding == FindingId::appFailed);
  CHECK(argOf(*findFinding(failed, FindingId::appFailed), "failure") ==
        "Contoso VPN failed: MSI error 1603. The installer stopped at a fatal error.");
}

TEST_CASE("a damaged phase does not hide that the page failed; whether it stands there is left open") {
  const std::string done = "13 | app | Device | 7a110002-0000-4000-8000-00000000000b_3 | 2\n";
  const Diagnosis failed = withDamagedPhase("app-failed", 14, done);
  REQUIRE(failed.deployment.waiting);
  CHECK(failed.deployment.waiting->id == WaitId::pageFailureUnread);
  CHECK(withDamagedPhase("app-installing-long", 45).deployment.waiting->id == WaitId::phase);
}

TEST_CASE("an agent that could not be installed is told with its code where the page waits for its list") {
  Plan plan = planNamed("identifying-apps-stuck");
  FakeHost host;
  buildDevice(plan, plan.minutes.front(), host);
  const std::string provider = std::string(tracking) + R"(Device\DevicePreparation\PolicyProviders\Sidecar)";
  host.setNumber(provider, "InstallationState", 4);
  host.setNumber(provider, "LastError", 0x80070005);
  const Diagnosis diagnosis = judged(host);
  const Finding* finding = findFinding(diagnosis, FindingId::sidecarMissing);
  REQUIRE(finding != nullptr);
  CHECK(finding->state == State::warn);
  CHECK(argOf(*finding, "agent") == "The Intune agent");
  CHECK(argOf(*finding, "code") == "0x80070005");
  CHECK_FALSE(argOf(*finding, "sentence").empty());
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
  CHECK(diagnosis.verdict.finding == FindingId::sidecarMissing);
  const Finding* finding = findFinding(diagnosis, FindingId::sidecarMissing);
  REQUIRE(finding != nullptr);
  CHECK(evidenceOf(*finding).find("The Intune agent: 0x80070005") != std::string::npos);
  CHECK(argOf(*finding, "code") == "0x80070005");
}

namespace {

constexpr const char* oldTool =
    R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement\)"
    R"(S-0-0-00-0000000000-0000000000-000000000-000\MSI\{7A110009-0000-4000-8000-0000000000FF})";
const std::string userTracking = R"(\Setup\Apps\Tracking\Sidecar\Win32App_7a110002-0000-4000-8000-00000000000b_3)";

// An MSI package that failed, by its own key alone.
void addFailedPackage(FakeHost& host) {
  host.setNumber(oldTool, "Status", 60);
  host.setText(oldTool, "CurrentDownloadUrl", "https://cdn.contoso.example/x/OldTool.msi");
  host.setNumber(oldTool, "LastError", 0x80070643);
}

}  // namespace

TEST_CASE("a package that failed and is not tracked does not fail a page that goes on") {
  const Plan plan = planNamed("app-installing-long");
  FakeHost host;
  buildDevice(plan, 45, host);
  addFailedPackage(host);
  host.setNumber(R"(HKLM\SOFTWARE\Microsoft\OfficeCSP\AAAA)", "FinalStatus", 60);
  const Diagnosis diagnosis = judged(host);
  CHECK(diagnosis.verdict.id == VerdictId::deploymentWaits);
  REQUIRE(diagnosis.deployment.waiting);
  CHECK(diagnosis.deployment.waiting->id == WaitId::appInstall);
  CHECK(diagnosis.deployment.waiting->sentence.str().find("(2 of 3)") != std::string::npos);
}

TEST_CASE("where the page failed at its apps and no tracked one did, the package that failed is named") {
  const std::string failed =
      "8 | app | Device | 7a110002-0000-4000-8000-00000000000b_3 | 3\n"
      "8 | app | Device | 7a110003-0000-4000-8000-00000000000c_1 | 3\n"
      "8 | step | DeviceSetup.AppsSubcategory | failed | Apps ({})\n8 | phase | DeviceSetup | failed | Failed\n";
  const auto sentence = [&](const char* code, bool otherTracked) {
    FakeHost host;
    buildDevice(planUpTo(7.5, "app-installing-long", fmt::format(fmt::runtime(failed), code)), 9, host);
    addFailedPackage(host);
    if (otherTracked) {
      host.setNumber(
          std::string(tracking) + R"(ESPTrackingInfo\Diagnostics\ExpectedMSIAppPackages\2026-05-12T09:06:00Z)",
          "./Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI/%7B11110009-0000-4000-8000-0000000000FF%7D"
          "/DownloadInstall",
          1);
    }
    return judged(host).verdict.sentence.str();
  };
  CHECK(sentence("Error", false).starts_with("OldTool.msi failed (0x80070643)"));
  CHECK(sentence("0x80070643", false).starts_with("OldTool.msi failed (0x80070643)"));
  CHECK(sentence("0x87D1041C", false).starts_with("Device setup failed at its apps."));
  CHECK(sentence("Error", true).starts_with("Device setup failed at its apps."));
}

TEST_CASE("an app that failed for a user who was here earlier does not fail the one who is here now") {
  const std::string earlier = "S-1-12-1-999999999-1222222222-1333333333-1444444444";
  const auto device = [&](FakeHost& host) {
    buildDevice(planUpTo(13.9, "account-setup-hang",
                         "14 | step | AccountSetup.AppsSubcategory | inProgress | Apps (0 of 1 installed)\n"
                         "14 | app | $USER | 7a110003-0000-4000-8000-00000000000c_1 | 2\n"),
                15, host);
    host.setNumber(tracking + earlier + userTracking, "InstallationState", 4);
    host.setNumber(tracking + earlier + R"(\Setup)", "HasProvisioningCompleted", 0);
  };
  FakeHost host;
  device(host);
  const Diagnosis now = judged(host);
  CHECK(now.verdict.id == VerdictId::deploymentWaits);
  REQUIRE(now.deployment.waiting);
  CHECK(now.deployment.waiting->item.str().find("Fabrikam Reader") != std::string::npos);
  FakeHost open;  // whose hive is loaded cannot be told
  device(open);
  open.setRegistryError("HKU", denied());
  CHECK(judged(open).verdict.id == VerdictId::deploymentWaits);
}

TEST_CASE("an older revision of an app that failed is not the app that is installed now") {
  Plan plan = planNamed("app-installing-long");
  plan.script += "44 | app | Device | 7a110002-0000-4000-8000-00000000000b_2 | 4\n";
  FakeHost host;
  buildDevice(plan, 45, host);
  CHECK(judged(host).verdict.id == VerdictId::deploymentWaits);
  plan.script += "44 | app | Device | 7a110002-0000-4000-8000-00000000000b_10 | 4\n";
  FakeHost newer;
  buildDevice(plan, 45, newer);
  CHECK(judged(newer).verdict.id == VerdictId::deploymentFailed);
}

namespace {

// Device setup at one step whose text has no count.
std::string sentenceAt(const char* step, const char* text, const char* more = "") {
  const Plan plan = planUpTo(7.5, "app-installing-long",
                             fmt::format("8 | step | DeviceSetup.AppsSubcategory | notStarted | Apps\n"
                                         "8 | step | DeviceSetup.{} | inProgress | {}\n{}",
                                         step, text, more));
  FakeHost host;
  buildDevice(plan, 9, host);
  return judged(host).deployment.waiting->sentence.str();
}

}  // namespace

TEST_CASE("policies, certificates and network profiles are not counted by apps") {
  CHECK(sentenceAt("SecurityPoliciesSubcategory", "Security policies (Identifying)").find(" of ") == std::string::npos);
  CHECK(sentenceAt("CertificatesSubcategory", "Certificates (Identifying)").find(" of ") == std::string::npos);
  CHECK(sentenceAt("NetworkConnectionsSubcategory", "Network (Identifying)").find(" of ") == std::string::npos);
  const std::string counted = sentenceAt(
      "CertificatesSubcategory", "Certificates",
      "8 | num | $TRACKING\\ESPTrackingInfo\\Diagnostics\\ExpectedSCEPCerts\\2026-05-12T09:06:00Z | A | 1\n"
      "8 | num | $TRACKING\\ESPTrackingInfo\\Diagnostics\\ExpectedSCEPCerts\\2026-05-12T09:06:00Z | B | 0\n");
  CHECK(counted.find("Done: 1 of 2.") != std::string::npos);
}

TEST_CASE("a button of which nothing is known is neither offered nor denied") {
  const std::string other = R"(HKLM\SOFTWARE\Microsoft\Enrollments\11111111-7D11-4B0E-9C55-0A1B2C3D4E5F)";
  const auto action = [&](std::uint32_t buttons) {
    const Plan plan = planNamed("app-failed");
    FakeHost host;
    buildDevice(plan, 14, host);
    host.setText(other, "ProviderID", "MS DM Server");
    host.setText(other, "DiscoveryServiceFullURL", "https://enrollment.contoso.example/discovery.svc");
    host.setNumber(other, "EnrollmentState", 1);
    host.setNumber(other + R"(\FirstSync)", "BlockInStatusPage", buttons);
    return judged(host).verdict.action.str();
  };
  CHECK(action(0).ends_with("Unknown if the ESP also shows: Try again."));
  CHECK(action(0).find("no button") == std::string::npos);
  CHECK(action(7).ends_with("Buttons on the ESP: Try again. Unknown if the ESP also shows: Reset, Continue anyway."));
}

TEST_CASE("a page that is not shown still works until it says that it is over") {
  Plan plan = planNamed("app-installing-long");
  plan.script +=
      "44 | num | $FIRSTSYNC | SkipDeviceStatusPage | 0xFFFFFFFF\n44 | num | $FIRSTSYNC | SkipUserStatusPage | "
      "0xFFFFFFFF\n";
  FakeHost host;
  buildDevice(plan, 45, host);
  const Diagnosis works = judged(host);
  REQUIRE(works.deployment.waiting);
  CHECK(works.deployment.waiting->item.str() == "Contoso VPN");
  plan.script += "44 | num | $TRACKING\\Device\\Setup | HasProvisioningCompleted | 0xFFFFFFFF\n";
  FakeHost over;
  buildDevice(plan, 45, over);
  CHECK(findFinding(judged(over), FindingId::finished) != nullptr);
}

TEST_CASE("without any provider of apps the page waits for the list, but not where that could not be read") {
  Plan plan = planNamed("identifying-apps-stuck");
  plan.script += "7 | drop | $TRACKING\\Device\\Setup\\Apps\n7 | drop | $TRACKING\\Device\\DevicePreparation\n";
  FakeHost host;
  buildDevice(plan, plan.minutes.front(), host);
  CHECK(judged(host).deployment.waiting->id == WaitId::identifyingApps);
  host.setRegistryError(R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot)", denied());
  CHECK(judged(host).deployment.waiting->id == WaitId::apps);
}

TEST_CASE("between two apps it is told that the last one asked for a restart") {
  const char* app = "7a110001-0000-4000-8000-00000000000a_1";
  Plan plan = planUpTo(6.9, "app-installing-long",
                       fmt::format("6.9 | num | $TRACKING\\Device\\Setup\\Apps\\Tracking\\Sidecar\\Win32App_{} | "
                                   "RebootRequired | 3\n",
                                   app));
  FakeHost host;
  buildDevice(plan, 7, host);
  const Diagnosis diagnosis = judged(host);
  REQUIRE(diagnosis.deployment.waiting);
  CHECK(diagnosis.deployment.waiting->id == WaitId::appTurn);
  CHECK(diagnosis.deployment.waiting->sentence.str().ends_with("Company Portal asked for a restart."));
}
