#include <doctest/doctest.h>

#include "collect/deployment/intune_agent.h"
#include "collect/deployment/parse.h"
#include "collect/support/json_text.h"
#include "support/agent_log.h"
#include "text/error_id.h"

using namespace preflight;

namespace {

DeploymentPhase phase(std::string_view json) {
  return phaseFromJson(PhaseId::deviceSetup, json).value();
}

const DeploymentStep& step(const DeploymentPhase& phase, std::string_view id) {
  for (const DeploymentStep& each : phase.steps) {
    if (each.id == id) {
      return each;
    }
  }
  throw std::runtime_error("no such step: " + std::string(id));
}

AgentLog oneLog(std::string_view text, std::string name) {
  return test::agentLogFrom({AgentLogFile{std::move(name), text, 0, {}, 0}});
}

UtcTime lastOf(const AgentLog& log) {
  const auto last =
      std::find_if(log.lines.begin(), log.lines.end(), [](const AgentLine& each) { return each.kind == "last"; });
  return last == log.lines.end() ? UtcTime{} : last->time;
}

}  // namespace

TEST_CASE("steps written as objects keep their state and show their text") {
  const DeploymentPhase read = phase(R"j({"categoryState":"inProgress","categoryStatusText":"Working on it",
    "DeviceSetup.AppsSubcategory":{"subcategoryState":"inProgress","subcategoryStatusText":"Apps (1 of 4 installed)"},
    "DeviceSetup.RebootCoalescing":{
  "subcategoryState" : "rebootRequiredAndTryAgain"
}
})j");
  CHECK(read.state == WorkState::inProgress);
  CHECK(read.text == "Working on it");
  CHECK(read.shape == "objects");
  CHECK(step(read, "apps").rawName == "DeviceSetup.AppsSubcategory");
  CHECK(step(read, "apps").done == 1);
  CHECK(step(read, "apps").total == 4);
  CHECK(step(read, "rebootCoalescing").state == WorkState::restartRequired);
}

TEST_CASE("steps written as texts are told by counts and codes, whatever the language") {
  const DeploymentPhase read = phase(R"j({"categorySucceeded":false,"categoryStatusMessage":"Fehler",
    "CertificatesSubcategory":"Zertifikate (1 von 1 angewendet)","AppsSubcategory":"Apps (0x87d1041c)",
    "SecurityPoliciesSubcategory":"Richtlinien (2 von 7)","NetworkConnectionsSubcategory":"Identifying"})j");
  CHECK(read.state == WorkState::failed);
  CHECK(read.shape == "texts");
  CHECK(step(read, "certificates").state == WorkState::succeeded);
  CHECK(step(read, "apps").state == WorkState::failed);
  CHECK(step(read, "apps").errorCode == "0x87D1041C");
  CHECK(step(read, "securityPolicies").state == WorkState::inProgress);
  CHECK(step(read, "networkConnections").state == WorkState::unknown);
}

TEST_CASE("both shapes in one value are read, and a state never seen before is kept as it stands") {
  const DeploymentPhase read = phase(R"j({"AppsSubcategory":{"subcategoryState":"paused"},"CertificatesSubcategory":"x",
    "Odd":7,"List":[1]})j");
  CHECK(read.shape == "mixed");
  CHECK(step(read, "apps").state == WorkState::unknown);
  CHECK(step(read, "apps").rawState == "paused");
  CHECK(step(read, "odd").text == "7");
  CHECK(step(read, "list").text == "[1]");
}

TEST_CASE("25H2 writes account setup before it begins: not started is no progress") {
  const DeploymentPhase read = phase(R"j({"AppsSubcategory":{"subcategoryState":"notStarted"},
    "CertificatesSubcategory":{"subcategoryState":"notStarted"}})j");
  CHECK(read.state == WorkState::notStarted);
  CHECK(read.rawState.empty());
}

TEST_CASE("25H2 may not write that a phase succeeded: all its steps tell") {
  CHECK(phase(R"j({"A":{"subcategoryState":"succeeded"},"B":{"subcategoryState":"notRequired"}})j").state ==
        WorkState::succeeded);
  CHECK(phase(R"j({"A":{"subcategoryState":"succeeded"},"B":{"subcategoryState":"notStarted"}})j").state ==
        WorkState::inProgress);
  CHECK(phase(R"j({"A":{"subcategoryState":"failedFromPreviousCategory"}})j").state == WorkState::failed);
}

TEST_CASE("what is no object, too deep or too large is refused with words") {
  CHECK(phaseFromJson(PhaseId::accountSetup, "[]").error().words.says(ErrorId::jsonNoObject));
  CHECK_FALSE(phaseFromJson(PhaseId::accountSetup, "").has_value());
  CHECK_FALSE(phaseFromJson(PhaseId::accountSetup, R"j({"a":")j").has_value());
  CHECK_FALSE(phaseFromJson(PhaseId::accountSetup, "{\"a\":\"\xFF\"}").has_value());
  CHECK_FALSE(
      phaseFromJson(PhaseId::accountSetup, "{\"a\":\"" + std::string(deviceJson.bytes, 'x') + "\"}").has_value());
  std::string deep = "{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}";
  CHECK_FALSE(phaseFromJson(PhaseId::accountSetup, deep).has_value());
  std::string many = "{";
  for (int i = 0; i < 500; ++i) {
    many += "\"s" + std::to_string(i) + "\":\"x\",";
  }
  many.back() = '}';
  CHECK(phase(many).steps.size() == DeploymentLimits::steps);
}

TEST_CASE("counts and codes are taken out of a text only where they are meant") {
  CHECK(countIn("Apps (1 of 4 installed)")->total == 4);
  CHECK_FALSE(countIn("Apps (5 of 4)").has_value());
  CHECK_FALSE(countIn("Apps 1 of 4").has_value());
  CHECK_FALSE(countIn("Apps (1 of 2 of 3)").has_value());
  CHECK_FALSE(countIn("Apps (99999999999999999999 of 3)").has_value());
  CHECK(errorCodeIn("failed: 0x80070652.") == "0x80070652");
  CHECK(errorCodeIn("0x8007065 0x800706522 00x80070652x").empty());
  CHECK(errorCodeOf(-2016345060) == "0x87D1041C");
}

TEST_CASE("names of tracked things are decoded once, with braces and slashes in them") {
  const TrackedUri msi = trackedUri(
      "./Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI/%7B11111111-2222-3333-4444-555555555555%7D/"
      "DownloadInstall");
  CHECK(msi.kind == ItemKind::msi);
  CHECK(msi.id == "{11111111-2222-3333-4444-555555555555}");
  const TrackedUri app = trackedUri(
      "./Device/Vendor/MSFT/EnrollmentStatusTracking/Setup/Apps/Tracking/Sidecar/"
      "Win32App_AAAAAAAA-2222-3333-4444-555555555555_2");
  CHECK(app.kind == ItemKind::app);
  CHECK(app.provider == "Sidecar");
  CHECK(app.id == "aaaaaaaa-2222-3333-4444-555555555555");
  CHECK(trackedUri("./Vendor/MSFT/WiFi/Profile/Fabrikam%2FGuest/WlanXml").id == "Fabrikam/Guest");
  CHECK(trackedUri("./Device/Vendor/MSFT/Policy/Config/Area/Name").kind == ItemKind::policy);
  CHECK(percentDecoded("100%25%zz%4") == "100%%zz%4");
  CHECK(percentDecoded("%FF") == "%FF");
  CHECK(appIdOf("Win32App_no-guid_1") == "Win32App_no-guid_1");
  CHECK(trackedUri("").id.empty());
}

TEST_CASE("times are read in every form that is written, and nothing else is taken for one") {
  const UtcTime time{1'774'188'202'000};
  CHECK(timeFromText("2026-03-22T14:03:22Z") == time);
  CHECK(timeFromText("2026-03-22T14:03:22.0000000Z") == time);
  CHECK(timeFromText("2026-03-22T16:03:22+02:00") == time);
  CHECK(timeFromText("2026-03-22 14:03:22") == time);
  CHECK(timeFromText("03/22/2026 14:03:22") == time);
  CHECK(timeFromText("/Date(1774188202000)/") == time);
  CHECK(timeFromText("0001-01-01T00:00:00") == UtcTime{});
  CHECK(timeFromText("soon") == UtcTime{});
  CHECK(timeFromText("13/45/2026 99:99:99") == UtcTime{});
  CHECK(timeFromText("/Date(-5)/") == UtcTime{});
}

TEST_CASE("device preparation's workloads keep names, codes and states") {
  const auto items = workloadsFromJson(R"j({"Workloads":[
    {"WorkloadId":"w1","FriendlyName":"Contoso VPN","WorkloadState":5,"StartTime":"2026-03-22T14:03:22Z","ErrorCode":0},
    {"WorkloadId":"w2","FriendlyName":"","WorkloadState":"4","ErrorCode":-2016345060},
    {"WorkloadId":"w3","WorkloadState":99}, 7]})j");
  REQUIRE(items.has_value());
  REQUIRE(items->size() == 3);
  CHECK((*items)[0].state == WorkState::inProgress);
  CHECK((*items)[0].name == "Contoso VPN");
  CHECK((*items)[0].started == UtcTime{1'774'188'202'000});
  CHECK((*items)[1].state == WorkState::failed);
  CHECK((*items)[1].errorCode == "0x87D1041C");
  CHECK((*items)[2].state == WorkState::unknown);
  CHECK((*items)[2].rawState == "99");
  CHECK(workloadsFromJson(R"j({"Workloads":{}})j")->empty());
}

TEST_CASE("a record of the page names its step and state") {
  const auto record = [](std::string name, std::string value) {
    ShellRecord made;
    made.name = std::move(name);
    made.value = std::move(value);
    nameStep(made);
    return made;
  };
  const ShellRecord begun =
      record("CommercialOOBE_BootstrapStatusCategory_SubcategoryProcessing_Started",
             R"j({"message":"BootstrapStatus: Starting subcategory DeviceSetup.AppsSubcategory...","errorCode":0})j");
  CHECK(begun.step == "DeviceSetup.AppsSubcategory");
  CHECK(begun.state == "inProgress");
  const ShellRecord over = record(
      "CommercialOOBE_BootstrapStatusCategory_SubcategoryProcessing_Failed",
      R"j({"message":"BootstrapStatus: Subcategory ID = DeviceSetup.AppsSubcategory; state = failed.","errorCode":0})j");
  CHECK(over.step == "DeviceSetup.AppsSubcategory");
  CHECK(over.state == "failed");
  CHECK(record("CommercialOOBE_ESPProgress_Page_Exiting", "x").step.empty());
  CHECK(isDeploymentRecord("DevicePrepPage_ProgressPercentage_CounterStarted"));
  CHECK_FALSE(isDeploymentRecord("NavigationSucceed"));
}

TEST_CASE("a tracked URI that ends before its id keeps the whole URI as one, so that the item has a name") {
  for (const std::string_view uri : {"./Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI/",
                                     "./Vendor/MSFT/EnrollmentStatusTracking/Setup/Apps/Tracking/Sidecar"}) {
    CHECK(trackedUri(uri).id == uri);
  }
}

TEST_CASE("the agent's log names apps and its phase, also when a line is cut") {
  const AgentLog log = oneLog(
      "<![LOG[Get policies = [{\"Id\":\"11111111-2222-3333-4444-555555555555\",\"Name\":\"Contoso \\\"VPN\\\" "
      "\\u00e9\","
      "\"Version\":1},{\"Id\":\"21111111-2222-3333-4444-555555555555\",\"Name\":\"cut "
      "of]LOG]!><time=\"14:03:22.1234567\" "
      "date=\"3-22-2026\" component=\"x\">\n"
      "<![LOG[[EspManager] In EspPhase: DeviceSetup. App 31111111-2222-3333-4444-555555555555_1 has been registered. "
      "App name: Fabrikam Tool.]LOG]!><time=\"14:04:00.0000000\" date=\"3-22-2026\" component=\"x\">\n",
      "AppWorkload.log");
  CHECK(log.phase == "DeviceSetup");
  CHECK(lastOf(log) == UtcTime{1'774'188'240'000});
  REQUIRE(log.names.size() == 2);  // a name that is cut is none
  CHECK(log.names[0] ==
        ItemName{"11111111-2222-3333-4444-555555555555", "Contoso \"VPN\" \xC3\xA9", "AppWorkload.log"});
  CHECK(log.names[1].name == "Fabrikam Tool");
  CHECK(log.names[1].id == "31111111-2222-3333-4444-555555555555");
  CHECK(oneLog("", "x").names.empty());
  CHECK(oneLog("\"Id\":\"", "x").names.empty());
  CHECK(oneLog("\" date=\"", "x").lines.empty());
}

TEST_CASE("a policies line of megabytes names its last app, also when the tail begins inside it") {
  std::string line =
      "<![LOG[Get policies = [{\"Id\":\"11111111-2222-3333-4444-555555555555\",\"Name\":\"First\",\"Body\":\"";
  line.append(3U << 20, 'x');
  line +=
      "\"},{\"Id\":\"21111111-2222-3333-4444-555555555555\",\"Name\":\"Last\"}]]LOG]!><time=\"14:03:22.1234567\" "
      "date=\"3-22-2026\" component=\"x\">\n";
  const AgentLog whole = oneLog(line, "x");
  REQUIRE(whole.names.size() == 2);
  CHECK(whole.names[1].name == "Last");
  const AgentLog tail = oneLog(std::string_view(line).substr(1U << 20), "x");
  REQUIRE(tail.names.size() == 1);
  CHECK(tail.names[0].name == "Last");
  CHECK(lastOf(tail) == UtcTime{1'774'188'202'123});
}

TEST_CASE("addresses lose what may be a signature") {
  CHECK(withoutQuery("https://cdn.contoso.example/a/b.msi?sig=secret#x") == "https://cdn.contoso.example/a/b.msi");
  CHECK(withoutQuery("") == "");
}
