// What the Intune agent's logs alone say of a deployment.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "diagnose/diagnose.h"
#include "model/report.h"

using namespace preflight;

namespace {

constexpr const char* vpn = "7a110002-0000-4000-8000-00000000000b";
constexpr const char* reader = "7a110002-0000-4000-8000-00000000000c";

// Nothing but the agent's logs was collected.
Report logsAlone() {
  Report report;
  const Error lacking{ErrorKind::notCollected, "read", "was not recorded", CodeSpace::none, 0};
  giveUpOn(report.deployment, lacking);
  giveUpOn(report.autopilot, lacking);
  giveUpOn(report.join, lacking);
  giveUpOn(report.enrollment, lacking);
  giveUpOn(report.identity, lacking);
  giveUpOn(report.hardwareHash, lacking);
  report.origin.origin = ReportOrigin::recording;
  report.deployment.agent.logPhase = knownFact<std::string>("DeviceSetup", "logs");
  report.deployment.agent.lines = knownFact(std::vector<AgentLine>{}, "logs");
  report.deployment.agent.names = knownFact(std::vector<ItemName>{{vpn, "Contoso VPN", "logs"}}, "logs");
  return report;
}

void line(Report& report, const char* app, const char* kind, int minuteOfDay, std::optional<std::int64_t> exit = {}) {
  AgentLine made;
  made.app = app;
  made.kind = kind;
  made.text = kind;
  made.exitCode = exit;
  made.time = UtcTime{1'774'000'000'000 + minuteOfDay * 60'000LL};
  made.written = fmt::format("2026-05-12 {:02}:{:02}:00", minuteOfDay / 60, minuteOfDay % 60);
  made.file = "AppWorkload.log";
  made.offset = report.deployment.agent.lines.value.size() * 100;
  report.deployment.agent.lines.value.push_back(std::move(made));
}

}  // namespace

TEST_CASE("logs alone name the phase and the app that failed with its time and exit code") {
  Report report = logsAlone();
  line(report, reader, "trackedCompleted", 680);
  line(report, vpn, "exitCode", 678, 1618);
  line(report, vpn, "trackedFailed", 680);
  const Diagnosis diagnosis = diagnose(report);
  CHECK(diagnosis.verdict.finding == FindingId::agentLogFailed);
  CHECK(diagnosis.verdict.state == State::fail);
  CHECK(diagnosis.verdict.sentence.str() == "By the agent's log, Contoso VPN failed at 11:20 in Device setup.");
  CHECK(diagnosis.verdict.action.str().find("F5") == std::string::npos);
  const Finding* finding = findFinding(diagnosis, FindingId::agentLogFailed);
  REQUIRE(finding != nullptr);
  bool code = false;
  for (const Evidence& piece : finding->evidence) {
    code = code || piece.value.str().find("1618") != std::string::npos;
  }
  CHECK(code);
}

TEST_CASE("an app without a name is its first digits, and a whole GUID in the evidence alone") {
  Report report = logsAlone();
  line(report, reader, "trackedFailed", 680);
  const Diagnosis diagnosis = diagnose(report);
  const std::string digits = std::string(reader).substr(0, 8);
  CHECK(diagnosis.verdict.headline.str() == "FAILED: App " + digits);
  CHECK(diagnosis.verdict.sentence.str().find("app " + digits) != std::string::npos);
  CHECK(diagnosis.verdict.sentence.str().find(reader) == std::string::npos);
  CHECK(findFinding(diagnosis, FindingId::agentLogFailed)->evidence.back().label.str().find(reader) !=
        std::string::npos);
}

TEST_CASE("a failure that was tried again with success is none, and work that goes on is told with its place") {
  Report report = logsAlone();
  line(report, vpn, "trackedFailed", 670);
  line(report, vpn, "trackedCompleted", 680);
  line(report, reader, "downloading", 681);
  Diagnosis diagnosis = diagnose(report);
  CHECK(diagnosis.verdict.finding == FindingId::agentLogStatus);
  CHECK(findFinding(diagnosis, FindingId::agentLogStatus)->state == State::info);
  CHECK(diagnosis.verdict.state == State::unknown);  // nothing else was read
  CHECK(diagnosis.verdict.sentence.str().find("1 of 2 apps") != std::string::npos);
  line(report, reader, "detected", 690);
  diagnosis = diagnose(report);
  CHECK(diagnosis.verdict.sentence.str().find("all 2 apps") != std::string::npos);
  line(report, reader, "failed", 691);
  CHECK(diagnose(report).verdict.finding == FindingId::agentLogFailed);
}

TEST_CASE("logs without an app leave the deployment unread") {
  Report report = logsAlone();
  line(report, "", "last", 680);
  CHECK(findFinding(diagnose(report), FindingId::deploymentUnreadable) != nullptr);
}
