// Whether a deployment is over, stands or goes on, where earlier traces say something else.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "samples/judged_plan.h"
#include "text/deployment_id.h"

using namespace preflight;
using namespace preflight::test;

namespace {

// What is said of the script's device at `minute` when `more` happens too.
Diagnosis judgedWith(std::string_view name, double minute, std::string_view more) {
  Plan plan = planNamed(name);
  plan.script += more;
  FakeHost host;
  buildDevice(plan, minute, host);
  return judged(host);
}

// The same with `text` for what the page says of its limit; an empty one: it says nothing.
Diagnosis judgedLimit(std::string_view name, double minute, std::string_view text, std::string_view more) {
  Plan plan = planNamed(name);
  constexpr std::string_view said =
      "CommercialOOBE_ESPTimeOutValue_Applied | Applying the ESP Timeout value: 60 minutes.";
  const std::size_t at = plan.script.find(said);
  REQUIRE(at != std::string::npos);
  plan.script.replace(at, said.size(), fmt::format("CommercialOOBE_ESPTimeOutValue_Applied | {}", text));
  plan.script += more;
  FakeHost host;
  buildDevice(plan, minute, host);
  return judged(host);
}

const Finding* found(const Diagnosis& diagnosis, std::string_view id) {
  const auto at = std::find_if(diagnosis.findings.begin(), diagnosis.findings.end(),
                               [&](const Finding& each) { return idOf(each.id).starts_with(id); });
  return at == diagnosis.findings.end() ? nullptr : &*at;
}

bool holds(const Text& text, std::string_view part) {
  return text.str().find(part) != std::string::npos;
}

constexpr const char* refused = "14 | dm | Enrollment | 76 | 2 | HRESULT=0x8018002b\n";
constexpr const char* joinApplied = "14 | num | $PROVISIONING\\OMADM\\SyncML\\ODJApplied | x | 1\n";
// The step that failed when the domain join ran out of time is at work again.
constexpr const char* joinGoesOn =
    "32 | step | DevicePreparation.EspProviderInstallationSubcategory | inProgress | Preparing\n"
    "32 | phase | DevicePreparation | inProgress | Working\n"
    "32 | dm | Admin | 111 | 4 | ConnectivityRequired=1\n"
    "32 | dm | Admin | 109 | 4 | State=1\n";

// Device preparation's three pieces of work, each in this state.
std::string workOf(std::initializer_list<int> states) {
  constexpr std::array<const char*, 3> ids{"7a110001-0000-4000-8000-00000000000a",
                                           "7a110002-0000-4000-8000-00000000000b",
                                           "5c000001-0000-4000-8000-0000000000aa"};
  std::string list;
  for (const int state : states) {
    const std::size_t at = static_cast<std::size_t>(std::count(list.begin(), list.end(), '{'));
    list += fmt::format(R"({}{{"WorkloadId":"{}","FriendlyName":"Work {}","WorkloadState":{}}})",
                        list.empty() ? "" : ",", ids.at(at), at + 1, state);
  }
  return fmt::format(
      "20 | reg | $AGENT\\Win32Apps\\ProvisioningProgress | ProvisioningProgress | {{\"Workloads\":[{}]}}\n", list);
}
constexpr const char* pageError =
    "20 | num | $SETTINGS\\DevicePreparation | PageErrorPhase | 2\n"
    "20 | num | $SETTINGS\\DevicePreparation | PageErrorCode | 0x800705B4\n"
    "20 | reg | $SETTINGS\\DevicePreparation | PageErrorDetails | Agent download timed out\n";
constexpr const char* atFull = "20 | shell | DevicePrepPage_ProgressPercentage | Progress at 100 percent now\n";

}  // namespace

TEST_CASE("a refusal before an automatic enrollment that succeeded is not how the device stands") {
  const Diagnosis accepted =
      judgedWith("finished", 20, std::string(refused) + "15 | dm | Enrollment | 75 | 4 | Cred=AAD\n");
  CHECK(found(accepted, "mdm-enrollment-failed") == nullptr);
  CHECK(accepted.verdict.state == State::pass);
  const Diagnosis waits =
      judgedWith("app-installing-long", 45, std::string(refused) + "15 | dm | Enrollment | 75 | 4 | Cred=AAD\n");
  CHECK(found(waits, "mdm-enrollment-failed") == nullptr);
  REQUIRE(waits.deployment.waiting);
  CHECK(waits.deployment.waiting->before.empty());
}

TEST_CASE("a device that is enrolled is not said to be refused, also when no event tells of its success") {
  CHECK(found(judgedWith("finished", 20, refused), "mdm-enrollment-failed") == nullptr);
  const Diagnosis waits = judgedWith("app-installing-long", 45, refused);
  CHECK(found(waits, "mdm-enrollment-failed") == nullptr);
  REQUIRE(waits.deployment.waiting);
  CHECK(waits.deployment.waiting->before.size() == 1);  // it stays in what was before
}

TEST_CASE("the code of a refused enrollment is understood however the event spells it") {
  for (const char* code : {"0x8018002b", "0X8018002B", "2149056555", "-2145910741", "0x8018002b: no license"}) {
    CAPTURE(code);
    const Diagnosis diagnosis =
        judgedWith("clock-wrong", 1, fmt::format("0.9 | dm | Enrollment | 76 | 2 | Attempt=3 | HRESULT={}\n", code));
    const Finding* finding = found(diagnosis, "mdm-enrollment-failed");
    REQUIRE(finding != nullptr);
    CHECK(holds(finding->evidence.at(0).value, "0x8018002B"));
  }
  const Diagnosis join = judgedWith("clock-wrong", 1, "0.9 | dm | Enrollment | 76 | 2 | HRESULT=0xcaa9001f\n");
  REQUIRE(found(join, "mdm-enrollment-failed") != nullptr);
  CHECK(holds(found(join, "mdm-enrollment-failed")->evidence.at(0).value, "0xCAA9001F"));
}

TEST_CASE("a domain join that ran out of time does not fail a device that has gone on since") {
  const std::string late = "13 | dm | Admin | 109 | 4 | State=3\n";
  CHECK(found(judgedWith("finished", 20, late), "odj-timeout") == nullptr);
  CHECK(found(judgedWith("finished", 20, late + joinApplied), "odj-timeout") == nullptr);
  CHECK(found(judgedWith("finished", 20, late + "14 | dm | Admin | 107 | 4\n"), "odj-timeout") == nullptr);
  const Diagnosis waits = judgedWith("app-installing-long", 45, late);
  CHECK(found(waits, "odj-timeout") == nullptr);
  REQUIRE(waits.deployment.waiting);
  CHECK(holds(waits.deployment.waiting->before.at(0).what, "domain join"));
}

TEST_CASE("a domain join that was applied is not waited for any more") {
  const Diagnosis waits = judgedWith("odj-timeout", 40, joinGoesOn);
  REQUIRE(waits.deployment.waiting);
  CHECK(waits.deployment.waiting->id == WaitId::hybridBlob);
  for (const std::string& more : {std::string("35 | dm | Admin | 107 | 4\n"), std::string(joinApplied)}) {
    const Diagnosis diagnosis = judgedWith("odj-timeout", 40, joinGoesOn + more);
    REQUIRE(diagnosis.deployment.waiting);
    CHECK(diagnosis.deployment.waiting->id != WaitId::hybridBlob);
    CHECK(found(diagnosis, "odj-") == nullptr);
  }
}

TEST_CASE("a domain join that Windows could not apply is told with its code") {
  const Diagnosis diagnosis =
      judgedWith("odj-timeout", 40, std::string(joinGoesOn) + "35 | dm | Admin | 108 | 2 | HRESULT=0x80070774\n");
  const Finding* finding = found(diagnosis, "odj-rejected");
  REQUIRE(finding != nullptr);
  CHECK(finding->state == State::warn);  // the page works on
  CHECK(diagnosis.verdict.id == VerdictId::deploymentJoinFailed);
  CHECK(diagnosis.verdict.finding == FindingId::odjRejected);
  CHECK(argOf(*finding, "code") == "0x80070774");
  CHECK(std::any_of(finding->evidence.begin(), finding->evidence.end(),
                    [](const Evidence& each) { return holds(each.value, "0x80070774"); }));
}

TEST_CASE("a domain join that was rejected fails the deployment once its page has failed") {
  const Diagnosis failed = judgedWith("odj-rejected", 12, "");
  REQUIRE(found(failed, "odj-rejected") != nullptr);
  CHECK(found(failed, "odj-rejected")->state == State::fail);
  CHECK(failed.verdict.id == VerdictId::deploymentFailed);
}

TEST_CASE("a page of device preparation that failed is a failed deployment") {
  for (const std::string& work : {workOf({}), workOf({1, 5, 0})}) {
    const Diagnosis diagnosis = judgedWith("preparation-works", 25, work + pageError);
    const Finding* finding = found(diagnosis, "preparation-page-failed");
    REQUIRE(finding != nullptr);
    CHECK(argOf(*finding, "agentDownload") == "yes");
    CHECK(diagnosis.verdict.id == VerdictId::deploymentFailed);
    CHECK_FALSE(diagnosis.deployment.waiting);
    CHECK(holds(finding->evidence.at(0).value, "0x800705B4"));
    CHECK(finding->notes == std::vector<Text>{DeploymentId::canContinue});
  }
  const Diagnosis none = judgedWith("preparation-works", 25,
                                    "20 | num | $SETTINGS\\DevicePreparation | PageErrorPhase | 0\n"
                                    "20 | num | $SETTINGS\\DevicePreparation | PageErrorCode | 0\n");
  CHECK(none.deployment.waiting);
  const Diagnosis after = judgedWith("preparation-works", 25, workOf({1, 1, 1}) + pageError);
  REQUIRE(found(after, "finished") != nullptr);
  CHECK(found(after, "finished")->state == State::warn);
}

TEST_CASE("whether device preparation's page failed stays open where its key could not be read") {
  FakeHost host;
  buildDevice(planNamed("preparation-works"), 21, host);
  host.setRegistryError(R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings\DevicePreparation)", denied());
  const Diagnosis diagnosis = judged(host);
  CHECK_FALSE(diagnosis.deployment.waiting);
  REQUIRE(found(diagnosis, "deployment-unreadable") != nullptr);
  CHECK(argOf(*found(diagnosis, "deployment-unreadable"), "unread") == say(DeploymentId::unreadPreparationResult));
}

TEST_CASE("work of device preparation that was cancelled is not a deployment that is finished") {
  const Diagnosis diagnosis = judgedWith("preparation-works", 25, workOf({1, 7, 7}));
  CHECK(found(diagnosis, "finished") == nullptr);
  REQUIRE(found(diagnosis, "workload-failed") != nullptr);
  CHECK(found(diagnosis, "workload-failed")->title() == "Work 2 and 1 more were cancelled.");
  const Diagnosis failed = judgedWith("preparation-works", 25, workOf({1, 7, 4}));
  CHECK(holds(found(failed, "workload-failed")->title(), "Work 3 failed"));
}

TEST_CASE("device preparation that is over says what makes its end less than good") {
  const Diagnosis skipped = judgedWith("preparation-works", 25, workOf({2, 2, 2}));
  REQUIRE(found(skipped, "finished") != nullptr);
  CHECK(found(skipped, "finished")->state == State::warn);
  CHECK(holds(skipped.verdict.action.str(), "Intune Provisioning Client"));
  const std::string script =
      "20 | reg | $AGENT\\Policies\\00000000-0000-0000-0000-000000000000\\5c000001-0000-4000-8000-0000000000aa | "
      "Result | "
      "Failed\n";
  const Diagnosis failed = judgedWith("preparation-works", 25, workOf({1, 1, 1}) + script);
  REQUIRE(found(failed, "finished") != nullptr);
  CHECK(holds(failed.verdict.sentence.str(), "the script Work 3 failed"));
  CHECK(failed.verdict.state == State::warn);
}

TEST_CASE("device preparation's page that stays at 100 percent is waited for, and asks for a restart") {
  const Diagnosis stays = judgedWith("preparation-works", 60, workOf({1, 1, 1}) + atFull);
  REQUIRE(stays.deployment.waiting);
  CHECK(stays.deployment.waiting->id == WaitId::preparationEnd);
  CHECK(stays.deployment.waiting->overdue);
  CHECK(stays.deployment.waiting->elapsedSeconds == 40 * 60);
  CHECK(holds(stays.verdict.action.str(), "Restart the device"));
  const std::string left = "21 | shell | OOBE_ESP_Exiting | x\n";
  CHECK(found(judgedWith("preparation-works", 60, workOf({1, 1, 1}) + atFull + left), "finished") != nullptr);
  FakeHost host;
  Plan plan = planNamed("preparation-works");
  plan.script += workOf({1, 1, 1}) + atFull;
  buildDevice(plan, 60, host);
  host.eventChannels["Microsoft-Windows-Shell-Core/Operational"].error = denied();
  const Diagnosis unread = judged(host);
  CHECK(found(unread, "finished") == nullptr);
  CHECK(found(unread, "deployment-unreadable") != nullptr);
}

TEST_CASE("damaged work of device preparation is called damaged, not missing in a recording") {
  const Diagnosis diagnosis =
      judgedWith("preparation-works", 25,
                 "20 | reg | $AGENT\\Win32Apps\\ProvisioningProgress | ProvisioningProgress | {\"Workloads\":[\n");
  const Finding* finding = found(diagnosis, "deployment-unreadable");
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "damaged") == "yes");
  CHECK(argOf(*finding, "notCollected").empty());
  CHECK(diagnosis.verdict.state == State::warn);
}

TEST_CASE("a device whose deployment is finished is not told to go on with set-up") {
  for (const char* name : {"finished", "film-device-preparation"}) {
    const Diagnosis diagnosis = judgedWith(name, 20, "");
    CHECK(diagnosis.verdict.id == VerdictId::deploymentFinished);
    CHECK(diagnosis.verdict.state == State::pass);
    CHECK(diagnosis.verdict.finding == FindingId::finished);
    CHECK_FALSE(holds(diagnosis.verdict.action.str(), "setup"));
  }
}

TEST_CASE("the limit that the page applied is the one that is named when it ran out") {
  const Diagnosis diagnosis = judgedLimit("esp-timeout", 70, "Applying the ESP Timeout value: 100 minutes.", "");
  REQUIRE(found(diagnosis, "esp-timeout") != nullptr);
  CHECK(argOf(*found(diagnosis, "esp-timeout"), "limit") == "100 min");
}

TEST_CASE("a device that joins a domain has 40 min more, also while its join is waited for") {
  const Diagnosis waits = judgedLimit("odj-timeout", 40, "", joinGoesOn);
  REQUIRE(waits.deployment.waiting);
  CHECK(waits.deployment.waiting->limitMinutes == 100);
  const Diagnosis over =
      judgedLimit("esp-timeout", 70, "", "1 | num | $DIAGNOSTICS | CloudAssignedDomainJoinMethod | 1\n");
  REQUIRE(found(over, "esp-timeout") != nullptr);
  CHECK(argOf(*found(over, "esp-timeout"), "limit") == "100 min");
  const Diagnosis entra = judgedLimit("app-installing-long", 45, "", "");
  REQUIRE(entra.deployment.waiting);
  CHECK(entra.deployment.waiting->limitMinutes == 60);
}

TEST_CASE("whether there are 40 min more stays open where nothing of the domain join could be read") {
  Plan plan = planNamed("app-installing-long");
  FakeHost host;
  buildDevice(plan, 45, host);
  for (auto& [channel, content] : host.eventChannels) {
    content.error = denied();
  }
  host.setRegistryError(R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM)", denied());
  const Diagnosis diagnosis = judged(host);
  REQUIRE(diagnosis.deployment.waiting);
  CHECK(diagnosis.deployment.waiting->limit.str() == "ESP limit 60 min, or 100 min if the device joins a domain.");
  CHECK_FALSE(diagnosis.deployment.waiting->leftSeconds);
}

TEST_CASE("a step that ran out of its own time did not run out of the page's") {
  const Diagnosis agent = judgedWith(
      "odj-timeout", 40,
      std::string(joinApplied) +
          "33 | step | DevicePreparation.EspProviderInstallationSubcategory | failed | Preparing (0x800705B4)\n");
  CHECK(found(agent, "esp-timeout") == nullptr);
  REQUIRE(found(agent, "sidecar-missing") != nullptr);
  CHECK_FALSE(holds(found(agent, "sidecar-missing")->action(), "Securing your hardware"));
  const std::string early =
      "45 | step | DeviceSetup.AppsSubcategory | failed | Apps (0x800705B4)\n"
      "45 | phase | DeviceSetup | failed | Failed\n";
  CHECK(found(judgedWith("app-installing-long", 46, early), "esp-timeout") == nullptr);
}

TEST_CASE("an app's exit code is told with what it means for an installer") {
  const std::string exit =
      "13 | reg | $AGENT\\Win32Apps\\00000000-0000-0000-0000-000000000000\\7a110002-0000-4000-8000-00000000000b_3 | "
      "ExitCode | ";
  const Diagnosis missing = judgedWith("app-failed", 14, exit + "2\n");
  REQUIRE(found(missing, "app-failed") != nullptr);
  CHECK(holds(found(missing, "app-failed")->title(), "exit code 2"));
  CHECK(holds(found(missing, "app-failed")->action(), "install command"));
  CHECK_FALSE(holds(found(missing, "app-failed")->action(), "1010"));
  const Diagnosis crashed = judgedWith("app-failed", 14, exit + "-1073741819\n");
  REQUIRE(found(crashed, "app-failed") != nullptr);
  CHECK(holds(found(crashed, "app-failed")->meaning(), "crashed"));
}
