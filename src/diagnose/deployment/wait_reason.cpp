#include "diagnose/deployment/wait_reason.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/user_phase.h"
#include "diagnose/deployment/wait_kinds.h"

namespace preflight::deployment {

bool isApp(const DeploymentItem& item) {
  switch (item.kind) {
    case ItemKind::app:
    case ItemKind::msi:
    case ItemKind::office:
    case ItemKind::storeApp:
    case ItemKind::taskSequence:
    case ItemKind::workload:
      return true;
    default:
      return false;
  }
}

const PolicyProvider* openList(const Scene& scene) {
  const Fact<std::vector<PolicyProvider>>& providers = scene.part().items.providers;
  for (const PolicyProvider& each : providers.value) {
    if (providers.known() && each.scope == scene.scope && isOfUser(scene, each.scope, each.account) &&
        !each.listComplete.value_or(false) && each.installation != WorkState::notRequired) {
      return &each;
    }
  }
  return nullptr;
}

const PolicyProvider* failedProvider(const Scene& scene) {
  const Fact<std::vector<PolicyProvider>>& providers = scene.part().items.providers;
  const auto found = std::find_if(providers.value.begin(), providers.value.end(), [](const PolicyProvider& each) {
    return each.scope == DeploymentScope::device && each.installation == WorkState::failed;
  });
  return providers.known() && found != providers.value.end() ? &*found : nullptr;
}

namespace {

// The more an item does, the smaller.
int rank(WorkState state) {
  constexpr std::array order{WorkState::installing,      WorkState::downloading, WorkState::inProgress,
                             WorkState::restartRequired, WorkState::retrying,    WorkState::downloaded,
                             WorkState::waitsForUser};
  return static_cast<int>(std::find(order.begin(), order.end(), state) - order.begin());
}

constexpr int noRank = 7;

// The item that is being worked on: the one that does most, of these the one that began last.
const DeploymentItem* activeItem(const std::vector<const DeploymentItem*>& items) {
  const DeploymentItem* best = nullptr;
  for (const DeploymentItem* each : items) {
    if (!isApp(*each) || rank(each->state) == noRank) {
      continue;
    }
    if (best == nullptr || rank(each->state) < rank(best->state) ||
        (rank(each->state) == rank(best->state) && each->started > best->started)) {
      best = each;
    }
  }
  return best;
}

std::string_view kindOfItem(const DeploymentItem& item) {
  if (item.kind == ItemKind::taskSequence) {
    return "task-sequence";
  }
  switch (item.state) {
    case WorkState::installing:
      return "app-install";
    case WorkState::downloading:
    case WorkState::downloaded:
      return "app-download";
    case WorkState::restartRequired:
      return "restart";
    case WorkState::retrying:
      return "app-retry";
    case WorkState::waitsForUser:
      return "app-user";
    default:
      return "app-work";
  }
}

// A script of the agent that runs now.
const DeploymentItem* runningScript(const Scene& scene) {
  const Fact<std::vector<DeploymentItem>>& scripts = scene.part().preparation.scripts;
  for (const DeploymentItem& each : scripts.value) {
    // Its key is there from the download on; the result is written at its end.
    const bool open = each.state == WorkState::inProgress || (each.rawState.empty() && each.ended == UtcTime{});
    if (scripts.known() && each.scope == scene.scope && open) {
      return &each;
    }
  }
  return nullptr;
}

// The registry has no start of a script. Without the line of it the agent's last one is what is known: a script that
// runs keeps the agent from writing.
UtcTime begunByTheLog(const Scene& scene, const DeploymentItem& script) {
  const std::vector<const AgentLine*> lines = linesOf(scene.part(), script);
  const auto begun =
      std::find_if(lines.begin(), lines.end(), [](const AgentLine* each) { return each->kind == "scriptBegun"; });
  return begun != lines.end() ? (*begun)->time : scene.part().agent.lastLogLine.value;
}

// When an item began: as it says itself, else as the tracking over time says of the same.
UtcTime startOf(const Scene& scene, const DeploymentItem& item) {
  const Fact<std::vector<DeploymentItem>>& expected = scene.part().items.expected;
  const auto same = std::find_if(expected.value.begin(), expected.value.end(), [&](const DeploymentItem& each) {
    return each.kind == item.kind && each.scope == item.scope && equalIgnoringCase(each.id, item.id);
  });
  return item.started != UtcTime{} || !expected.known() || same == expected.value.end() ? item.started : same->started;
}

// The registry says "in progress" for the download as for the install of an app: of which of the two the agent's newest
// line is, that it is. A line from before the app began is of an earlier attempt.
Choice asTheLogSays(const Scene& scene, const DeploymentItem& item, Choice choice) {
  const std::vector<const AgentLine*> lines = linesOf(scene.part(), item);
  constexpr std::int64_t slack = 120'000;  // what times of a log are off by at most
  const UtcTime begun = choice.ofStepOnly ? UtcTime{} : choice.since;
  if (choice.kind != "app-work" || lines.empty() || lines.front()->time.milliseconds + slack < begun.milliseconds ||
      lines.front()->time.milliseconds > scene.now.milliseconds + slack) {
    return choice;
  }
  const AgentLine& newest = *lines.front();
  if (newest.kind == "downloading" && newest.bytes && newest.bytes != newest.ofBytes) {
    choice.kind = "app-download";
  } else if (newest.kind == "installing") {
    choice = {"app-install", &item, newest.time, false};
  }
  return choice;
}

Choice ofItem(const Scene& scene, const DeploymentItem& item, UtcTime stepStart, std::string_view kind) {
  Choice choice{kind, &item, startOf(scene, item), false};
  if (choice.since == UtcTime{}) {
    choice.since = stepStart;
    choice.ofStepOnly = true;
  }
  return choice;
}

// Nothing is tracked, nobody has begun a list of apps, and the page has not counted any. Not when that was not read.
bool lacksList(const Scene& scene) {
  const DeploymentItemsPart& items = scene.part().items;
  const auto read = [](const auto& fact) { return fact.known() || fact.state == FactState::absent; };
  const bool listed =
      std::any_of(items.providers.value.begin(), items.providers.value.end(), [&](const PolicyProvider& each) {
        return each.scope == scene.scope && isOfUser(scene, each.scope, each.account) &&
               (each.listComplete || each.installation == WorkState::notRequired);
      });
  return scene.step != nullptr && !scene.step->total && read(items.providers) && read(items.tracked) && !listed;
}

Choice chooseApps(const Scene& scene, UtcTime stepStart) {
  const DeploymentItem* active = activeItem(scene.items);
  const bool openProvider = openList(scene) != nullptr;
  // What is on its way is the wait, also while a list is open; only what waits for a user can wait beside it.
  if (active != nullptr && !(openProvider && active->state == WorkState::waitsForUser)) {
    return asTheLogSays(scene, *active, ofItem(scene, *active, stepStart, kindOfItem(*active)));
  }
  if (openProvider) {
    return {"identifying-apps", nullptr, stepStart, false};
  }
  if (const DeploymentItem* script = runningScript(scene)) {
    return {"script", script, begunByTheLog(scene, *script), false};
  }
  const auto apps = [&](auto fits) {
    return std::any_of(scene.items.begin(), scene.items.end(),
                       [&](const DeploymentItem* each) { return isApp(*each) && fits(*each); });
  };
  if (!apps([](const DeploymentItem&) { return true; })) {
    return {lacksList(scene) ? "identifying-apps" : "apps", nullptr, stepStart, false};
  }
  const bool open = apps([](const DeploymentItem& each) { return !isOver(each.state); });
  return {open ? "app-turn" : "app-finish", nullptr, stepStart, false};
}

bool listIsComplete(const Scene& scene) {
  const Fact<std::vector<PolicyProvider>>& providers = scene.part().items.providers;
  return openList(scene) == nullptr &&
         std::any_of(providers.value.begin(), providers.value.end(), [&](const PolicyProvider& each) {
           return each.scope == scene.scope && isOfUser(scene, each.scope, each.account) &&
                  each.listComplete.value_or(false);
         });
}

// Everything that a user's page tracks is done, and the server has not said so: without its node the page has nothing
// to take the answer into.
bool waitsForServer(const Scene& scene) {
  const Fact<std::vector<UserSync>>& users = scene.part().page.users;
  const bool open = std::any_of(scene.items.begin(), scene.items.end(),
                                [](const DeploymentItem* each) { return !isOver(each->state); });
  const bool steps = scene.phase != nullptr &&
                     std::any_of(scene.phase->steps.begin(), scene.phase->steps.end(), [](const DeploymentStep& each) {
                       return !isOver(each.state) && each.id != "apps" && each.id != "sendResultsToMdmServer";
                     });
  return !open && !steps && users.known() && listIsComplete(scene) &&
         std::any_of(users.value.begin(), users.value.end(), [&](const UserSync& each) {
           return isOfUser(scene, DeploymentScope::user, each.account) && !each.serverFinished &&
                  !each.syncDone.value_or(false);
         });
}

Choice chooseHybrid(const Scene& scene) {
  const HybridPart& hybrid = scene.part().hybrid;
  const bool applied = hybrid.blobApplied.known() && hybrid.blobApplied.value;
  if (hybrid.blobState.known() && hybrid.blobState.value == "waiting" && !applied) {
    return {"hybrid-blob", nullptr, hybrid.blobStateAt.value, false};
  }
  if (hybrid.controllerContact.known() && hybrid.controllerContact.value == "notReached") {
    return {"hybrid-controller", nullptr, hybrid.controllerContactAt.value, false};
  }
  return {};
}

Choice choosePhase(const Scene& scene) {
  const DeploymentPhase& phase = *scene.phase;
  const UtcTime start = scene.step != nullptr && scene.step->started != UtcTime{} ? scene.step->started : UtcTime{};
  if (phase.id == PhaseId::accountSetup && waitsForServer(scene)) {
    return {"account-finish", nullptr, start, false};
  }
  if (phase.state == WorkState::restartRequired ||
      (scene.step != nullptr && scene.step->state == WorkState::restartRequired)) {
    return {"restart", nullptr, start, false};
  }
  if (scene.step == nullptr) {
    return {"phase", nullptr, phase.started, false};
  }
  std::string_view kind = waitOfStep(scene.step->id);
  const bool begun = scene.step->state != WorkState::notStarted && scene.step->state != WorkState::unknown;
  if (kind == "restart" && !begun) {
    kind = "phase-end";  // this step stands there on every run
  }
  return kind == "apps" ? chooseApps(scene, start) : Choice{kind, nullptr, start, false};
}

Choice choosePreparation(const Scene& scene) {
  if (scene.items.empty()) {
    return {"preparation-agent", nullptr, {}, false};
  }
  const DeploymentItem* active = activeItem(scene.items);
  if (active != nullptr) {
    Choice choice =
        ofItem(scene, *active, {}, active->state == WorkState::restartRequired ? "restart" : "preparation-work");
    choice.ofStepOnly = false;
    return choice;
  }
  if (const UtcTime since = fullSince(scene); since != UtcTime{}) {
    return {"preparation-end", nullptr, since, false};
  }
  return {"preparation-turn", nullptr, {}, false};
}

// Since when set-up has been looking for a network.
UtcTime lookingSince(const Scene& scene) {
  UtcTime since{};
  for (const EventFacts& each : scene.report->autopilot.events.value) {
    if (each.id == 160 || each.id == 165 || each.id == 285) {
      since = since == UtcTime{} || each.time > since ? each.time : since;
    }
  }
  return since;
}

}  // namespace

Choice choose(const Scene& scene) {
  if (scene.network) {
    return {"network", nullptr, lookingSince(scene), false};
  }
  if (scene.pageFailure != nullptr) {
    const bool timeout = scene.pageFailure->name.find("Timeout") != std::string::npos;
    return {timeout ? "page-timeout-unread" : "page-failure-unread", nullptr, scene.pageFailure->time, false};
  }
  if (!scene.turn.empty()) {
    const DeploymentPhase* before =
        phaseOf(scene.part(), scene.turn == "page-turn" ? PhaseId::devicePreparation : PhaseId::deviceSetup);
    if (scene.turn == "reseal") {
      return {scene.turn, nullptr, scene.part().shell.preProvisioningAt.value, false};
    }
    return {scene.turn, nullptr, before == nullptr ? UtcTime{} : before->ended, false};
  }
  if (scene.preparation) {
    return choosePreparation(scene);
  }
  const Choice hybrid = chooseHybrid(scene);
  if (!hybrid.kind.empty() && (scene.phase == nullptr || scene.phase->id == PhaseId::devicePreparation)) {
    return hybrid;
  }
  if (scene.phase != nullptr) {
    return choosePhase(scene);
  }
  return chooseApps(scene, {});
}

}  // namespace preflight::deployment
