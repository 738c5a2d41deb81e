// Where a deployment stands: the first phase that is not over, by what the phases say, else by what is tracked.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/user_phase.h"

namespace preflight::deployment {
namespace {

constexpr std::array order{PhaseId::devicePreparation, PhaseId::deviceSetup, PhaseId::accountSetup};

bool anyStep(const DeploymentPhase& phase, bool (*fits)(WorkState)) {
  return std::any_of(phase.steps.begin(), phase.steps.end(),
                     [&](const DeploymentStep& each) { return fits(each.state); });
}

bool runs(WorkState state) {
  switch (state) {
    case WorkState::inProgress:
    case WorkState::downloading:
    case WorkState::downloaded:
    case WorkState::installing:
    case WorkState::retrying:
    case WorkState::waitsForUser:
    case WorkState::restartRequired:
      return true;
    default:
      return false;
  }
}

bool notBegun(WorkState state) {
  return state == WorkState::notStarted || state == WorkState::unknown;
}

bool wentWell(WorkState state) {
  return state == WorkState::succeeded || state == WorkState::notRequired || state == WorkState::skipped;
}

// Windows writes account setup before it begins, with every step not started: being there is not progress.
bool hasBegun(const DeploymentPhase& phase) {
  return runs(stateOf(phase)) || wentWell(stateOf(phase)) || anyStep(phase, runs) || anyStep(phase, wentWell);
}

bool known(const Fact<bool>& fact, bool value) {
  return fact.known() && fact.value == value;
}

void takeItems(Scene& scene, DeploymentScope scope) {
  scene.scope = scope;
  scene.items = itemsOf(scene.part(), scope);
  std::erase_if(scene.items, [&](const DeploymentItem* each) { return !isOfUser(scene, each->scope, each->account); });
  for (const DeploymentItem* each : scene.items) {
    if (each->state == WorkState::failed && !isPackage(scene.part(), *each)) {
      scene.failed.push_back(each);
    }
  }
}

void takePhase(Scene& scene, const DeploymentPhase& phase, Course course) {
  scene.phase = &phase;
  scene.step = currentStep(phase);
  scene.course = course;
  takeItems(scene, phase.id == PhaseId::accountSetup ? DeploymentScope::user : DeploymentScope::device);
  if (course == Course::failed) {
    takePackages(scene);
  }
}

// Without the phases only the page's own records tell that it failed. Whether somebody went on from there they do not
// tell on every Windows: so the deployment neither failed nor works for certain.
void takePageFailure(Scene& scene) {
  const bool damaged = scene.phase != nullptr && scene.phase->shape == "damaged";
  if ((damaged || couldNotBeRead(scene.part().page.phases.state)) && !scene.preparation) {
    scene.pageFailure = lastPageFailure(scene.part());
    scene.course = scene.pageFailure == nullptr ? scene.course : Course::waits;
  }
}

// The device's part is done and account setup has not begun. False: nobody follows, it is over.
bool standBeforeUser(Scene& scene) {
  switch (nobodyFollows(scene)) {
    case Answer::yes:
      return false;
    case Answer::open:
      scene.course = Course::unknown;
      return true;
    case Answer::no:
      break;
  }
  scene.turn = turnToUser(scene);
  const bool failed = !scene.turn.empty() && preProvisioningFailed(scene.part());
  scene.course = failed ? Course::failed : Course::waits;
  scene.turn = failed ? "preprovisioning-failed" : scene.turn;
  return true;
}

// One phase; true when the deployment stands there.
bool standsAt(Scene& scene, const DeploymentPhase& phase, bool laterHasBegun) {
  const WorkState state = stateOf(phase);
  if (isFailure(state) || state == WorkState::cancelled) {
    if (laterHasBegun || (marksSayOver(scene.part(), DeploymentScope::device) && userIsDone(scene.part()))) {
      scene.skipped = &phase;
      return false;
    }
    takePhase(scene, phase, Course::failed);
    return true;
  }
  if (wentWell(state) || (laterHasBegun && phase.id != PhaseId::accountSetup && notBegun(state))) {
    return false;
  }
  if (phase.id == PhaseId::accountSetup && (known(scene.part().page.userShown, false) || userIsDone(scene.part()))) {
    return false;
  }
  // Also where the page is not shown its work counts, until its mark says that it is over or account setup begins.
  const bool works = runs(state) && !laterHasBegun && !marksSayOver(scene.part(), DeploymentScope::device);
  if (phase.id == PhaseId::deviceSetup && known(scene.part().page.deviceShown, false) && !works) {
    return false;
  }
  const bool damaged = phase.shape == "damaged";  // then it may have begun
  if (phase.id == PhaseId::accountSetup && !hasBegun(phase) && !(damaged && nobodyFollows(scene) != Answer::no)) {
    takePhase(scene, phase, Course::waits);
    return standBeforeUser(scene);
  }
  takePhase(scene, phase, Course::waits);
  // An app that failed stops the page, a moment before the phase says so.
  if (!scene.failed.empty() && !severalUsers(scene) &&
      (damaged || (scene.step != nullptr && scene.step->id == "apps"))) {
    scene.course = Course::failed;
  } else if (damaged) {
    takePageFailure(scene);
  }
  return true;
}

// None of the phases that are there is open: over only when nothing can follow.
void standBetween(Scene& scene) {
  const DeploymentPart& part = scene.part();
  const bool device = phaseOf(part, PhaseId::deviceSetup) != nullptr || known(part.page.deviceShown, false) ||
                      marksSayOver(part, DeploymentScope::device);
  const bool user =
      phaseOf(part, PhaseId::accountSetup) != nullptr || known(part.page.userShown, false) || userIsDone(part);
  if (!device) {
    scene.course = Course::waits;
    scene.turn = "page-turn";
  } else if (!user && standBeforeUser(scene) && scene.course == Course::waits && scene.turn.empty()) {
    scene.turn = "account-start";
  }
}

void standByPhases(Scene& scene) {
  scene.course = Course::finished;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const DeploymentPhase* phase = phaseOf(scene.part(), order[i]);
    if (phase == nullptr) {
      continue;
    }
    bool later = false;
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const DeploymentPhase* next = phaseOf(scene.part(), order[j]);
      later = later || (next != nullptr && hasBegun(*next));
    }
    if (standsAt(scene, *phase, later)) {
      return;
    }
  }
  standBetween(scene);
}

// The phases could not be read, or were never written: what is tracked tells less, but tells.
bool standByItems(Scene& scene) {
  for (const DeploymentScope scope : {DeploymentScope::device, DeploymentScope::user}) {
    takeItems(scene, scope);
    if (scene.items.empty() || marksSayOver(scene.part(), scope)) {
      scene.failed.clear();
      continue;
    }
    const bool open = std::any_of(scene.items.begin(), scene.items.end(),
                                  [](const DeploymentItem* each) { return !isOver(each->state); });
    if (!scene.failed.empty() || open) {
      scene.course = scene.failed.empty() || severalUsers(scene) ? Course::waits : Course::failed;
      return true;
    }
  }
  return false;
}

// A provider that is tracked shows that a status page was started, also where nothing else is left.
bool standByProviders(Scene& scene) {
  const auto& providers = scene.part().items.providers;
  if (!providers.known() || providers.value.empty() || marksSayOver(scene.part(), DeploymentScope::device)) {
    return false;
  }
  scene.course = Course::waits;
  return true;
}

// Set-up is back at its network page: it looks for a network and has not found one since.
bool standByNetwork(Scene& scene) {
  const Fact<std::vector<EventFacts>>& events = scene.report->autopilot.events;
  constexpr std::array<std::uint64_t, 4> looks{160, 165, 167, 285};
  constexpr std::array<std::uint64_t, 7> found{161, 164, 166, 286, 702, 703, 704};
  const auto newest = [&](const auto& ids) {
    std::uint64_t record = 0;
    for (const EventFacts& each : events.value) {
      if (std::find(ids.begin(), ids.end(), each.id) != ids.end() && each.recordId >= record) {
        record = each.recordId;
      }
    }
    return record;
  };
  const Fact<SetupPhase>& phase = scene.report->setup.phase;
  const bool inSetup = phase.known() && phase.value == SetupPhase::oobe;
  // A new device without a network is not a deployment yet: only one that had begun waits.
  if (!events.known() || !inSetup || newest(looks) <= newest(found) || earlierFailures(scene).empty()) {
    return false;
  }
  scene.network = true;
  scene.course = Course::waits;
  return true;
}

// Nor do the page's records tell whether it stands at a domain join that failed.
void takeDomainJoin(Scene& scene) {
  const bool open = couldNotBeRead(scene.part().page.phases.state) && !scene.preparation;
  if (open && scene.pageFailure == nullptr && standsAtDomainJoin(scene)) {
    scene.course = Course::unknown;
  }
}

}  // namespace

const ShellRecord* lastPageFailure(const DeploymentPart& part) {
  const Fact<std::vector<ShellRecord>>& records = part.shell.records;
  for (auto at = records.value.rbegin(); records.known() && at != records.value.rend(); ++at) {
    if (at->name.find("Progress_Timeout") != std::string::npos || at->name.find("Progress_Fail") != std::string::npos) {
      return &*at;
    }
    if (at->name.find("_Started") != std::string::npos || at->name.find("ResumingAfterReboot") != std::string::npos) {
      return nullptr;
    }
  }
  return nullptr;
}

WorkState stateOf(const DeploymentPhase& phase) {
  if (isOver(phase.state) || phase.steps.empty() || phase.state == WorkState::restartRequired) {
    return phase.state;
  }
  const bool failed = anyStep(phase, [](WorkState state) { return state == WorkState::failed; });
  if (failed && !anyStep(phase, runs)) {
    return WorkState::failed;
  }
  if (!anyStep(phase, [](WorkState state) { return !wentWell(state); })) {
    return WorkState::succeeded;
  }
  if (phase.state == WorkState::inProgress || anyStep(phase, runs) || anyStep(phase, wentWell)) {
    return WorkState::inProgress;
  }
  return phase.state;
}

const DeploymentStep* currentStep(const DeploymentPhase& phase) {
  const auto first = [&](auto fits) -> const DeploymentStep* {
    const auto found = std::find_if(phase.steps.begin(), phase.steps.end(),
                                    [&](const DeploymentStep& each) { return fits(each.state); });
    return found == phase.steps.end() ? nullptr : &*found;
  };
  if (isOver(stateOf(phase))) {
    return first([](WorkState state) { return state == WorkState::failed || state == WorkState::cancelled; });
  }
  const DeploymentStep* running = first(runs);
  return running != nullptr ? running : first([](WorkState state) { return !isOver(state); });
}

Scene sceneOf(const Report& report, UtcTime now) {
  Scene scene;
  scene.report = &report;
  scene.now = now;
  scene.user = currentUser(report.deployment);
  const DeploymentPart& part = scene.part();
  const bool anyPhaseBegun =
      part.page.phases.known() &&
      std::any_of(part.page.phases.value.begin(), part.page.phases.value.end(),
                  [](const DeploymentPhase& each) { return hasBegun(each) || isFailure(stateOf(each)); });
  if (anyPhaseBegun) {
    standByPhases(scene);
    return scene;
  }
  if (standByPreparation(scene) || standByItems(scene) || standByProviders(scene)) {
    if (scene.course == Course::waits) {
      takePageFailure(scene);
      takeDomainJoin(scene);
    }
    return scene;
  }
  scene.items.clear();
  if (marksSayOver(part, DeploymentScope::device) && (known(part.page.userShown, false) || userIsDone(part))) {
    scene.course = Course::finished;
  } else if (standByNetwork(scene)) {
    return scene;
  } else if (couldNotBeRead(part.page.phases.state)) {
    scene.course = Course::unknown;
    takePageFailure(scene);
  }
  return scene;
}

}  // namespace preflight::deployment
