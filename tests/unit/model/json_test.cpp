#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "model/json.h"
#include "support/fill.h"
#include "support/report_json.h"

using namespace preflight;
using namespace preflight::test;

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

// "report.identity.serialNumber"; of a fact that of its value, of a list those of its items.
void addKeys(const nlohmann::json& tree, const std::string& path, std::set<std::string>& keys) {
  if (tree.size() == 3 && tree.contains("state") && tree.contains("source") && tree.contains("value")) {
    return addKeys(tree["value"], path, keys);
  }
  if (tree.is_array()) {
    for (const auto& item : tree) {
      addKeys(item, path + "[]", keys);
    }
  } else if (tree.is_object()) {
    for (const auto& [name, value] : tree.items()) {
      addKeys(value, path + "." + name, keys);
    }
  } else {
    keys.insert(path);
  }
}

}  // namespace

TEST_CASE("a report goes to JSON and back without loss, whatever is in its fields") {
  for (const Report& report : {Report{}, colourful(), filled<Report>(), filled<Report>(true)}) {
    const Result<Report> back = reportFromJson(toJson(report));
    REQUIRE_MESSAGE(back, (back ? std::string() : describe(back.error())));
    CHECK(*back == report);
  }
  CHECK(filled<Report>() != Report{});
}

// The names of fields are the names of members, so that whoever renames a member would change what `status --json`
// promises.
TEST_CASE("the names of a report's fields are those of the contract") {
  std::set<std::string> keys;
  addKeys(nlohmann::json::parse(toJson(filled<Report>())), "report", keys);
  const std::string path = PREFLIGHT_TEST_DATA "/contract/report_fields.txt";
  std::ifstream file(path);
  std::set<std::string> promised;
  for (std::string line; std::getline(file, line);) {
    promised.insert(line);
  }
  for (const std::string& key : promised) {
    CHECK_MESSAGE(keys.count(key) == 1, key << " is promised and not there");
  }
  for (const std::string& key : keys) {
    CHECK_MESSAGE(promised.count(key) == 1, key << " is new: add it to " << path);
  }
}

TEST_CASE("a damaged report is refused with its place") {
  std::string text = toJson(colourful());
  text.replace(text.find("\"denied\""), 8, "\"xenied\"");
  CHECK(reportFromJson(text).error().step.str() == "read report.identity.uuid.state");
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

TEST_CASE("a fact is its state, source and value, or its state, source and error") {
  Report report;
  report.identity.uuid = knownFact<std::string>("4c4c4544", "WMI");
  report.identity.model =
      unknownFact<std::string>(Error{ErrorKind::failed, "read", "no", CodeSpace::win32, 5}, "registry");
  const auto tree = nlohmann::json::parse(toJson(report))["identity"];
  CHECK(tree["uuid"] == nlohmann::json::parse(R"({"state":"known","value":"4c4c4544","source":"WMI"})"));
  CHECK(tree["model"] == nlohmann::json::parse(R"({"state":"failed","source":"registry","error":
      {"kind":"failed","step":"read","words":"no","codeSpace":"win32","code":5}})"));
  CHECK(tree["family"] == nlohmann::json::parse(R"({"state":"collecting","source":""})"));
}

TEST_CASE("a text that names a person and a name of an enumeration are plain texts in JSON") {
  Report report;
  report.autopilot.answer.profile.tenantUpn = knownFact(PersonalText{"ada@contoso.example"}, "file");
  report.join.kind = knownFact(JoinKind::hybrid, "registry");
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
