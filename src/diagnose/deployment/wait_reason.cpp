#include "diagnose/deployment/wait_reason.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/update_page.h"
#include "diagnose/deployment/user_phase.h"

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

const PolicyProvider* openList(const DeploymentContext& context) {
  const Fact<std::vector<PolicyProvider>>& providers = context.part().items.providers;
  for (const PolicyProvider& provider : providers.value) {
    if (providers.known() && provider.scope == context.scope && isOfUser(context, provider.scope, provider.account) &&
        !provider.listComplete.value_or(false) && provider.installation != WorkState::notRequired) {
      return &provider;
    }
  }
  return nullptr;
}

const PolicyProvider* failedProvider(const DeploymentContext& context) {
  const Fact<std::vector<PolicyProvider>>& providers = context.part().items.providers;
  const auto found = std::ranges::find_if(providers.value, [](const PolicyProvider& provider) {
    return provider.scope == DeploymentScope::device && provider.installation == WorkState::failed;
  });
  return providers.known() && found != providers.value.end() ? &*found : nullptr;
}

bool lacksAgent(const DeploymentContext& context) {
  const Fact<std::vector<PolicyProvider>>& providers = context.part().items.providers;
  // Who lists apps has a mark of its list. Where nobody has one yet, who was asked to install says it.
  const auto lists = [&](const PolicyProvider& provider) {
    return provider.listComplete && provider.scope == context.scope &&
           isOfUser(context, provider.scope, provider.account);
  };
  const auto isAgent = [](const PolicyProvider& provider) { return equalIgnoringCase(provider.name, "Sidecar"); };
  const bool listed = std::ranges::any_of(providers.value, lists);
  const bool agentLists = std::ranges::any_of(providers.value, [&](const PolicyProvider& provider) {
    return isAgent(provider) && (!listed || lists(provider));
  });
  return providers.known() && !providers.value.empty() && !agentLists;
}

namespace {

// The more an item does, the smaller.
constexpr std::array activity{WorkState::installing,      WorkState::downloading, WorkState::inProgress,
                              WorkState::restartRequired, WorkState::retrying,    WorkState::downloaded,
                              WorkState::waitsForUser};

std::size_t rankOf(WorkState state) {
  return static_cast<std::size_t>(std::ranges::find(activity, state) - activity.begin());
}

}  // namespace

const DeploymentItem* activeApp(const std::vector<const DeploymentItem*>& items) {
  const DeploymentItem* best = nullptr;
  for (const DeploymentItem* item : items) {
    const std::size_t rank = rankOf(item->state);
    if (!isApp(*item) || rank == activity.size()) {
      continue;
    }
    if (best == nullptr || rank < rankOf(best->state) ||
        (rank == rankOf(best->state) && item->started > best->started)) {
      best = item;
    }
  }
  return best;
}

namespace {

WaitId waitForApp(const DeploymentItem& item) {
  if (item.kind == ItemKind::taskSequence) {
    return WaitId::taskSequence;
  }
  switch (item.state) {
    case WorkState::installing:
      return WaitId::appInstall;
    case WorkState::downloading:
    case WorkState::downloaded:
      return WaitId::appDownload;
    case WorkState::restartRequired:
      return WaitId::restart;
    case WorkState::retrying:
      return WaitId::appRetry;
    case WorkState::waitsForUser:
      return WaitId::appUser;
    default:
      return WaitId::appWork;
  }
}

// A script of the agent that runs now.
const DeploymentItem* runningScript(const DeploymentContext& context) {
  const Fact<std::vector<DeploymentItem>>& scripts = context.part().preparation.scripts;
  for (const DeploymentItem& script : scripts.value) {
    // Its key is there from the download on; the result is written at its end.
    const bool open = script.state == WorkState::inProgress || (script.rawState.empty() && script.ended == UtcTime{});
    if (scripts.known() && script.scope == context.scope && open) {
      return &script;
    }
  }
  return nullptr;
}

// The registry has no start of a script. Without the log's line the agent's last line is what is known: a script that
// runs keeps the agent from writing.
WaitReason waitForScript(const DeploymentContext& context, const DeploymentItem& script) {
  const std::vector<const AgentLine*> lines = linesOf(context.part(), script);
  const auto begun = std::ranges::find(lines, "scriptBegun", &AgentLine::kind);
  if (begun != lines.end()) {
    return {WaitId::script, &script, (*begun)->time};
  }
  return {WaitId::script, &script, context.part().agent.lastLogLine.value, true};
}

// When an item began: as it says itself, else as the tracking over time says of the same.
UtcTime startOf(const DeploymentContext& context, const DeploymentItem& item) {
  const Fact<std::vector<DeploymentItem>>& expected = context.part().items.expected;
  if (item.started != UtcTime{} || !expected.known()) {
    return item.started;
  }
  const auto same = std::ranges::find_if(expected.value, [&](const DeploymentItem& other) {
    return other.kind == item.kind && other.scope == item.scope && equalIgnoringCase(other.id, item.id);
  });
  return same == expected.value.end() ? UtcTime{} : same->started;
}

// The registry says "in progress" for the download as for the install of an app: the agent's newest line says which.
// A line from before the app began is of an earlier attempt.
WaitReason refinedByLog(const DeploymentContext& context, const DeploymentItem& item, WaitReason reason) {
  const std::vector<const AgentLine*> lines = linesOf(context.part(), item);
  constexpr std::int64_t slack = 120'000;  // what times of a log are off by at most
  const UtcTime begun = reason.sinceOfOther ? UtcTime{} : reason.since;
  if (reason.id != WaitId::appWork || lines.empty() || lines.front()->time.milliseconds + slack < begun.milliseconds ||
      lines.front()->time.milliseconds > context.now.milliseconds + slack) {
    return reason;
  }
  const AgentLine& newest = *lines.front();
  if (newest.kind == "downloading" && newest.bytes && newest.bytes != newest.ofBytes) {
    reason.id = WaitId::appDownload;
  } else if (newest.kind == "installing") {
    return {WaitId::appInstall, &item, newest.time};
  }
  return reason;
}

WaitReason waitForItem(const DeploymentContext& context, const DeploymentItem& item, UtcTime stepStart, WaitId id) {
  const UtcTime start = startOf(context, item);
  return start == UtcTime{} ? WaitReason{id, &item, stepStart, true} : WaitReason{id, &item, start};
}

// Nothing is tracked, nobody has begun a list of apps (or the agent is not among those that list them), and the ESP has
// not counted any. Not when that was not read.
bool lacksList(const DeploymentContext& context) {
  const DeploymentItemsPart& items = context.part().items;
  const auto read = [](const auto& fact) { return fact.known() || fact.state == FactState::absent; };
  const bool listed = std::ranges::any_of(items.providers.value, [&](const PolicyProvider& provider) {
    return provider.scope == context.scope && isOfUser(context, provider.scope, provider.account) &&
           (provider.listComplete || provider.installation == WorkState::notRequired);
  });
  return context.step != nullptr && !context.step->total && read(items.providers) && read(items.tracked) &&
         (!listed || lacksAgent(context));
}

WaitReason waitForApps(const DeploymentContext& context, UtcTime stepStart) {
  const DeploymentItem* active = activeApp(context.items);
  const bool listIsOpen = openList(context) != nullptr;
  // What is on its way is the wait, also while a list is open; only what waits for a user can wait meanwhile.
  if (active != nullptr && !(listIsOpen && active->state == WorkState::waitsForUser)) {
    return refinedByLog(context, *active, waitForItem(context, *active, stepStart, waitForApp(*active)));
  }
  if (listIsOpen) {
    return {WaitId::identifyingApps, nullptr, stepStart};
  }
  if (const DeploymentItem* script = runningScript(context)) {
    return waitForScript(context, *script);
  }
  const auto anyApp = [&](auto fits) {
    return std::ranges::any_of(context.items, [&](const DeploymentItem* item) { return isApp(*item) && fits(*item); });
  };
  if (!anyApp([](const DeploymentItem&) { return true; })) {
    return {lacksList(context) ? WaitId::identifyingApps : WaitId::apps, nullptr, stepStart};
  }
  const bool open = anyApp([](const DeploymentItem& item) { return !isOver(item.state); });
  return {open ? WaitId::appTurn : WaitId::appFinish, nullptr, stepStart};
}

bool listIsComplete(const DeploymentContext& context) {
  return openList(context) == nullptr &&
         std::ranges::any_of(context.part().items.providers.value, [&](const PolicyProvider& provider) {
           return provider.scope == context.scope && isOfUser(context, provider.scope, provider.account) &&
                  provider.listComplete.value_or(false);
         });
}

// Everything that a user's ESP tracks is done, and the server has not confirmed it: without its node the ESP has
// nothing to take the answer into.
bool waitsForServer(const DeploymentContext& context) {
  const Fact<std::vector<UserSync>>& users = context.part().page.users;
  const bool open = std::ranges::any_of(context.items, [](const DeploymentItem* item) { return !isOver(item->state); });
  const bool openStep =
      context.phase != nullptr && std::ranges::any_of(context.phase->steps, [](const DeploymentStep& step) {
        return !isOver(step.state) && step.id != "apps" && step.id != "sendResultsToMdmServer";
      });
  return !open && !openStep && users.known() && listIsComplete(context) &&
         std::ranges::any_of(users.value, [&](const UserSync& user) {
           return isOfUser(context, DeploymentScope::user, user.account) && !user.serverFinished &&
                  !user.syncDone.value_or(false);
         });
}

std::optional<WaitReason> waitForDomain(const DeploymentContext& context) {
  const HybridPart& hybrid = context.part().hybrid;
  const bool applied = hybrid.blobApplied.known() && hybrid.blobApplied.value;
  if (hybrid.blobState.known() && hybrid.blobState.value == "waiting" && !applied) {
    return WaitReason{WaitId::hybridBlob, nullptr, hybrid.blobStateAt.value};
  }
  if (hybrid.controllerContact.known() && hybrid.controllerContact.value == "notReached") {
    return WaitReason{WaitId::hybridController, nullptr, hybrid.controllerContactAt.value};
  }
  return {};
}

WaitReason waitForPhase(const DeploymentContext& context) {
  const DeploymentPhase& phase = *context.phase;
  const DeploymentStep* step = context.step;
  const UtcTime start = step == nullptr ? UtcTime{} : step->started;
  if (phase.id == PhaseId::accountSetup && waitsForServer(context)) {
    return {WaitId::accountFinish, nullptr, start};
  }
  if (phase.state == WorkState::restartRequired || (step != nullptr && step->state == WorkState::restartRequired)) {
    return {WaitId::restart, nullptr, start};
  }
  if (step == nullptr) {
    return {WaitId::phase, nullptr, phase.started};
  }
  const StepEntry* entry = findStep(step->id);
  const WaitId id = entry == nullptr ? WaitId::step : entry->wait;
  const bool begun = step->state != WorkState::notStarted && step->state != WorkState::unknown;
  if (id == WaitId::restart && !begun) {
    return {WaitId::phaseEnd, nullptr, start};  // every run has this step
  }
  return id == WaitId::apps ? waitForApps(context, start) : WaitReason{id, nullptr, start};
}

WaitReason waitOfPreparation(const DeploymentContext& context) {
  if (context.items.empty()) {
    return {WaitId::preparationAgent, nullptr, preparationStarted(context)};
  }
  if (const DeploymentItem* active = activeApp(context.items)) {
    const bool restart = active->state == WorkState::restartRequired;
    return {restart ? WaitId::restart : WaitId::preparationWork, active, startOf(context, *active)};
  }
  if (const UtcTime since = fullSince(context); since != UtcTime{}) {
    return {WaitId::preparationEnd, nullptr, since};
  }
  return {WaitId::preparationTurn};
}

WaitReason waitForNetwork(const DeploymentContext& context) {
  UtcTime since{};
  for (const EventFacts& event : context.report->autopilot.events.value) {
    if (event.id == 160 || event.id == 165 || event.id == 285) {
      since = since == UtcTime{} || event.time > since ? event.time : since;
    }
  }
  return {WaitId::network, nullptr, since};
}

WaitReason waitBetweenPhases(const DeploymentContext& context) {
  const auto after = [&](WaitId id, PhaseId before) {
    const DeploymentPhase* phase = phaseOf(context.part(), before);
    return WaitReason{id, nullptr, phase == nullptr ? UtcTime{} : phase->ended};
  };
  switch (context.between) {
    case BetweenPhases::deviceSetup:
      return after(WaitId::pageTurn, PhaseId::devicePreparation);
    case BetweenPhases::signIn:
      return after(WaitId::signIn, PhaseId::deviceSetup);
    case BetweenPhases::reseal:
      return {WaitId::reseal, nullptr, context.part().shell.preProvisioningAt.value};
    case BetweenPhases::resealOrSignIn:
      return after(WaitId::resealOrSignIn, PhaseId::deviceSetup);
    default:
      return after(WaitId::accountStart, PhaseId::deviceSetup);
  }
}

}  // namespace

WaitReason waitReasonOf(const DeploymentContext& context) {
  if (context.seeksNetwork) {
    return waitForNetwork(context);
  }
  if (context.updates) {
    return {WaitId::windowsUpdate, nullptr, updatePageOf(context.part()).since};
  }
  if (const ShellRecord* record = context.pageFailure) {
    return {isTimeoutRecord(*record) ? WaitId::pageTimeoutUnread : WaitId::pageFailureUnread, nullptr, record->time};
  }
  if (context.between != BetweenPhases::no) {
    return waitBetweenPhases(context);
  }
  if (context.preparation) {
    return waitOfPreparation(context);
  }
  const std::optional<WaitReason> domain = waitForDomain(context);
  if (domain && (context.phase == nullptr || context.phase->id == PhaseId::devicePreparation)) {
    return *domain;
  }
  return context.phase != nullptr ? waitForPhase(context) : waitForApps(context, {});
}

}  // namespace preflight::deployment
