// Lines of the agent's logs in the judgement of a deployment: as evidence that can be jumped to, and as what explains
// an app that the registry only says to be in progress.
#include <doctest/doctest.h>

#include <algorithm>

#include "samples/judged_plan.h"
#include "text/deployment_id.h"

using namespace preflight;
using namespace preflight::test;

namespace {

// The evidence that leads into a log file, by its label.
const Evidence* lineIn(const Finding& finding, DeploymentId label) {
  const auto found = std::find_if(finding.evidence.begin(), finding.evidence.end(),
                                  [&](const Evidence& each) { return each.label == Text(label); });
  return found == finding.evidence.end() || found->logEntry.file.empty() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("findings name the line of the agent's logs that they can be read in, with its place") {
  struct Expected {
    const char* plan;
    double minute;
    FindingId finding;
    DeploymentId label;
    const char* text;
    const char* source;
  };
  for (const Expected& each :
       {Expected{"app-failed", 14, FindingId::appFailed, DeploymentId::logExitCode, "[Win32App] lpExitCode 1603",
                 "AppWorkload.log, 2026-05-12 11:12:00"},
        Expected{"app-installing-long", 45, FindingId::appInstallingLong, DeploymentId::logInstall,
                 "[Win32App] ===Step=== Execute retry 0", "AppWorkload.log, 2026-05-12 11:07:48"},
        Expected{
            "win32-download-stalled", 21, FindingId::appDownloadingStalled, DeploymentId::logDownload,
            "[StatusService] Downloading app (id = 7a110002-0000-4000-8000-00000000000b, name Contoso VPN) via DO, "
            "bytes 213909504/943718400 for user 00000000-0000-0000-0000-000000000000",
            "AppWorkload.log, 2026-05-12 11:19:00"},
        Expected{"script-running-long", 24, FindingId::scriptRunningLong, DeploymentId::logBegin,
                 "[PowerShell] Processing policy with id = 5c000001-0000-4000-8000-0000000000aa for user "
                 "00000000-0000-0000-0000-000000000000",
                 "IntuneManagementExtension.log, 2026-05-12 11:09:00"},
        Expected{"identifying-apps-stuck", 30, FindingId::identifyingAppsStuck, DeploymentId::logLast,
                 "[Win32App] Requesting required apps", "IntuneManagementExtension.log, 2026-05-12 11:06:00"}}) {
    CAPTURE(std::string(each.plan));
    const Plan plan = planNamed(each.plan);
    FakeHost host;
    buildDevice(plan, each.minute, host);
    const Diagnosis diagnosis = judged(host);
    const Finding* finding = findFinding(diagnosis, each.finding);
    REQUIRE(finding != nullptr);
    const Evidence* line = lineIn(*finding, each.label);
    REQUIRE(line != nullptr);
    CHECK(line->value == each.text);
    CHECK(line->source == each.source);
    const Result<FileContent> file =
        host.file(R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\)" + line->logEntry.file, {});
    REQUIRE(file);
    const std::string_view bytes(reinterpret_cast<const char*>(file->bytes.data()), file->bytes.size());
    CHECK(bytes.substr(line->logEntry.offset).starts_with("<![LOG[" + std::string(each.text)));
  }
}

TEST_CASE("a script runs from its own line on, whatever the agent writes after it") {
  Plan plan = planNamed("script-running-long");
  plan.script += "20 | log | IntuneManagementExtension | something else\n";
  FakeHost host;
  buildDevice(plan, 24, host);
  const Waiting waiting = judged(host).deployment.waiting.value();
  CHECK(waiting.id == WaitId::script);
  CHECK(waiting.elapsedSeconds == 15 * 60);
}

TEST_CASE("a Win32 app's bytes are told while it is on its way, and a download that stands still is late") {
  const Plan plan = planNamed("win32-download-stalled");
  const auto at = [&](double minute) {
    FakeHost host;
    buildDevice(plan, minute, host);
    return judged(host).deployment.waiting.value();
  };
  CHECK(at(7.5).id == WaitId::appWork);  // 0 of 0: nothing is counted yet
  CHECK(at(10).id == WaitId::appDownload);
  CHECK_FALSE(at(10).overdue);
  CHECK_FALSE(at(17).overdue);  // 7.5 min after the last byte
  const Waiting late = at(21);
  CHECK(late.overdue);
  CHECK(late.sentence.str() == "Contoso VPN (2 of 3): download stuck at 214 MB of 944 MB for 11 min.");
  const auto bytes = std::find_if(late.evidence.begin(), late.evidence.end(), [](const Evidence& each) {
    return each.label == Text(DeploymentId::labelDownloaded);
  });
  REQUIRE(bytes != late.evidence.end());
  CHECK(bytes->value.str() == "214 MB of 944 MB");
}

TEST_CASE("a line of an earlier attempt, or of a clock that is ahead, does not say what is done now") {
  Plan plan = planNamed("app-downloading-stalled");
  plan.script =
      "2 | log | AppWorkload | [StatusService] Downloading app (id = 7a110002-0000-4000-8000-00000000000b, name x) via "
      "DO, bytes 5/10 for user 0\n" +
      plan.script;
  FakeHost again;
  buildDevice(plan, 7.5, again);
  CHECK(judged(again).deployment.waiting->id == WaitId::appWork);
  FakeHost ahead;
  buildDevice(planNamed("win32-download-stalled"), 21, ahead);
  ahead.clockNow->now.milliseconds -= 5 * 60'000;
  CHECK(judged(ahead).deployment.waiting->id == WaitId::appWork);
}
