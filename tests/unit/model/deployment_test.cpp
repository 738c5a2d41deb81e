#include <doctest/doctest.h>

#include "model/deployment.h"

using namespace preflight;

namespace {

constexpr UtcTime at(std::int64_t minutes) {
  return {1'774'000'000'000 + minutes * 60'000};
}

DeploymentStep step(std::string id, WorkState state) {
  DeploymentStep out;
  out.id = id;
  out.rawName = "DeviceSetup." + id + "Subcategory";
  out.state = state;
  return out;
}

ShellRecord record(std::uint64_t recordId, UtcTime time, std::string stepName, std::string state) {
  return {62407, recordId, time, "CommercialOOBE_X", "{}", std::move(stepName), std::move(state)};
}

DeploymentPart partWithApps() {
  DeploymentPart part;
  DeploymentPhase phase;
  phase.id = PhaseId::deviceSetup;
  phase.steps = {step("Certificates", WorkState::succeeded), step("Apps", WorkState::inProgress)};
  part.page.phases = knownFact(std::vector<DeploymentPhase>{phase}, "registry");
  DeploymentItem app;
  app.kind = ItemKind::app;
  app.id = "11111111-2222-3333-4444-555555555555";
  app.provider = "Sidecar";
  app.state = WorkState::failed;
  part.items.tracked = knownFact(std::vector<DeploymentItem>{app}, "tracking");
  return part;
}

}  // namespace

TEST_CASE("an app that failed takes its exit code from the log when the registry has none, and only then") {
  DeploymentPart part = partWithApps();
  const std::string id = part.items.tracked.value.front().id;
  AgentLine exit;
  exit.app = id;
  exit.kind = "exitCode";
  exit.exitCode = 1618;
  exit.time = at(5);
  AgentLine tracked;
  tracked.app = id;
  tracked.kind = "trackedFailed";
  tracked.time = at(6);
  part.agent.lines = knownFact(std::vector<AgentLine>{exit, tracked}, "log");
  joinUp(part);
  CHECK(part.items.tracked.value.front().exitCode == 1618);
  // How an app is tracked is no line about what is done with it.
  REQUIRE(linesOf(part, part.items.tracked.value.front()).size() == 1);

  DeploymentItem known;
  known.kind = ItemKind::app;
  known.id = id;
  known.exitCode = 1603;
  part.agent.apps = knownFact(std::vector<DeploymentItem>{known}, "registry");
  joinUp(part);
  CHECK(part.items.tracked.value.front().exitCode == 1603);

  part.agent.apps = {};
  part.items.tracked.value.front().state = WorkState::inProgress;
  joinUp(part);
  CHECK_FALSE(part.items.tracked.value.front().exitCode.has_value());
}

TEST_CASE("a step takes its start and end from the shell's records, the newest start first") {
  DeploymentPart part = partWithApps();
  part.shell.records =
      knownFact(std::vector<ShellRecord>{record(1, at(1), "DeviceSetup.CertificatesSubcategory", "inProgress"),
                                         record(2, at(2), "CertificatesSubcategory", "succeeded"),
                                         record(3, at(3), "DeviceSetup.AppsSubcategory", "inProgress"),
                                         record(4, at(4), "DeviceSetup.AppsSubcategory", "failed"),
                                         record(5, at(9), "DeviceSetup.AppsSubcategory", "inProgress"),
                                         record(6, at(11), "AccountSetup.AppsSubcategory", "succeeded")},
                "Shell-Core");
  joinUp(part);
  const DeploymentPhase* phase = phaseOf(part, PhaseId::deviceSetup);
  REQUIRE(phase != nullptr);
  CHECK(phase->started == at(1));
  CHECK(phase->ended == UtcTime{});
  CHECK(phase->steps[0].ended == at(2));
  CHECK(phase->steps[1].started == at(9));
  CHECK(phase->steps[1].ended == UtcTime{});
  CHECK(phaseOf(part, PhaseId::accountSetup) == nullptr);

  const DeploymentPart once = part;
  joinUp(part);
  CHECK(part == once);
}

TEST_CASE("an app takes its name and its exit code from the agent, whatever revision either side writes") {
  DeploymentPart part = partWithApps();
  part.agent.names = knownFact(
      std::vector<ItemName>{{"11111111-2222-3333-4444-555555555555", "Contoso VPN", "AppWorkload.log"}}, "logs");
  DeploymentItem seen;
  seen.kind = ItemKind::app;
  seen.id = "11111111-2222-3333-4444-555555555555_3";
  seen.exitCode = 1603;
  seen.errorCode = "0x80070643";
  part.agent.apps = knownFact(std::vector<DeploymentItem>{seen}, "registry");
  joinUp(part);
  const DeploymentItem& app = part.items.tracked.value.front();
  CHECK(app.name == "Contoso VPN");
  CHECK(app.nameSource == "AppWorkload.log");
  CHECK(app.exitCode == 1603);
  CHECK(app.errorCode == "0x80070643");
  CHECK(part.agent.apps.value.front().name == "Contoso VPN");
}

TEST_CASE("what several sources track is listed once, and only in its scope") {
  DeploymentPart part = partWithApps();
  DeploymentItem again = part.items.tracked.value.front();
  again.id = "11111111-2222-3333-4444-555555555555";
  again.state = WorkState::succeeded;
  DeploymentItem user = again;
  user.scope = DeploymentScope::user;
  user.account = "S-1-12-1-1-2-3-4";
  part.items.expected = knownFact(std::vector<DeploymentItem>{again, user}, "old tracking");
  REQUIRE(itemsOf(part, DeploymentScope::device).size() == 1);
  CHECK(itemsOf(part, DeploymentScope::device)[0]->state == WorkState::failed);
  CHECK(itemsOf(part, DeploymentScope::user).size() == 1);
}

TEST_CASE("of an app the newest revision is the one that counts, whichever comes first") {
  DeploymentPart part = partWithApps();
  DeploymentItem& first = part.items.tracked.value.front();
  first.rawName = "Win32App_" + first.id + "_9";
  DeploymentItem newer = first;
  newer.rawName = "Win32App_" + first.id + "_10";
  newer.state = WorkState::inProgress;
  part.items.tracked.value.push_back(newer);
  REQUIRE(itemsOf(part, DeploymentScope::device).size() == 1);
  CHECK(itemsOf(part, DeploymentScope::device)[0]->state == WorkState::inProgress);
  std::swap(part.items.tracked.value[0], part.items.tracked.value[1]);
  CHECK(itemsOf(part, DeploymentScope::device)[0]->state == WorkState::inProgress);
  CHECK(revisionIn("Win32App_7A11_3", "7a11") == 3);
  CHECK(revisionIn("./Tracking/Sidecar/Win32App_7a11_12/InstallationState", "7a11") == 12);
  CHECK(revisionIn("7a11", "7a11") == -1);
  CHECK(revisionIn("Win32App_7a11_x", "7a11") == -1);
  CHECK(revisionIn("", "") == -1);
}

namespace {

// What the page says of a package, and what its own key says.
DeploymentItem packageAfter(WorkState snapshot, WorkState key, UtcTime began = {}) {
  DeploymentItem item;
  item.kind = ItemKind::msi;
  item.id = "{7A110009-0000-4000-8000-0000000000FF}";
  item.state = snapshot;
  item.changed = at(6);
  DeploymentItem package = item;
  package.id = "{7a110009-0000-4000-8000-0000000000ff}";
  package.state = key;
  package.started = began;
  package.name = "FabrikamSuite.msi";
  package.nameSource = "file name of the download";
  package.errorCode = key == WorkState::failed ? "0x80070643" : "";
  DeploymentPart part;
  part.items.expected = knownFact(std::vector<DeploymentItem>{item}, "snapshot");
  part.items.packages = knownFact(std::vector<DeploymentItem>{package}, "key");
  joinUp(part);
  const DeploymentPart once = part;
  joinUp(part);
  CHECK(part == once);
  REQUIRE(itemsOf(part, DeploymentScope::device).size() == 1);
  return *itemsOf(part, DeploymentScope::device)[0];
}

}  // namespace

TEST_CASE("a tracked package takes name, error and the newer state from its own key") {
  const DeploymentItem failed = packageAfter(WorkState::downloading, WorkState::failed);
  CHECK(failed.name == "FabrikamSuite.msi");
  CHECK(failed.errorCode == "0x80070643");
  CHECK(failed.state == WorkState::failed);
  CHECK(packageAfter(WorkState::failed, WorkState::failed).errorCode == "0x80070643");
  CHECK(packageAfter(WorkState::failed, WorkState::retrying).state == WorkState::retrying);
}

TEST_CASE("the key of an earlier enrollment does not make a tracked package fail that has not begun") {
  const DeploymentItem waits = packageAfter(WorkState::notStarted, WorkState::failed);
  CHECK(waits.state == WorkState::notStarted);
  CHECK(waits.errorCode.empty());
  CHECK(waits.name == "FabrikamSuite.msi");
  CHECK(packageAfter(WorkState::notStarted, WorkState::failed, at(7)).state == WorkState::failed);
  CHECK(packageAfter(WorkState::succeeded, WorkState::failed, at(7)).state == WorkState::succeeded);
}

TEST_CASE("what failed before is over, what is tried once more is not") {
  CHECK(isOver(WorkState::failedBefore));
  CHECK_FALSE(isOver(WorkState::retrying));
  CHECK(isFailure(WorkState::failed));
  CHECK_FALSE(isFailure(WorkState::cancelled));
}
