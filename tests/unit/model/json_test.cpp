#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "model/json.h"
#include "model/report_fields.h"

using namespace preflight;

namespace {

// A report in which every kind of answer stands once.
Report colourful() {
  Report report;
  report.origin = {ReportOrigin::recording, SystemKind::windows,
                   "C:\\r\xC3\xA9"
                   "c",
                   UtcTime{1'774'000'000'123}};
  report.setup.phase = knownFact(SetupPhase::audit, "registry");
  report.setup.elevated = knownFact(false, "token");
  report.setup.utcOffsetMinutes = knownFact<std::int64_t>(-210, "clock");
  report.identity.serialNumber = knownFact<std::string>("a\"b\\c\n", "SMBIOS type 1");
  report.identity.uuid =
      unknownFact<std::string>(Error{ErrorKind::denied, "read", "no", CodeSpace::hresult, 0x80041003}, "WMI");
  report.identity.family =
      unknownFact<std::string>(Error{ErrorKind::notCollected, "read", "not there", CodeSpace::none, 0}, "");
  report.storage.disks = knownFact(std::vector<DiskFacts>{{"d", "v", "m", "s", "NVMe", UINT64_MAX, true}}, "disks");
  report.network.adapters = knownFact(std::vector<AdapterFacts>{}, "adapters");
  report.runs = {{"identity", FactState::known, 12}, {"hardwareHash", FactState::timedOut, 240'000}};
  return report;
}

}  // namespace

TEST_CASE("a report goes to JSON and back without loss") {
  const Report report = colourful();
  const Result<Report> back = reportFromJson(toJson(report));
  REQUIRE(back.has_value());
  CHECK(*back == report);
  CHECK(reportFromJson(toJson(Report{})).value() == Report{});
}

TEST_CASE("a damaged report is refused with its place") {
  std::string text = toJson(colourful());
  text.replace(text.find("\"denied\""), 8, "\"xenied\"");
  CHECK(reportFromJson(text).error().step == "read report.identity.uuid.state");
  CHECK_FALSE(reportFromJson("{").has_value());
  CHECK_FALSE(reportFromJson("[]").has_value());
  CHECK_FALSE(reportFromJson(std::string(100'000, '[')).has_value());
}

TEST_CASE("every cut of a report is refused, none crashes") {
  const std::string text = toJson(colourful());
  for (std::size_t size = 0; size + 2 < text.size(); size += 7) {
    CHECK_FALSE(reportFromJson(std::string_view(text).substr(0, size)).has_value());
  }
}

TEST_CASE("status JSON holds the contract's keys") {
  Waiting waiting;
  waiting.id = WaitId::appInstall;
  waiting.since = UtcTime{1'774'000'000'000};
  waiting.elapsedSeconds = 1320;
  waiting.before = {{"The page failed", "0x80070643", 2, {}}};
  Diagnosis diagnosis;
  diagnosis.verdict.id = VerdictId::hashReady;
  diagnosis.verdict.state = State::pass;
  diagnosis.verdict.sentence = "Good.";
  diagnosis.verdict.next = "More.";
  diagnosis.findings = {makeFinding(FindingId::notRegistered, {}, {{"l", "v", "s"}})};
  RegistrationStage stage{"registered", "Registered", State::pass, "OK", "Is.", {}, {}, {}};
  stage.evidence = {{"l", "v", "s", {"Log/Admin", 7}}};
  diagnosis.registration.stages = {stage};
  diagnosis.registration.profile = {"Profile", {{"tenant", "Tenant", "contoso.example", "file", false}}};
  diagnosis.deployment.waiting = waiting;
  const auto tree = nlohmann::json::parse(statusJson(colourful(), diagnosis, "1.2.3"));
  CHECK(tree["schema"] == statusSchema);
  CHECK(tree["device"]["serialNumber"] == "a\"b\\c\n");
  CHECK(tree["device"]["manufacturer"].is_null());
  CHECK(tree["verdict"]["id"] == "hash-ready");
  CHECK(tree["verdict"]["state"] == "pass");
  CHECK(tree["verdict"]["sentence"] == "Good. More.");
  CHECK(tree["waiting"]["id"] == "app-install");
  CHECK(tree["waiting"]["since"] == "2026-03-20T09:46:40Z");
  CHECK(tree["waiting"]["elapsedSeconds"] == 1320);
  CHECK(tree["waiting"]["leftSeconds"].is_null());
  CHECK(tree["waiting"]["before"][0]["count"] == 2);
  CHECK(tree["findings"][0]["id"] == "not-registered");
  CHECK(tree["findings"][0]["state"] == "warn");
  CHECK(tree["findings"][0]["title"] == diagnosis.findings.front().title());
  CHECK(tree["findings"][0]["who"] == "technician");
  CHECK(tree["findings"][0]["evidence"][0]["value"] == "v");
  CHECK_FALSE(tree["findings"][0]["evidence"][0].contains("logEntry"));
  CHECK(tree["registration"]["rungs"][0]["evidence"][0]["logEntry"]["channel"] == "Log/Admin");
  CHECK(tree["registration"]["rungs"][0]["evidence"][0]["logEntry"]["recordId"] == 7);
  CHECK(tree["registration"]["rungs"][0]["sentence"] == "Is.");
  CHECK(tree["registration"]["rungs"][0]["at"].is_null());
  CHECK(tree["registration"]["profile"][0]["value"] == "contoso.example");
  CHECK(tree["report"]["identity"]["uuid"]["error"]["code"] == 0x80041003U);
}

TEST_CASE("giving up fills only what was still being collected") {
  Report report = colourful();
  const Error late{ErrorKind::timedOut, "read", "late", CodeSpace::none, 0};
  giveUpOn(report.identity, late);
  CHECK(report.identity.serialNumber.known());
  CHECK(report.identity.uuid.state == FactState::denied);
  CHECK(report.identity.model.state == FactState::timedOut);
}

TEST_CASE("registration, join and enrollment go to JSON and back without loss") {
  Report report;
  AutopilotPart& autopilot = report.autopilot;
  autopilot.answer.kind = knownFact(PolicyKind::refusal, "file");
  autopilot.answer.modified = knownFact(UtcTime{1'774'000'000'000}, "file");
  autopilot.answer.errorCode = knownFact<std::uint64_t>(908, "file");
  autopilot.answer.profile.tenantUpn = knownFact(PersonalText{"ada@contoso.example"}, "file");
  autopilot.cache.policy.profile.explicitAssignment = knownFact(false, "registry");
  autopilot.events = knownFact(
      std::vector<EventFacts>{
          {"P", "P/C", 153, 4, 7, UtcTime{5}, 3, 2, UtcTime{1}, false, {{"UpdateState", "1"}, {"2", ""}}}},
      "log");
  report.join.kind = knownFact(JoinKind::hybrid, "registry");
  report.join.workplaceJoins = knownFact(std::vector<WorkplaceJoin>{{"S-1-5-21-1", "AB", "t", {"a@b"}}}, "registry");
  EnrollmentRecord enrolled{"id", "MS DM Server", knownFact<std::uint64_t>(6, "r"), {}, {"u"}, true, "t", "https://x",
                            {}};
  report.enrollment.enrollments = knownFact(std::vector<EnrollmentRecord>{enrolled}, "registry");
  report.enrollment.refusals = knownFact(
      std::vector<RefusalRecord>{{"Enrollments\\Status", "id", 0x80180014, "l", "t", "2026", UtcTime{9}}}, "r");
  const Result<Report> back = reportFromJson(toJson(report));
  REQUIRE(back.has_value());
  CHECK(*back == report);
  const auto tree = nlohmann::json::parse(toJson(report));
  CHECK(tree["autopilot"]["answer"]["profile"]["tenantUpn"]["value"] == "ada@contoso.example");
  CHECK(tree["join"]["kind"]["value"] == "hybrid");
}

TEST_CASE("giving up reaches the facts of a part within a part") {
  Report report;
  report.autopilot.answer.kind = knownFact(PolicyKind::blank, "file");
  giveUpOn(report.autopilot, Error{ErrorKind::timedOut, "read", "late", CodeSpace::none, 0});
  CHECK(report.autopilot.answer.kind.known());
  CHECK(report.autopilot.answer.profile.tenantId.state == FactState::timedOut);
  CHECK(report.autopilot.events.state == FactState::timedOut);
}
