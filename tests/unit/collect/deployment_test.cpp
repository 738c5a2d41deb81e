#include <doctest/doctest.h>

#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "model/report.h"
#include "support/sample_device.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* settings = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr const char* enrollments = R"(HKLM\SOFTWARE\Microsoft\Enrollments\)";
constexpr const char* tracking = R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking\)";
constexpr const char* agent = R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\)";
constexpr const char* user = "S-1-12-1-1111111111-2222222222-3333333333-4444444444";
constexpr const char* appId = "11111111-2222-3333-4444-555555555555";
const std::string shellChannel = "Microsoft-Windows-Shell-Core/Operational";
const std::string managementChannel = "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin";

std::string event(std::initializer_list<std::pair<const char*, std::string>> data) {
  std::string xml = "<Event><EventData>";
  for (const auto& [name, value] : data) {
    xml += fmt::format("<Data Name=\"{}\">{}</Data>", name, value);
  }
  return xml + "</EventData></Event>";
}

void addEnrollment(FakeHost& host, const std::string& id, std::uint32_t minutes) {
  host.setText(enrollments + id, "ProviderID", "MS DM Server");
  host.setNumber(enrollments + id, "EnrollmentState", 1);
  host.setNumber(enrollments + id + R"(\FirstSync)", "SyncFailureTimeout", minutes);
  host.setNumber(enrollments + id + R"(\FirstSync)", "BlockInStatusPage", 5);
}

std::string trackedKey(const std::string& scope, const std::string& item) {
  return tracking + scope + R"(\Setup\Apps\Tracking\Sidecar\)" + item;
}

Report filled(const FakeHost& host) {
  Report report = emptyReport(host);
  for (const Collector& each : collectors()) {
    each.collect(host, {})(report);
  }
  return report;
}

}  // namespace

TEST_CASE("a device without any deployment has absent facts, none of them unknown") {
  FakeHost host;
  makeLaptopInOobe(host);
  const StatusPagePart page = collectStatusPage(host, {});
  CHECK(page.phases.state == FactState::absent);
  CHECK(page.settings.state == FactState::absent);
  CHECK(page.timeoutMinutes.state == FactState::absent);
  CHECK(collectTrackedItems(host, {}).tracked.state == FactState::absent);
  CHECK(collectDevicePreparation(host, {}).running.value == false);
  CHECK(collectShellEvents(host, {}).records.state == FactState::absent);
}

TEST_CASE("what may not be read stays unknown") {
  FakeHost host;
  host.setRegistryError(R"(HKLM\SOFTWARE\Microsoft)", denied());
  const StatusPagePart page = collectStatusPage(host, {});
  CHECK(page.phases.state == FactState::denied);
  CHECK(page.timeoutMinutes.state == FactState::denied);
  CHECK(page.marks.state == FactState::denied);
  const DeploymentItemsPart items = collectTrackedItems(host, {});
  CHECK(items.tracked.state == FactState::denied);
  CHECK(items.packages.state == FactState::denied);
  CHECK(collectDevicePreparation(host, {}).running.state == FactState::denied);
  CHECK(collectIntuneAgent(host, {}).apps.state == FactState::denied);
}

TEST_CASE("the phases that were written are read, a damaged one says so, an empty one is not there") {
  FakeHost host;
  host.setText(settings, "DevicePreparationCategory.Status", R"({"categoryState":"succeeded"})");
  host.setText(settings, "DeviceSetupCategory.Status", "{broken");
  host.setText(settings, "AccountSetupCategory.Status", "");
  host.setText(settings, "Global.MDMEnrollmentStatus", "Completed");
  const StatusPagePart page = collectStatusPage(host, {});
  REQUIRE(page.phases.value.size() == 2);
  CHECK(page.phases.value[0].state == WorkState::succeeded);
  CHECK(page.phases.value[1].shape == "damaged");
  CHECK(page.phases.value[1].state == WorkState::unknown);
  REQUIRE(page.marks.value.size() == 1);
  CHECK(page.marks.value[0].name == "Global.MDMEnrollmentStatus");
}

TEST_CASE("of two enrollments the one with a management account is the current one") {
  FakeHost host;
  const std::string old = "AAAAAAAA-0000-0000-0000-000000000001";
  const std::string now = "BBBBBBBB-0000-0000-0000-000000000002";
  addEnrollment(host, old, 90);
  addEnrollment(host, now, 45);
  host.key(R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\Accounts\)" + now);
  host.setNumber(enrollments + now + R"(\FirstSync\)" + user, "IsSyncDone", 0);
  const StatusPagePart page = collectStatusPage(host, {});
  CHECK(page.settings.value.size() == 2);
  CHECK(page.settings.value[0].enrollment == now);
  CHECK(page.settings.value[0].current);
  CHECK(page.timeoutMinutes.value == 45);
  CHECK(page.allowReset.value);
  CHECK_FALSE(page.allowTryAgain.value);
  CHECK(page.allowContinue.value);
  REQUIRE(page.users.value.size() == 1);
  CHECK(page.users.value[0].syncDone == false);
  CHECK_FALSE(page.users.value[0].serverFinished.has_value());
}

TEST_CASE("two enrollments that can not be told apart give no limit, unless they agree on it") {
  FakeHost host;
  addEnrollment(host, "AAAAAAAA-0000-0000-0000-000000000001", 90);
  addEnrollment(host, "BBBBBBBB-0000-0000-0000-000000000002", 45);
  const StatusPagePart page = collectStatusPage(host, {});
  CHECK(page.timeoutMinutes.state == FactState::failed);
  CHECK(page.allowReset.value);
}

TEST_CASE("tracked apps of device and user, providers and the end marks are read") {
  FakeHost host;
  const std::string device = std::string(tracking) + "Device";
  host.setNumber(device + R"(\DevicePreparation\PolicyProviders\Sidecar)", "InstallationState", 3);
  host.setNumber(device + R"(\Setup\Apps\PolicyProviders\Sidecar)", "TrackingPoliciesCreated", 1);
  host.setNumber(device + R"(\DevicePreparation\PolicyProviders\ConfigMgr)", "InstallationState", 4);
  host.setNumber(device + R"(\DevicePreparation\PolicyProviders\ConfigMgr)", "LastError", 0x80070002);
  host.setNumber(device + R"(\Setup)", "HasProvisioningCompleted", 0xFFFFFFFF);
  host.setNumber(trackedKey("Device", std::string("Win32App_") + appId + "_1"), "InstallationState", 2);
  host.setNumber(trackedKey("Device", std::string("Win32App_") + appId + "_1"), "RebootRequired", 3);
  host.setNumber(trackedKey(user, "odd {name} %2F"), "InstallationState", 9);
  const DeploymentItemsPart part = collectTrackedItems(host, {});
  REQUIRE(part.providers.value.size() == 2);
  const PolicyProvider& sidecar = part.providers.value[part.providers.value[0].name == "Sidecar" ? 0 : 1];
  const PolicyProvider& other = part.providers.value[part.providers.value[0].name == "Sidecar" ? 1 : 0];
  CHECK(sidecar.installation == WorkState::succeeded);
  CHECK(sidecar.listComplete == true);
  CHECK(other.installation == WorkState::failed);
  CHECK(other.lastError == "0x80070002");
  CHECK_FALSE(other.listComplete.has_value());
  REQUIRE(part.tracked.value.size() == 2);
  CHECK(part.tracked.value[0].id == appId);
  CHECK(part.tracked.value[0].state == WorkState::inProgress);
  CHECK(part.tracked.value[0].restart == "hard");
  CHECK(part.tracked.value[1].scope == DeploymentScope::user);
  CHECK(part.tracked.value[1].account == user);
  CHECK(part.tracked.value[1].id == "odd {name} /");
  CHECK(part.tracked.value[1].state == WorkState::unknown);
  CHECK(part.tracked.value[1].rawState == "9");
  REQUIRE(part.completed.value.size() == 1);
  CHECK(part.completed.value[0].completed == true);
  CHECK(part.whole.value);
}

TEST_CASE("old tracking: the newest snapshot is the state, the earlier ones tell since when") {
  FakeHost host;
  const std::string uri = std::string("./Device/Vendor/MSFT/EnrollmentStatusTracking/Setup/Apps/Tracking/Sidecar/") +
                          "Win32App_" + appId + "_1";
  const std::string group = std::string(tracking) + R"(ESPTrackingInfo\Diagnostics\Sidecar\)";
  host.setNumber(group + "2026-03-22T14:20:00.000Z", uri, 3);
  host.setNumber(group + "2026-03-22T14:00:00.000Z", uri, 1);
  host.setNumber(group + "2026-03-22T14:10:00.000Z", uri, 2);
  host.setNumber(group + "2026-03-22T14:10:00.000Z", "./gone/since", 1);
  const std::string policies =
      std::string(tracking) + R"(ESPTrackingInfo\Diagnostics\)" + user + R"(\ExpectedPolicies\)";
  host.setNumber(policies + "2026-03-22T14:10:00.000Z", "./User/Vendor/MSFT/Policy/Config/A/B%20C", 0);
  const DeploymentItemsPart part = collectTrackedItems(host, {});
  REQUIRE(part.expected.value.size() == 2);
  const DeploymentItem& app = part.expected.value[0];
  CHECK(app.kind == ItemKind::app);
  CHECK(app.state == WorkState::succeeded);
  CHECK(app.started == timeFromText("2026-03-22T14:10:00Z"));
  CHECK(app.ended == timeFromText("2026-03-22T14:20:00Z"));
  const DeploymentItem& policy = part.expected.value[1];
  CHECK(policy.kind == ItemKind::policy);
  CHECK(policy.scope == DeploymentScope::user);
  CHECK(policy.state == WorkState::notStarted);
  CHECK(policy.id == "./User/Vendor/MSFT/Policy/Config/A/B C");
}

TEST_CASE("MSI and Office tell their state, and a download address loses its signature") {
  FakeHost host;
  const std::string msi = R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement\S-0-0-00-0000000000-0000000000-)"
                          R"(000000000-000\MSI\{11111111-2222-3333-4444-555555555555})";
  host.setNumber(msi, "Status", 60);
  host.setNumber(msi, "LastError", 0x80070643);
  host.setNumber(msi, "EnforcementRetryIndex", 3);
  host.setText(msi, "CurrentDownloadUrl", "https://cdn.contoso.example/x/IntuneWindowsAgent.msi?sig=secret");
  host.setNumber(R"(HKLM\SOFTWARE\Microsoft\OfficeCSP\0a0a)", "Status", 48);
  const Fact<std::vector<DeploymentItem>> packages = collectTrackedItems(host, {}).packages;
  REQUIRE(packages.value.size() == 2);
  CHECK(packages.value[0].state == WorkState::failed);
  CHECK(packages.value[0].errorCode == "0x80070643");
  CHECK(packages.value[0].attempts == 3);
  CHECK(packages.value[0].scope == DeploymentScope::device);
  CHECK(packages.value[0].name == "Intune Management Extension");
  CHECK(packages.value[0].download.find("secret") == std::string::npos);
  CHECK(packages.value[1].kind == ItemKind::office);
  CHECK(packages.value[1].state == WorkState::waitsForUser);
}

TEST_CASE("device preparation: a hint alone is no proof, an agent with a context is") {
  FakeHost host;
  host.setNumber(settings, "AutopilotDevicePrepHint", 1);
  CHECK(collectDevicePreparation(host, {}).running.value == false);
  CHECK(collectDevicePreparation(host, {}).hint.value);
  const std::string page = std::string(settings) + R"(\DevicePreparation)";
  host.setText(page + R"(\BootstrapperAgent)", "ExecutionContext", "abc");
  host.setText(page, "PageSettings",
               R"({"PageTimeoutSeconds":3600,"AllowSkipOnFailure":true,"ErrorMessage":"Call us"})");
  host.setText(page, "PageErrorPhase", "4");
  host.setNumber(page, "PageErrorCode", 0x800705B4);
  host.setText(std::string(agent) + R"(Policies\00000000-0000-0000-0000-000000000000\)" + appId, "Result", "Failed");
  const DevicePreparationPart part = collectDevicePreparation(host, {});
  CHECK(part.running.value);
  CHECK(part.page.value.pageTimeoutSeconds == 3600);
  CHECK(part.page.value.allowSkip == true);
  CHECK_FALSE(part.page.value.agentTimeoutSeconds.has_value());
  CHECK(part.errorPhase.value == "agentProvisioning");
  CHECK(part.errorCode.value == "0x800705B4");
  REQUIRE(part.scripts.value.size() == 1);
  CHECK(part.scripts.value[0].state == WorkState::failed);
}

TEST_CASE("the agent's three places speak of one app, and what is no app is not one") {
  FakeHost host;
  const std::string device = R"(\00000000-0000-0000-0000-000000000000\)";
  const std::string app = std::string(appId) + "_1";
  host.setText(agent + ("Win32Apps" + device + app), "ExitCode", "1603");
  host.setText(agent + ("Win32Apps" + device + app) + R"(\EnforcementStateMessage)", "EnforcementStateMessage",
               R"({"EnforcementState":5000,"ErrorCode":-2147023293})");
  host.setText(agent + ("EspTrackingWin32Apps" + device + app), "EspTrackingWin32AppPhase", "DeviceSetup");
  host.setNumber(agent + (R"(SideCarPolicies\StatusServiceReports)" + device + appId), "Status", 3000);
  host.setText(agent + std::string(R"(Win32Apps\00000000-0000-0000-0000-000000000000\GRS)"), "x", "y");
  host.setText(agent + std::string(R"(Win32Apps\ProvisioningProgress)"), "x", "y");
  const IntuneAgentPart part = collectIntuneAgent(host, {});
  REQUIRE(part.apps.value.size() == 1);
  CHECK(part.apps.value[0].exitCode == 1603);
  CHECK(part.apps.value[0].errorCode == "0x80070643");
  CHECK(part.apps.value[0].state == WorkState::failed);
  CHECK(part.trackingPhase.value == "DeviceSetup");
  CHECK(part.installed.value == false);
  CHECK(part.names.state == FactState::absent);
}

TEST_CASE("a page of setup is recorded with its beginning, its moves and the result of its end") {
  FakeHost host;
  const char* shell = "Microsoft-Windows-Shell-Core";
  host.addEvent(shellChannel, shell, 62404, event({{"CXID", "OobeNDUP"}}));
  host.addEvent(shellChannel, shell, 62407, event({{"Name", "ExpeditedUpdate_startWUScanStarted"}, {"Value", "{}"}}));
  host.addEvent(shellChannel, shell, 62406, event({{"CXID", "OobeNDUP"}, {"Url", "https://login.example/?code=1"}}));
  host.addEvent(shellChannel, shell, 62405, event({{"CXID", "OobeNDUP"}, {"Result", "cancel"}}));
  const std::vector<ShellRecord> records = collectShellEvents(host, {}).records.value;
  REQUIRE(records.size() == 4);
  for (const ShellRecord& record : {records[0], records[2], records[3]}) {
    CHECK(record.name == "OobeNDUP");
  }
  CHECK(records[0].value.empty());
  CHECK(records[1].name == "ExpeditedUpdate_startWUScanStarted");
  CHECK(records[2].id == 62406);
  CHECK(records[2].value.empty());  // an address of a sign-in
  CHECK(records[3].id == 62405);
  CHECK(records[3].value == "cancel");
}

TEST_CASE("many moves of pages do not push out what the status page said") {
  FakeHost host;
  const char* shell = "Microsoft-Windows-Shell-Core";
  host.addEvent(shellChannel, shell, 62407,
                event({{"Name", "CommercialOOBE_ESPProgress_ESPTimeOutValue_Applied"}, {"Value", "60 minutes."}}));
  for (int move = 0; move < 800; ++move) {
    host.addEvent(shellChannel, shell, 62406, event({{"CXID", "AADHello"}}));
  }
  const std::vector<ShellRecord> records = collectShellEvents(host, {}).records.value;
  REQUIRE(records.size() == 1);
  CHECK(records[0].id == 62407);
}

TEST_CASE("the page's records give the start of each step and from when the limit counts") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.setText(settings, "DeviceSetupCategory.Status",
               R"({"DeviceSetup.AppsSubcategory":{"subcategoryState":"inProgress"}})");
  const auto say = [&](const char* name, const char* message, std::int64_t minute) {
    host.addEvent(shellChannel, "Microsoft-Windows-Shell-Core", 62407, event({{"Name", name}, {"Value", message}}),
                  UtcTime{1'774'000'000'000 + minute * 60'000});
  };
  say("CommercialOOBE_ESPProgress_ESPTimeOutValue_Applied", "Applying the ESP Timeout value: 45 minutes.", 0);
  say("NavigationSucceed", "https://login.example/?code=secret", 1);
  say("CommercialOOBE_BootstrapStatusCategory_SubcategoryProcessing_Started",
      "Starting subcategory DeviceSetup.AppsSubcategory...", 5);
  const Report report = filled(host);
  CHECK(report.deployment.page.countedFrom.value == UtcTime{1'774'000'000'000});
  CHECK(report.deployment.page.countedFromHow.value == "the ESP applied its limit");
  CHECK(report.deployment.page.appliedMinutes.value == 45);
  CHECK(report.deployment.shell.records.value.size() == 2);
  CHECK(phaseOf(report.deployment, PhaseId::deviceSetup)->steps[0].started == UtcTime{1'774'000'300'000});
  visitFields(report.deployment, [](const char* part, const auto& facts) {
    CAPTURE(part);
    visitFields(facts, [](const char* field, const auto& fact) {
      CAPTURE(field);
      CHECK(fact.state != FactState::collecting);
    });
  });
}

TEST_CASE("hybrid join: the newest record decides, and a repeated state keeps its beginning") {
  FakeHost host;
  const auto say = [&](std::uint32_t id, const char* value, std::int64_t minute) {
    host.addEvent(managementChannel, "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider", id,
                  event({{"State", value}}), UtcTime{1'774'000'000'000 + minute * 60'000});
  };
  say(109, "1", 1);
  say(110, "1", 2);
  say(110, "1", 9);
  host.addEvent("Microsoft-Windows-User Device Registration/Admin", "Microsoft-Windows-User Device Registration", 304,
                event({{"ExitCode", "0x801c03f2"}}), UtcTime{1'774'000'000'000});
  const HybridPart part = collectHybridJoin(host, {});
  CHECK(part.blobState.value == "waiting");
  CHECK(part.blobStateAt.value == UtcTime{1'774'000'060'000});
  CHECK(part.blobApplied.value == false);
  CHECK(part.registration.value == "failed");
  CHECK(part.registrationError.value == "0x801C03F2");
  CHECK(part.registrationFailures.value == 1);
  CHECK(part.controllerContact.state == FactState::absent);
  CHECK(part.events.value.size() == 4);
}

TEST_CASE("hybrid join: the blob that was applied or rejected ends its wait") {
  const auto after = [](std::initializer_list<std::pair<std::uint32_t, const char*>> events) {
    FakeHost host;
    std::int64_t minute = 0;
    for (const auto& [id, value] : events) {
      host.addEvent(managementChannel, "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider", id,
                    event({{"HRESULT", value}}), UtcTime{1'774'000'000'000 + ++minute * 60'000});
    }
    return collectHybridJoin(host, {});
  };
  CHECK(after({{111, "1"}}).blobState.value == "waiting");
  CHECK(after({{111, "1"}, {109, "1"}, {107, ""}}).blobState.value == "processed");
  CHECK(after({{109, "1"}, {107, ""}, {110, "1"}, {111, "1"}}).blobState.value == "processed");
  const HybridPart rejected = after({{109, "1"}, {108, "0x80070774"}, {110, "1"}});
  CHECK(rejected.blobState.value == "rejected");
  CHECK(rejected.blobError.value == "0x80070774");
  CHECK(rejected.blobStateAt.value == UtcTime{1'774'000'120'000});
  CHECK(after({{108, "0x80070774"}, {111, "1"}}).blobState.value == "waiting");
  CHECK(after({{109, "1"}}).blobError.state == FactState::absent);
}

TEST_CASE("requests for a restart are one for each URI, and signs of a pending one are named") {
  FakeHost host;
  for (int i = 0; i < 3; ++i) {
    host.addEvent(managementChannel, "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider", 2800,
                  event({{"Uri", "The URI (./Device/Vendor/MSFT/Policy/Config/A/B)"}}), UtcTime{i + 1});
  }
  host.key(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending)");
  const RestartsPart part = collectRestarts(host, {});
  REQUIRE(part.requests.value.size() == 1);
  CHECK(part.requests.value[0].uri == "./Device/Vendor/MSFT/Policy/Config/A/B");
  CHECK(part.requests.value[0].count == 3);
  CHECK(part.requests.value[0].last == UtcTime{3});
  CHECK(part.pending.value.size() == 1);
}

TEST_CASE("a clock that was set is told with both times, small corrections are not") {
  FakeHost host;
  const auto set = [&](const char* before, const char* after) {
    host.addEvent("System", "Microsoft-Windows-Kernel-General", 1, event({{"NewTime", after}, {"OldTime", before}}));
  };
  set("2026-03-22T14:00:00.1Z", "2026-03-22T14:00:01.1Z");
  set("2020-01-01T00:00:00Z", "2026-03-22T14:00:00Z");
  const DeploymentClockPart part = collectDeviceClock(host, {});
  REQUIRE(part.jumps.value.size() == 1);
  CHECK(part.jumps.value[0].after == timeFromText("2026-03-22T14:00:00Z"));
  CHECK(part.offsetSeconds.state == FactState::absent);
  CHECK(part.now.known());
}

TEST_CASE("ten thousand tracked items are read, more than the bound is said") {
  FakeHost host;
  RegistryKey& list = host.key(std::string(tracking) + R"(Device\Setup\Apps\Tracking\Sidecar)");
  for (std::size_t i = 0; i < 10'000; ++i) {
    list.subkeys.push_back({fmt::format("Item{}", i), {{"InstallationState", test::registryNumber(1)}}, {}, true, {}});
  }
  const DeploymentItemsPart part = collectTrackedItems(host, {});
  CHECK(part.tracked.value.size() == 10'000);
  CHECK(part.whole.value);
  for (std::size_t i = 0; i < 11'000; ++i) {
    list.subkeys.push_back({fmt::format("More{}", i), {}, {}, true, {}});
  }
  const DeploymentItemsPart more = collectTrackedItems(host, {});
  CHECK(more.tracked.value.size() == DeploymentLimits::items);
  CHECK_FALSE(more.whole.value);
}

TEST_CASE("policy problems are folded, and people with a loaded hive are named by SID") {
  FakeHost host;
  for (int i = 0; i < 2; ++i) {
    host.addEvent(managementChannel, "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider", 404,
                  event({{"URI", "./Device/Vendor/MSFT/Policy/Config/A/B"}, {"Result", "0x86000002"}}), {}, 2);
  }
  host.key(std::string("HKU\\") + user);
  host.key(std::string("HKU\\") + user + "_Classes");
  host.key(R"(HKU\S-1-5-18)");
  const PolicyPart part = collectPolicyProblems(host, {});
  REQUIRE(part.problems.value.size() == 1);
  CHECK(part.problems.value[0].count == 2);
  CHECK(part.problems.value[0].detail == "0x86000002");
  CHECK(collectAccounts(host, {}).loadedUsers.value == std::vector<std::string>{user});
}

TEST_CASE("set-up's own account is no person, and a local account that cannot be told from it leaves that open") {
  const std::string profiles = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\)";
  const std::string local = "S-1-5-21-1111111111-2222222222-3333333333-1000";
  const auto people = [](const FakeHost& host) { return collectAccounts(host, {}).loadedUsers; };
  FakeHost host;
  host.key("HKU\\" + local);
  CHECK(isUnknown(people(host).state));
  CHECK(people(host).error.words.str().find(local) != std::string::npos);
  host.setText("HKU\\" + local + R"(\Volatile Environment)", "USERNAME", "defaultuser0");
  REQUIRE(people(host).known());
  CHECK(people(host).value.empty());
  host.setText(profiles + local, "ProfileImagePath", R"(C:\Users\maria)");
  CHECK(people(host).value == std::vector<std::string>{local});
  host.setText(profiles + local, "ProfileImagePath", R"(C:\Users\defaultuser100000)");
  CHECK(people(host).value.empty());
}

TEST_CASE("of an app the agent's newest revision tells how it ended") {
  FakeHost host;
  const std::string apps = std::string(agent) + R"(Win32Apps\00000000-0000-0000-0000-000000000000\)" + appId;
  host.setText(apps + "_10", "ExitCode", "0");
  host.setText(apps + "_9", "ExitCode", "1603");
  const IntuneAgentPart part = collectIntuneAgent(host, {});
  REQUIRE(part.apps.value.size() == 1);
  CHECK(part.apps.value[0].exitCode == 0);
}
