// Every sentence that the scripts bring about, as people read it, against one file that is reviewed like code. After a
// wording was changed: PREFLIGHT_WRITE=1 deployment_tests -tc='the sentences*', then read the difference.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "diagnose/deployment/status.h"
#include "samples/judged_plan.h"

using namespace preflight;
using namespace preflight::test;

namespace {

std::string sentencesOf(const Finding& finding) {
  std::string text =
      fmt::format("  {} {}: {}\n    {}\n", name(finding.state), idOf(finding.id), finding.headline(), finding.title());
  text += finding.meaning().empty() ? "" : fmt::format("    {}\n", finding.meaning());
  if (!finding.action().empty()) {
    const std::string key = finding.key().empty() ? "" : fmt::format(" [{}]", finding.key());
    text += fmt::format("    > {}: {}{}\n", name(finding.who()), finding.action(), key);
  }
  return text;
}

std::string evidenceOf(const std::vector<Evidence>& evidence) {
  std::string text;
  for (const Evidence& entry : evidence) {
    text += fmt::format("      {}: {}\n", entry.label.str(), entry.value.str());
  }
  return text;
}

// With the evidence of what needs attention: of the others it is much alike.
std::string linesOf(const std::vector<DeploymentLine>& lines) {
  std::string text;
  for (const DeploymentLine& line : lines) {
    text += fmt::format("    {:24} {:8} {}\n", line.label.str(), line.word, line.value.str());
    text += line.state == State::fail || line.state == State::warn ? evidenceOf(line.evidence) : "";
  }
  return text;
}

// A series shows the same lines again and again: its evidence, steps and items are left out.
std::string sentencesAt(const Plan& plan, double minute) {
  FakeHost host;
  buildDevice(plan, minute, host);
  std::vector<Finding> findings;
  const DeploymentStatus status = judgeDeployment(collected(host), host.clockNow->now, findings);
  const bool alone = plan.minutes.size() == 1;
  std::string text = fmt::format("{}, minute {}: {}\n", plan.name, minute, status.heading.str());
  for (const Finding& finding : findings) {
    text += sentencesOf(finding) + (alone ? evidenceOf(finding.evidence) : "");
  }
  text += linesOf(status.phases);
  if (alone) {
    text += status.steps.empty() ? "" : fmt::format("  {}\n", status.stepsTitle.str()) + linesOf(status.steps);
    text += status.items.empty() ? "" : fmt::format("  {}\n", status.itemsTitle.str()) + linesOf(status.items);
  }
  return text + "\n";
}

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("the sentences of a deployment are those that were reviewed") {
  std::string now;
  for (const std::string& path : planFiles(PREFLIGHT_SCRIPTS)) {
    const Plan plan = readPlan(path);
    for (const double minute : plan.minutes) {
      now += sentencesAt(plan, minute);
    }
  }
  if (std::getenv("PREFLIGHT_WRITE") != nullptr) {
    std::ofstream(PREFLIGHT_SENTENCES, std::ios::binary) << now;
  }
  const std::string reviewed = read(PREFLIGHT_SENTENCES);
  std::size_t at = 0;
  while (at < now.size() && at < reviewed.size() && now[at] == reviewed[at]) {
    ++at;
  }
  const std::size_t line = at == 0 ? 0 : now.rfind('\n', at - 1) + 1;
  CAPTURE(now.substr(line, now.find('\n', at) - line));
  CHECK(at == now.size());
  CHECK(at == reviewed.size());
}

TEST_CASE("no sentence of a deployment lacks a value") {
  for (const std::string& path : planFiles(PREFLIGHT_SCRIPTS)) {
    const Plan plan = readPlan(path);
    for (const double minute : plan.minutes) {
      CAPTURE(plan.name);
      CAPTURE(minute);
      FakeHost host;
      buildDevice(plan, minute, host);
      std::vector<Finding> findings;
      judgeDeployment(collected(host), host.clockNow->now, findings);
      for (const Finding& finding : findings) {
        const FindingRow& row = rowFor(finding.id, finding.args);
        CHECK(catalogue::fills(row.title, finding.args));
        CHECK(catalogue::fills(row.headline, finding.args));
        CHECK((finding.advice || catalogue::fills(row.action, finding.args)));
      }
    }
  }
}
