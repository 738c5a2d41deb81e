#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "diagnose/diagnose.h"
#include "support/not_greener.h"

using namespace preflight;
using namespace preflight::test;

namespace {

Report readReport() {
  Report report;
  report.identity.serialNumber = knownFact(std::string("CB14-000123"), "SMBIOS");
  report.hardwareHash.text = knownFact(std::string("OA"), "WMI");
  return report;
}

Finding withState(FindingId id, State state) {
  Finding finding = makeFinding(id);
  finding.state = state;
  return finding;
}

}  // namespace

TEST_CASE(
    "a usual wait does not hide a failure that was skipped: the failure decides, the wait is the second sentence") {
  const std::vector<Finding> findings{makeFinding(FindingId::waitingOn), makeFinding(FindingId::espFailureSkipped)};
  const Verdict verdict = verdictOf(readReport(), findings);
  CHECK(verdict.id == VerdictId::deploymentSkipped);
  CHECK(verdict.finding == FindingId::espFailureSkipped);
  CHECK(verdict.state == State::warn);
  CHECK(verdict.next.str() == findings[0].title());
  CHECK(weightiestOfDeployment(findings) == &findings[1]);
}

TEST_CASE("a wait that takes too long stays first") {
  const std::vector<Finding> findings{makeFinding(FindingId::appInstallingLong),
                                      makeFinding(FindingId::espFailureSkipped)};
  const Verdict verdict = verdictOf(readReport(), findings);
  CHECK(verdict.id == VerdictId::deploymentWaits);
  CHECK(verdict.next.str() == findings[1].title());
}

TEST_CASE("that a managed device is not registered matters at its next reset only") {
  const Verdict verdict =
      verdictOf(readReport(), {makeFinding(FindingId::enrolledWorking), makeFinding(FindingId::notRegistered)});
  CHECK(verdict.id == VerdictId::enrolled);
  CHECK(verdict.state == State::pass);
}

TEST_CASE("no verdict is greener than its findings, whatever holds together") {
  std::mt19937 random(20'261'201);
  const auto upTo = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random); };
  std::size_t bad = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Finding> findings;
    for (std::size_t count = 1 + upTo(5); count > 0; --count) {
      const auto id = static_cast<FindingId>(upTo(findingCount() - 1));
      findings.push_back(upTo(3) == 0 ? withState(id, static_cast<State>(upTo(4))) : makeFinding(id));
    }
    const Verdict verdict = verdictOf(readReport(), findings);
    CAPTURE(idOf(verdict.id));
    CAPTURE(idOf(findings.front().id));
    REQUIRE(isNotGreener(verdict, findings));
    bad += std::ranges::any_of(findings, [&](const Finding& finding) { return weighs(finding, verdict); }) ? 1 : 0;
  }
  CHECK(bad > 1000);  // there was something to be greener than
}
