#include <doctest/doctest.h>

#include "winlog/agent_log.h"
#include "winlog/log_files.h"

using namespace preflight::winlog;

namespace {

constexpr const char* vpn = "11111111-2222-3333-4444-555555555555";
constexpr const char* office = "AAAAAAAA-2222-3333-4444-555555555555";

AgentFacts factsOf(const std::vector<LogEntry>& entries) {
  AgentReader reader;
  for (const LogEntry& entry : entries) {
    reader.add(entry);
  }
  return reader.facts();
}

AgentFacts factsOf(std::initializer_list<std::string> messages) {
  std::vector<LogEntry> entries;
  for (const std::string& each : messages) {
    LogEntry entry;
    entry.message = each;
    entry.offset = entries.size();
    entries.push_back(entry);
  }
  return factsOf(entries);
}

}  // namespace

TEST_CASE("Apps get their names from the policies' JSON, with escapes, even when it is cut") {
  const std::string json = std::string(R"([Win32App] Get policies = [{"Id":")") + vpn +
                           R"(","Name":"Contoso \"VPN\" \u00e9","X":1},{"Id":")" + office +
                           R"(","Name":"Office"},{"Id":"no guid","Name":"x"},{"Id":")" + vpn + R"(","Na)";
  const AgentFacts facts = factsOf({json});
  REQUIRE(facts.apps.size() == 2);
  CHECK(facts.apps[0] == AgentApp{vpn, "Contoso \"VPN\" é", 0});
  CHECK(facts.apps[1] == AgentApp{"aaaaaaaa-2222-3333-4444-555555555555", "Office", 0});
}

TEST_CASE("The rest of a policies line whose beginning was not read still names its apps") {
  const std::string json = std::string(R"(s":1},{"Id":")") + vpn + R"(","Name":"Contoso VPN","X":1}])";
  const AgentFacts facts = factsOf({json});
  REQUIRE(facts.apps.size() == 1);
  CHECK(facts.apps[0] == AgentApp{vpn, "Contoso VPN", 0});

  LogEntry whole;
  whole.message = json;
  whole.structured = whole.whole = true;
  CHECK(factsOf(std::vector<LogEntry>{whole}).apps.empty());  // another line that happens to have such words
}

TEST_CASE("An app that is named again keeps its place and takes the newer name") {
  const auto policies = [](const char* id, const char* name) {
    return std::string(R"(Get policies = [{"Id":")") + id + R"(","Name":")" + name + R"("}])";
  };
  const AgentFacts facts = factsOf({policies(vpn, "Old"), policies(office, "Office"), policies(vpn, "New")});
  REQUIRE(facts.apps.size() == 2);
  CHECK(facts.apps[0] == AgentApp{vpn, "New", 0});
  CHECK(facts.apps[1].name == "Office");
}

TEST_CASE("The phase and the name of a tracked app come from the status page's lines") {
  const AgentFacts facts = factsOf({std::string("[EspManager] In EspPhase: DeviceSetup. App ") + vpn +
                                    " has been registered with ESP. App name: Contoso VPN."});
  CHECK(facts.phase == "DeviceSetup");
  REQUIRE(facts.apps.size() == 1);
  CHECK(facts.apps[0].name == "Contoso VPN");
}

TEST_CASE("Download, install and exit code are told for the app that the agent turned to") {
  const AgentFacts facts = factsOf({
      std::string("[Win32App] ExecManager: processing targeted app (name='Contoso VPN', id='") + vpn +
          "') with intent=3",
      std::string("[StatusService] Downloading app (id = ") + vpn +
          ", name Contoso VPN) via CDN, bytes 1048576/20971520 for user 0",
      "[Win32App] Create installer process successfully.",
      "[Win32App] lpExitCode 1603",
      "[Win32App] lpExitCode is defined as Failure",
      "[Win32App] lpExitCode -2147023436",
  });
  REQUIRE(facts.events.size() == 5);
  for (const AgentEvent& each : facts.events) {
    CHECK(each.app == vpn);
  }
  CHECK(facts.events[1].kind == AgentEventKind::downloading);
  CHECK(facts.events[1].bytes == 1'048'576);
  CHECK(facts.events[1].ofBytes == 20'971'520);
  CHECK(facts.events[2].kind == AgentEventKind::installing);
  CHECK(facts.events[3].exitCode == 1603);
  CHECK(facts.events[4].exitCode == -2'147'023'436);
}

TEST_CASE("Each wording of agents from 2020 to 2026 is read with its app") {
  struct Line {
    const char* text;  // {} is the app's id
    AgentEventKind kind;
    const char* name = "";  // that the line gives the app
  };
  using Kind = AgentEventKind;
  const Line lines[] = {
      {"[Win32App] Processing app (id={}, name = Contoso (x64) VPN) with mode = DetectInstall", Kind::processing,
       "Contoso (x64) VPN"},
      {"[Win32App] ProcessAppWithDependencies starts for {} with name Contoso VPN", Kind::processing, "Contoso VPN"},
      {"[Win32App] ===Step=== Start to Present app {}", Kind::processing},
      {"[Win32App][V3Processor] Processing subgraph with app ids: {}", Kind::processing},
      {"[Win32App][DownloadActionHandler] Handler invoked for policy with id: {} and version: 1", Kind::downloading},
      {"[StatusService] Downloading app (id = {}, name Contoso VPN) via DO, bytes 0/0 for user 0", Kind::downloading,
       "Contoso VPN"},
      {"[Win32App][ExecutionActionHandler] Handler invoked with execution type: Install for policy with id: {} and "
       "version: 1.",
       Kind::installing},
      {"[Win32App][WinGetApp][WinGetAppExecutionExecutor] Starting execution of app with id: {}", Kind::installing},
      {"[WinGetMessageProcessor] Processing Progress for app = {} and user = 0 - Operation Phase = Installing",
       Kind::installing},
      {"[Win32App][DetectionActionHandler] Detection for policy with id: {} resulted in action status: Success and "
       "detection state: Detected.",
       Kind::detected},
      {"[Win32App][DetectionActionHandler] Detection for policy with id: {} resulted in action status: Success and "
       "detection state: NotDetected.",
       Kind::notDetected},
      {"[Win32App][DetectionActionHandler] Detection for policy with id: {} resulted in action status: Failed and "
       "detection state: NotComputed.",
       Kind::failed},
      {"[Win32App][ApplicabilityActionHandler] Applicability check for policy with id: {} resulted in action status: "
       "Success and applicability state: NotApplicable.",
       Kind::skipped},
      {"[Win32App][ActionProcessor] No action required for app with id: {}.", Kind::skipped},
      {"Download failed for app id: {} with error code = 0x87D30067", Kind::failed},
      {"Decryption is failed for appId {}", Kind::failed},
      {"[Win32App][ReportingManager] Download state for app with id: {} has been updated. Report delta: "
       "{\"EnforcementState\":{\"OldValue\":\"InProgress\",\"NewValue\":\"ErrorDownloadingContent\"}}",
       Kind::failed},
      {"[Win32App][ReportingManager] Execution state for app with id: {} has been updated. Report delta: "
       "{\\\"EnforcementState\\\":{\\\"OldValue\\\":\\\"InProgress\\\",\\\"NewValue\\\":\\\"Error\\\"}}",
       Kind::failed},
      {"[Win32App] Got InstanceID: Win32App_{}_1, installationStateString: 4", Kind::trackedFailed},
      {"[Win32App][EspHelper][CheckDeviceAndAccountSetupStateWithWmi] DEVICE: got trackingApp Win32App_{}_1, install: "
       "2, reboot: ",
       Kind::trackedInProgress},
      {"[Win32App][EspHelper][CheckDeviceAndAccountSetupStateWithWmi] DEVICE: got trackingApp Win32App_{}_1, install: "
       "3, reboot: ",
       Kind::trackedCompleted},
      {"[Win32App][EspHelper][CheckDeviceAndAccountSetupStateWithWmi] USER: got trackingApp Win32App_{}_1, install: 4, "
       "reboot: ",
       Kind::trackedFailed},
      {"[Win32App][EspManager] Updating ESP tracked install status from NotInstalled to InProgress for application {} "
       "with name: Contoso VPN.",
       Kind::trackedInProgress, "Contoso VPN"},
      {"[Win32App][EspManager] Updating ESP tracked install status from InProgress to Completed for application {} "
       "with "
       "name: Contoso VPN.",
       Kind::trackedCompleted, "Contoso VPN"},
      {"[Win32App][EspManager] Updating ESP tracked install status from InProgress to Error for application {} with "
       "name: Contoso VPN.",
       Kind::trackedFailed, "Contoso VPN"},
  };
  for (const Line& line : lines) {
    std::string text = line.text;
    text.replace(text.find("{}"), 2, vpn);
    CAPTURE(text);
    const AgentFacts facts = factsOf({text});
    REQUIRE(facts.events.size() == 1);
    CHECK(facts.events[0].kind == line.kind);
    CHECK(facts.events[0].app == vpn);
    REQUIRE(facts.apps.size() == (line.name[0] == '\0' ? 0 : 1));
    CHECK((facts.apps.empty() || facts.apps[0].name == line.name));
  }
}

TEST_CASE("Lines that name no app are about the one that the agent turned to, whatever the version's wording") {
  const std::string id(vpn);
  for (const std::string& turn :
       {"[Win32App] ===Step=== Start to Present app " + id,
        "[Win32App][V3Processor] Processing subgraph with app ids: " + id,
        "[Win32App][DetectionActionHandler] Handler invoked for policy with id: " + id,
        "[Win32App][ExecutionActionHandler] Handler invoked with execution type: Install for policy with id: " + id +
            "."}) {
    CAPTURE(turn);
    const AgentFacts facts = factsOf({turn, "[Win32App] ===Step=== Execute retry 0", "[Win32App] lpExitCode 1618",
                                      "[Win32App] lpExitCode is defined as Failed"});
    REQUIRE(facts.events.size() >= 2);
    CHECK(facts.events.back().app == vpn);
    CHECK(facts.events.back().exitCode == 1618);
  }
}

TEST_CASE("Of several apps that are processed together no line is given to the wrong one") {
  const AgentFacts facts = factsOf(
      {std::string("processing targeted app (name='x', id='") + vpn + "')",
       std::string("[Win32App][V3Processor] Processing subgraph with app ids: ") + vpn + ", " + office,
       "[Win32App] lpExitCode 5",
       std::string(
           "[Win32App][ExecutionActionHandler] Handler invoked with execution type: Install for policy with id: ") +
           office,
       "[Win32App] lpExitCode 1603"});
  REQUIRE(facts.events.size() == 4);
  CHECK(facts.events[1].exitCode == 5);
  CHECK(facts.events[1].app.empty());
  CHECK(facts.events[3].exitCode == 1603);
  CHECK(facts.events[3].app == "aaaaaaaa-2222-3333-4444-555555555555");
}

TEST_CASE("The store's code is the exit code of a store app; where it is 0, that of its installer") {
  const auto codeOf = [](const std::string& codes) {
    return factsOf({"[Win32App][WinGetApp] Installation result - " + codes}).events.at(0).exitCode;
  };
  CHECK(codeOf("ExtendedErrorCode = -1978335217, InstallerErrorCode = 0") == -1'978'335'217);
  CHECK(codeOf("ExtendedErrorCode = 0, InstallerErrorCode = 1603") == 1603);
  CHECK(codeOf("ExtendedErrorCode = 0, InstallerErrorCode = 0") == 0);
}

TEST_CASE("An exit code that the administrator did not map is read from its own line") {
  const AgentFacts facts =
      factsOf({std::string("[Win32App] Admin did NOT set mapping for lpExitCode: 1618 of app: ") + vpn});
  REQUIRE(facts.events.size() == 1);
  CHECK(facts.events[0].exitCode == 1618);
  CHECK(facts.events[0].app == vpn);
}

TEST_CASE("A torn line is read from where it begins last, whose trailer it has") {
  const AgentFacts facts = factsOf({std::string("processing targeted app (name='x', id='") + vpn + "')",
                                    "[Win32App] lpExitCode 16<![LOG[[Win32App] lpExitCode 0"});
  REQUIRE(facts.events.size() == 2);
  CHECK(facts.events[1].exitCode == 0);
}

TEST_CASE("The phase is read in every wording") {
  CHECK(factsOf({"[Win32App] The EspPhase: DeviceSetup in session"}).phase == "DeviceSetup");
  CHECK(factsOf({"[Win32App] The EspPhase: AccountSetup."}).phase == "AccountSetup");
  CHECK(factsOf({"[Win32App][EspHelper][CheckEspPhase] In EspPhase: DeviceSetup"}).phase == "DeviceSetup");
  const AgentFacts ofUser = factsOf({std::string("[Win32App][EspManager] In EspPhase: AccountSetup. App ") + vpn +
                                     " has been registered for user " + office + ". App name: Contoso VPN"});
  CHECK(ofUser.phase == "AccountSetup");
  REQUIRE(ofUser.apps.size() == 1);
  CHECK(ofUser.apps[0].id == vpn);
  CHECK(ofUser.apps[0].name == "Contoso VPN");
}

TEST_CASE("Lines with half of what they should hold give no event and no name") {
  const AgentFacts facts =
      factsOf({"lpExitCode ", "Downloading app (id = ", "processing targeted app (name='', id='x')",
               "In EspPhase: ", "Get policies = [{\"Id\":\""});
  CHECK(facts.apps.empty());
  for (const AgentEvent& each : facts.events) {
    CHECK(each.app.empty());
  }
}

TEST_CASE("A download's bytes are taken where they are bytes, and both or none") {
  const auto line = [](const std::string& rest) {
    return std::string("[StatusService] Downloading app (id = ") + vpn + ", name Contoso, bytes 7/8) via " + rest;
  };
  const AgentFacts facts =
      factsOf({line("DO, bytes 720928912/721977488 for user 0"), line("CDN, bytes 0/0 for user 0"),
               line("WinGet, bytes 40/100 for user 0"), line("DO, bytes 9/8"), line("DO, bytes x/8"), line("DO")});
  REQUIRE(facts.events.size() == 6);
  CHECK(facts.events[0].bytes == 720'928'912U);
  CHECK(facts.events[0].ofBytes == 721'977'488U);
  for (std::size_t each = 1; each < 6; ++each) {
    CAPTURE(each);
    CHECK_FALSE(facts.events[each].bytes);
    CHECK_FALSE(facts.events[each].ofBytes);
    CHECK(facts.events[each].kind == AgentEventKind::downloading);
  }
}

TEST_CASE("A script begins and ends by its policy's id, never by that of an app before it") {
  const AgentFacts facts =
      factsOf({std::string("processing targeted app (name='x', id='") + vpn + "')",
               std::string("[PowerShell] Processing policy with id = ") + office + " for user 0",
               std::string("[PowerShell] User Id = 0, Policy id = ") + office + ", policy result = Failed",
               "[PowerShell] policy result = Success"});
  REQUIRE(facts.events.size() == 3);
  CHECK(facts.events[1].kind == AgentEventKind::scriptBegun);
  CHECK(facts.events[1].app == "aaaaaaaa-2222-3333-4444-555555555555");
  CHECK(facts.events[2].kind == AgentEventKind::scriptEnded);
  CHECK(facts.events[2].app == "aaaaaaaa-2222-3333-4444-555555555555");
}

TEST_CASE("An app that was turned to in one file is meant in the next; each line names its file") {
  AgentReader reader;
  LogEntry entry;
  entry.message = std::string("processing targeted app (name='x', id='") + vpn + "')";
  reader.add(entry);
  reader.beginFile(1);
  entry.message = "lpExitCode 1603";
  entry.offset = 40;
  reader.add(entry);
  REQUIRE(reader.facts().events.size() == 2);
  CHECK(reader.facts().events[0].file == 0);
  CHECK(reader.facts().events[1].file == 1);
  CHECK(reader.facts().events[1].app == vpn);
  CHECK(reader.facts().events[1].offset == 40);
  CHECK(reader.facts().events[1].text == "lpExitCode 1603");
}

TEST_CASE("Events are bounded, the newest stay") {
  AgentReader reader;
  LogEntry entry;
  for (std::uint64_t each = 0; each < 50'000; ++each) {
    entry.message = "lpExitCode 0";
    entry.offset = each;
    reader.add(entry);
  }
  CHECK(reader.facts().events.size() <= 20'000);
  CHECK(reader.facts().events.back().offset == 49'999);
}

TEST_CASE("Files that were put aside come before the one that is written, each log by itself") {
  const auto series = logSeries({{"IntuneManagementExtension.log", 5, {}},
                                 {"AppWorkload.log", 1, {}},
                                 {"IntuneManagementExtension-20260322-140322.log", 3, {}},
                                 {"IntuneManagementExtension-20260101-000000.log", 2, {}},
                                 {"AgentExecutor_20260101_000000.log", 2, {}},
                                 {"AgentExecutor-20260102.log", 2, {}},
                                 {"Version-12345678x.log", 2, {}},
                                 {"smsts.lo_", 2, {}},
                                 {"smsts.log", 2, {}},
                                 {"notes.txt", 2, {}},
                                 {".log", 2, {}}});
  REQUIRE(series.size() == 5);
  CHECK(series[0].name == "AgentExecutor.log");
  REQUIRE(series[0].files.size() == 2);
  CHECK(series[0].files[1].name == "AgentExecutor-20260102.log");
  CHECK(series[1].name == "AppWorkload.log");
  CHECK(series[2].name == "IntuneManagementExtension.log");
  REQUIRE(series[2].files.size() == 3);
  CHECK(series[2].files[0].name == "IntuneManagementExtension-20260101-000000.log");
  CHECK(series[2].files[2].name == "IntuneManagementExtension.log");
  CHECK(series[3].files[0].name == "smsts.lo_");
  CHECK(series[4].name == "Version-12345678x.log");
}
