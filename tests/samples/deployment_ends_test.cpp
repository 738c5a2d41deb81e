// Whether a deployment is over, stands or goes on, where earlier traces say something else.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "samples/judged_plan.h"

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

const Finding* found(const Diagnosis& diagnosis, std::string_view id) {
  const auto at = std::find_if(diagnosis.findings.begin(), diagnosis.findings.end(),
                               [&](const Finding& each) { return each.id.starts_with(id); });
  return at == diagnosis.findings.end() ? nullptr : &*at;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* refused = "14 | dm | Enrollment | 76 | 2 | HRESULT=0x8018002b\n";
constexpr const char* joinApplied = "14 | num | $PROVISIONING\\OMADM\\SyncML\\ODJApplied | x | 1\n";
// The step that failed when the domain join ran out of time is at work again.
constexpr const char* joinGoesOn =
    "32 | step | DevicePreparation.EspProviderInstallationSubcategory | inProgress | Preparing\n"
    "32 | phase | DevicePreparation | inProgress | Working\n"
    "32 | dm | Admin | 111 | 4 | ConnectivityRequired=1\n"
    "32 | dm | Admin | 109 | 4 | State=1\n";

}  // namespace

TEST_CASE("a refusal before an automatic enrollment that succeeded is not how the device stands") {
  const Diagnosis accepted =
      judgedWith("finished", 20, std::string(refused) + "15 | dm | Enrollment | 75 | 4 | Cred=AAD\n");
  CHECK(found(accepted, "mdm-enrollment-failed") == nullptr);
  CHECK(accepted.verdict.state == State::pass);
  const Diagnosis waits =
      judgedWith("app-installing-long", 45, std::string(refused) + "15 | dm | Enrollment | 75 | 4 | Cred=AAD\n");
  CHECK(found(waits, "mdm-enrollment-failed") == nullptr);
  REQUIRE(waits.waiting);
  CHECK(waits.waiting->before.empty());
}

TEST_CASE("a device that is enrolled is not said to be refused, also when no event tells of its success") {
  CHECK(found(judgedWith("finished", 20, refused), "mdm-enrollment-failed") == nullptr);
  const Diagnosis waits = judgedWith("app-installing-long", 45, refused);
  CHECK(found(waits, "mdm-enrollment-failed") == nullptr);
  REQUIRE(waits.waiting);
  CHECK(waits.waiting->before.size() == 1);  // it stays in what was before
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
  REQUIRE(waits.waiting);
  CHECK(holds(waits.waiting->before.at(0).what, "domain join"));
}

TEST_CASE("a domain join that was applied is not waited for any more") {
  const Diagnosis waits = judgedWith("odj-timeout", 40, joinGoesOn);
  REQUIRE(waits.waiting);
  CHECK(waits.waiting->id == "hybrid-blob");
  for (const std::string& more : {std::string("35 | dm | Admin | 107 | 4\n"), std::string(joinApplied)}) {
    const Diagnosis diagnosis = judgedWith("odj-timeout", 40, joinGoesOn + more);
    REQUIRE(diagnosis.waiting);
    CHECK(diagnosis.waiting->id != "hybrid-blob");
    CHECK(found(diagnosis, "odj-") == nullptr);
  }
}

TEST_CASE("a domain join that Windows could not apply is told with its code") {
  const Diagnosis diagnosis =
      judgedWith("odj-timeout", 40, std::string(joinGoesOn) + "35 | dm | Admin | 108 | 2 | HRESULT=0x80070774\n");
  const Finding* finding = found(diagnosis, "odj-rejected");
  REQUIRE(finding != nullptr);
  CHECK(finding->state == State::fail);
  CHECK(diagnosis.verdict.id == "deployment-failed");
  CHECK(std::any_of(finding->evidence.begin(), finding->evidence.end(),
                    [](const Evidence& each) { return holds(each.value, "0x80070774"); }));
}
