// Ten thousand invented histories of a device, through the collector and the rules: nothing is said that does not hold,
// and "cannot know" only where something was taken away.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "collect/parts.h"
#include "diagnose/diagnose.h"
#include "samples/registration_history.h"
#include "samples/registration_samples.h"

using namespace preflight;
using namespace preflight::test;

namespace {

// A laptop in OOBE that is read once; only its registration differs.
const Report& laptop() {
  static const Report report = [] {
    FakeHost host;
    makeLaptopInOobe(host);
    setIdentity(host, {"Contoso", "Laptop 5", "7F3K9Q2", "0A4B", 10, 0x21});
    Report read = emptyReport(host);
    for (const Collector& collector : collectors()) {
      collector.collect(host, {})(read);
    }
    return read;
  }();
  return report;
}

Diagnosis judged(const history::History& history) {
  const std::unique_ptr<FakeHost> host = history::deviceOf(history);
  Report report = laptop();
  report.origin.capturedAt = host->clockNow->now;
  report.autopilot = collectAutopilot(*host, {});
  return diagnose(report);
}

// What is said of the service's answer.
const std::set<std::string>& answers() {
  static const std::set<std::string> ids{"registered-profile-assigned",
                                         "registered-default-profile",
                                         "registered-no-profile",
                                         "profile-deleted",
                                         "not-registered",
                                         "answered-no-profile",
                                         "profile-lost",
                                         "hardware-mismatch",
                                         "blank-profile-cached",
                                         "asked-no-answer",
                                         "not-asked-yet",
                                         "service-unreachable",
                                         "service-refused",
                                         "cannot-know"};
  return ids;
}

std::set<std::string> answersIn(const Diagnosis& diagnosis) {
  std::set<std::string> found;
  for (const Finding& finding : diagnosis.findings) {
    if (answers().contains(std::string(idOf(finding.id)))) {
      found.emplace(idOf(finding.id));
    }
  }
  return found;
}

// Empty when the judgement is right.
std::string faultOf(const history::History& history) {
  const Diagnosis diagnosis = judged(history);
  const history::Truth truth = history::truthOf(history);
  const std::set<std::string> said = answersIn(diagnosis);
  if (said.size() != 1 || !truth.allowed.contains(*said.begin())) {
    return fmt::format("said: {}; right: {}", fmt::join(said, ", "), fmt::join(truth.allowed, " or "));
  }
  const bool failed = findFinding(diagnosis, FindingId::tpmAttestationFailed) != nullptr;
  if (truth.attestationFailed && *truth.attestationFailed != failed) {
    return fmt::format("tpm-attestation-failed is {}listed", failed ? "" : "not ");
  }
  const Finding* deciding = diagnosis.verdict.finding ? findFinding(diagnosis, *diagnosis.verdict.finding) : nullptr;
  const bool fits =
      deciding != nullptr && (deciding->state == diagnosis.verdict.state || diagnosis.verdict.state == State::unknown);
  return fits ? std::string() : "the verdict is greener than what it rests on";
}

}  // namespace

TEST_CASE("of ten thousand invented histories of a device nothing is said that does not hold") {
  constexpr std::uint64_t histories = 10'000;
  constexpr int shown = 5;
  // Other histories than the gate's: PREFLIGHT_FIRST_SEED=20001 build/dev/tests/samples/replay_registration
  const char* first = std::getenv("PREFLIGHT_FIRST_SEED");
  const std::uint64_t begin = first == nullptr ? 1 : std::strtoull(first, nullptr, 10);
  int failures = 0;
  for (std::uint64_t seed = begin; seed < begin + histories && failures < shown; ++seed) {
    const history::History history = history::invented(seed);
    REQUIRE(history::isPossible(history));
    if (faultOf(history).empty()) {
      continue;
    }
    ++failures;
    const history::History least =
        history::shrunk(history, [](const history::History& smaller) { return !faultOf(smaller).empty(); });
    FAIL_CHECK(faultOf(least), "\n", history::words(least), "\n  (of ", history::words(history), ")");
  }
}

TEST_CASE("a history that fails is cut down to what makes it fail") {
  const auto asksWithoutAnswer = [](const history::History& history) {
    return std::ranges::any_of(
        history.starts, [](const history::Start& start) { return start.kind == history::StartKind::unanswered; });
  };
  std::uint64_t seed = 1;
  history::History history = history::invented(seed);
  while (history.starts.size() < 3 || history.damage == history::Damage::none || !asksWithoutAnswer(history)) {
    history = history::invented(++seed);
  }
  const history::History least = history::shrunk(history, asksWithoutAnswer);
  CHECK(least.starts.size() == 1);
  CHECK(least.damage == history::Damage::none);
  CHECK(std::ranges::all_of(least.starts.front().records, &history::Record::needed));
}
