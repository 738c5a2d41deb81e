// Every sample as its screens show it: tab, tile, row and banner agree, every wait and failure has a name and a next
// step.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "app/view/banner_model.h"
#include "app/view/deployment_model.h"
#include "app/view/overview_model.h"
#include "app/view/registration_model.h"
#include "collect/collector.h"
#include "diagnose/diagnose.h"
#include "host/recording/recording.h"
#include "support/samples.h"
#include "text/view_id.h"

using namespace preflight;

namespace {

// What a screen is made of.
struct Seen {
  std::string name;
  Report report;
  Diagnosis diagnosis;
  Drives drives;
  BatchList batch;

  Situation situation() const {
    Situation situation{report, diagnosis, drives, nullptr, nullptr, batch};
    situation.now = diagnosis.judgedAt;
    situation.target = drives.targets.empty() ? nullptr : &drives.targets.front();
    return situation;
  }
};

Seen seen(const std::filesystem::path& path) {
  Seen seen;
  seen.name = path.filename().string();
  const Result<std::unique_ptr<Host>> host = openRecording(path.string());
  REQUIRE(host.has_value());
  seen.report = emptyReport(**host);
  for (const Collector& collector : collectors()) {
    const Fill fill = collector.collect(**host, {});
    fill(seen.report);
  }
  seen.diagnosis = diagnose(seen.report);
  seen.drives.answer = Drives::Answer::known;
  return seen;
}

Drives oneStick() {
  Drives drives;
  drives.answer = Drives::Answer::known;
  Target target;
  target.root = "E:\\";
  target.label = "KINGSTON";
  target.freeBytes = 14'200'000'000;
  target.totalBytes = 28'800'000'000;
  drives.targets = {target};
  drives.chosen = target.root;
  return drives;
}

std::size_t words(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

// The worst that the rows of a registration show.
Sign worstRow(const Diagnosis& diagnosis, const std::vector<Section>& all) {
  Sign worst = Sign::ok;
  for (const RegistrationStage& stage : diagnosis.registration.stages) {
    const Row* row = findRow(all, stage.id);
    REQUIRE(row != nullptr);
    worst = moreSevere(worst, signOf(row->state, row->word));
  }
  return worst;
}

void checkAgreement(const Seen& seen) {
  const Situation situation = seen.situation();
  const Subjects subjects = subjectsOf(situation);
  for (const Tile& tile : tilesOf(situation)) {
    CAPTURE(tile.title);
    CHECK(tile.sign == subjects.of(tile.topic));
    CHECK_FALSE(tile.line.empty());
  }
  const std::vector<Section> all = sections(seen.report, seen.diagnosis);
  // Rows and tab: what is worse than "not yet" is as bad in both.
  if (!seen.diagnosis.registration.stages.empty()) {
    const Sign row = worstRow(seen.diagnosis, all);
    const Sign tab = subjects.of(Topic::autopilot);
    CHECK(std::max(severityOf(row), 1) == std::max(severityOf(tab), 1));
    const RegistrationModel model = registrationModel(situation);
    REQUIRE(model.focus < model.stages.size());
    CHECK(severityOf(model.stages[model.focus].sign) == severityOf(row));
  }
  if (const Row* row = findRow(all, "hardwareHash"); row != nullptr && severityOf(subjects.of(Topic::hash)) > 2) {
    CHECK(severityOf(signOf(row->state, row->word)) == severityOf(subjects.of(Topic::hash)));
  }
  // The banner is never better than the subject that it is about.
  const BannerModel banner = bannerModel(situation);
  const int subject = severityOf(subjects.of(subjects.verdictTopic));
  CHECK((subject <= 1 || severityOf(banner.sign) >= subject));
}

void checkBanner(const Seen& seen) {
  const Situation situation = seen.situation();
  const BannerModel banner = bannerModel(situation);
  const std::string title = banner.capitals + banner.rest;
  CAPTURE(title);
  CAPTURE(banner.fact);
  CHECK_FALSE(banner.capitals.empty());
  CHECK_FALSE(banner.fact.empty());
  CHECK(words(banner.fact) <= mostFactWords + 4);  // a single sentence of the catalogue may be as long as it allows
  CHECK((!banner.chip.empty() || !banner.keys.empty()));
  const std::vector<NextStep> steps = nextStepsOf(situation);
  REQUIRE_FALSE(steps.empty());
  CHECK(std::ranges::count(steps, true, &NextStep::current) <= 1);
  const VerdictId verdict = seen.diagnosis.verdict.id;
  if (verdict == VerdictId::deploymentWaits || verdict == VerdictId::deploymentFailed) {
    // "WAITING" or "DEPLOYMENT FAILED" alone is no title.
    CHECK(title != "WAITING");
    CHECK(title != "DEPLOYMENT FAILED");
  }
}

void checkDeployment(const Seen& seen) {
  const DeploymentModel model = deploymentModel(seen.situation());
  const DeploymentState state = seen.diagnosis.deployment.state;
  if (state == DeploymentState::waits || state == DeploymentState::failed) {
    REQUIRE(model.culprit.has_value());
    CHECK_FALSE(model.culprit->name.empty());
    CHECK(model.culprit->sign == subjectsOf(seen.situation()).of(Topic::deployment));
    for (const CulpritFact& fact : model.culprit->facts) {
      CAPTURE(fact.value);
      // "Failed with" names what went wrong, never what goes on.
      CHECK_FALSE((fact.label == say(ViewId::culpritFailed) && fact.value == "in progress"));
      // The screen does not lead to itself.
      CHECK(fact.value.find("Press 4") == std::string::npos);
    }
  }
  for (const AxisPhase& phase : model.axis.phases) {
    CHECK(phase.from <= phase.to);
    CHECK(phase.to <= 1);
  }
  CHECK(model.axis.nowAt <= 1);
  CHECK((model.axis.limit.empty() || model.axis.limitAt >= 0));
}

}  // namespace

TEST_CASE("tab, tile, row and banner of every sample agree, with and without a stick") {
  const std::vector<std::filesystem::path> all = test::samplesWithSeries();
  REQUIRE(all.size() > 50);
  for (const std::filesystem::path& path : all) {
    Seen device = seen(path);
    CAPTURE(device.name);
    for (const Drives& drives : {Drives{Drives::Answer::known, {}, {}, {}}, oneStick()}) {
      device.drives = drives;
      checkAgreement(device);
      checkBanner(device);
    }
    checkDeployment(device);
  }
}
