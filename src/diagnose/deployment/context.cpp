// Where a deployment is: at the first phase that is not over, by what the phases say, else by what is tracked.
#include "diagnose/deployment/context.h"

#include <algorithm>
#include <array>

#include "base/tristate.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/earlier_failures.h"
#include "diagnose/deployment/failures.h"
#include "diagnose/deployment/update_page.h"
#include "diagnose/deployment/user_phase.h"

namespace preflight::deployment {
namespace {

constexpr std::array order{PhaseId::devicePreparation, PhaseId::deviceSetup, PhaseId::accountSetup};

bool anyStep(const DeploymentPhase& phase, bool (*fits)(WorkState)) {
  return std::ranges::any_of(phase.steps, [&](const DeploymentStep& step) { return fits(step.state); });
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

void takeItems(DeploymentContext& context, DeploymentScope scope) {
  context.scope = scope;
  context.items = itemsOf(context.part(), scope);
  std::erase_if(context.items,
                [&](const DeploymentItem* item) { return !isOfUser(context, item->scope, item->account); });
  for (const DeploymentItem* item : context.items) {
    if (item->state == WorkState::failed && !isPackage(context.part(), *item)) {
      context.failed.push_back(item);
    }
  }
}

void takePhase(DeploymentContext& context, const DeploymentPhase& phase, DeploymentState state) {
  context.phase = &phase;
  context.step = currentStep(phase);
  context.state = state;
  takeItems(context, phase.id == PhaseId::accountSetup ? DeploymentScope::user : DeploymentScope::device);
  if (state == DeploymentState::failed) {
    takePackages(context);
  }
}

// Without the phases only the ESP's own records show that it failed. Not every Windows records that somebody continued
// from there, so the deployment neither failed nor works for certain.
void takePageFailure(DeploymentContext& context) {
  const bool damaged = context.phase != nullptr && context.phase->shape == "damaged";
  if ((damaged || couldNotBeRead(context.part().page.phases.state)) && !context.preparation) {
    context.pageFailure = lastPageFailure(context.part());
    context.state = context.pageFailure == nullptr ? context.state : DeploymentState::waits;
  }
}

// The device part is done and account setup has not begun. False: no user follows, it is over.
bool isBeforeUser(DeploymentContext& context) {
  switch (endsWithoutUser(context)) {
    case Tristate::yes:
      return false;
    case Tristate::unknown:
      context.state = DeploymentState::unknown;
      return true;
    case Tristate::no:
      break;
  }
  context.between = nextAfterDevicePart(context);
  const bool failed = context.between != BetweenPhases::no && preProvisioningFailed(context.part());
  context.state = failed ? DeploymentState::failed : DeploymentState::waits;
  context.between = failed ? BetweenPhases::preProvisioningFailed : context.between;
  return true;
}

// One phase; true when the deployment is there.
bool isAtPhase(DeploymentContext& context, const DeploymentPhase& phase, bool laterHasBegun) {
  const WorkState state = stateOf(phase);
  if (isFailure(state) || state == WorkState::cancelled) {
    if (laterHasBegun || (isMarkedOver(context.part(), DeploymentScope::device) && userIsDone(context.part()))) {
      context.skipped = &phase;
      return false;
    }
    takePhase(context, phase, DeploymentState::failed);
    return true;
  }
  if (wentWell(state) || (laterHasBegun && phase.id != PhaseId::accountSetup && notBegun(state))) {
    return false;
  }
  if (phase.id == PhaseId::accountSetup &&
      (known(context.part().page.userShown, false) || userIsDone(context.part()))) {
    return false;
  }
  // Also where the ESP is not shown its work counts, until its mark says that it is over or account setup begins.
  const bool works = runs(state) && !laterHasBegun && !isMarkedOver(context.part(), DeploymentScope::device);
  if (phase.id == PhaseId::deviceSetup && known(context.part().page.deviceShown, false) && !works) {
    return false;
  }
  const bool damaged = phase.shape == "damaged";  // then it may have begun
  if (phase.id == PhaseId::accountSetup && !hasBegun(phase) && !(damaged && endsWithoutUser(context) != Tristate::no)) {
    takePhase(context, phase, DeploymentState::waits);
    return isBeforeUser(context);
  }
  takePhase(context, phase, DeploymentState::waits);
  // An app that failed stops the ESP, a moment before the phase shows it.
  if (!context.failed.empty() && !severalUsers(context) && (damaged || context.isAtStep("apps"))) {
    context.state = DeploymentState::failed;
  } else if (damaged) {
    takePageFailure(context);
  }
  return true;
}

// None of the phases that are there is open: over only when nothing can follow.
void decideBetweenPhases(DeploymentContext& context) {
  const DeploymentPart& part = context.part();
  const bool device = phaseOf(part, PhaseId::deviceSetup) != nullptr || known(part.page.deviceShown, false) ||
                      isMarkedOver(part, DeploymentScope::device);
  const bool user =
      phaseOf(part, PhaseId::accountSetup) != nullptr || known(part.page.userShown, false) || userIsDone(part);
  if (!device) {
    context.state = DeploymentState::waits;
    context.between = BetweenPhases::deviceSetup;
  } else if (!user && isBeforeUser(context) && context.state == DeploymentState::waits &&
             context.between == BetweenPhases::no) {
    context.between = BetweenPhases::accountStart;
  }
}

void decideByPhases(DeploymentContext& context) {
  context.state = DeploymentState::finished;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const DeploymentPhase* phase = phaseOf(context.part(), order[i]);
    if (phase == nullptr) {
      continue;
    }
    bool laterHasBegun = false;
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const DeploymentPhase* later = phaseOf(context.part(), order[j]);
      laterHasBegun = laterHasBegun || (later != nullptr && hasBegun(*later));
    }
    if (isAtPhase(context, *phase, laterHasBegun)) {
      return;
    }
  }
  decideBetweenPhases(context);
}

// The phases could not be read, or were never written: what is tracked shows less, but shows it.
bool decideByItems(DeploymentContext& context) {
  for (const DeploymentScope scope : {DeploymentScope::device, DeploymentScope::user}) {
    takeItems(context, scope);
    if (context.items.empty() || isMarkedOver(context.part(), scope)) {
      context.failed.clear();
      continue;
    }
    const bool open =
        std::ranges::any_of(context.items, [](const DeploymentItem* item) { return !isOver(item->state); });
    if (!context.failed.empty() || open) {
      context.state =
          context.failed.empty() || severalUsers(context) ? DeploymentState::waits : DeploymentState::failed;
      return true;
    }
  }
  return false;
}

// A provider that is tracked shows that an ESP was started, also where nothing else is left.
bool decideByProviders(DeploymentContext& context) {
  const auto& providers = context.part().items.providers;
  if (!providers.known() || providers.value.empty() || isMarkedOver(context.part(), DeploymentScope::device)) {
    return false;
  }
  context.state = DeploymentState::waits;
  return true;
}

// Setup is back at its network page: it looks for a network and has not found one since.
bool decideByNetwork(DeploymentContext& context) {
  const Fact<std::vector<EventFacts>>& events = context.report->autopilot.events;
  constexpr std::array<std::uint64_t, 4> seeks{160, 165, 167, 285};
  constexpr std::array<std::uint64_t, 7> found{161, 164, 166, 286, 702, 703, 704};
  const auto newest = [&](const auto& ids) {
    std::uint64_t record = 0;
    for (const EventFacts& event : events.value) {
      if (std::ranges::find(ids, event.id) != ids.end() && event.recordId >= record) {
        record = event.recordId;
      }
    }
    return record;
  };
  const Fact<SetupPhase>& phase = context.report->setup.phase;
  const bool inSetup = phase.known() && phase.value == SetupPhase::oobe;
  // A new device without a network is not a deployment yet: only one that had begun waits.
  if (!events.known() || !inSetup || newest(seeks) <= newest(found) || earlierFailures(context).empty()) {
    return false;
  }
  context.seeksNetwork = true;
  context.state = DeploymentState::waits;
  return true;
}

// Nor do the ESP's records show whether it is at a domain join that failed.
void takeDomainJoin(DeploymentContext& context) {
  const bool open = couldNotBeRead(context.part().page.phases.state) && !context.preparation;
  if (open && context.pageFailure == nullptr && isAtDomainJoin(context)) {
    context.state = DeploymentState::unknown;
  }
}

bool holds(const ShellRecord& record, std::string_view part) {
  return record.name.find(part) != std::string::npos;
}

}  // namespace

bool isTimeoutRecord(const ShellRecord& record) {
  return holds(record, "Progress_Timeout");
}

bool isFailureRecord(const ShellRecord& record) {
  return holds(record, "Progress_Fail");  // "_Failure" and "_Failed"
}

const ShellRecord* lastPageFailure(const DeploymentPart& part) {
  const Fact<std::vector<ShellRecord>>& records = part.shell.records;
  for (auto record = records.value.rbegin(); records.known() && record != records.value.rend(); ++record) {
    if (isTimeoutRecord(*record) || isFailureRecord(*record)) {
      return &*record;
    }
    if (holds(*record, "_Started") || holds(*record, "ResumingAfterReboot")) {
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
    const auto found = std::ranges::find_if(phase.steps, fits, &DeploymentStep::state);
    return found == phase.steps.end() ? nullptr : &*found;
  };
  if (isOver(stateOf(phase))) {
    return first([](WorkState state) { return state == WorkState::failed || state == WorkState::cancelled; });
  }
  const DeploymentStep* running = first(runs);
  return running != nullptr ? running : first([](WorkState state) { return !isOver(state); });
}

UtcTime onClockOfNow(const DeploymentContext& context, UtcTime time) {
  const Fact<std::vector<ClockJump>>& jumps = context.part().clock.jumps;
  if (time == UtcTime{} || !jumps.known()) {
    return time;
  }
  for (const ClockJump& jump : jumps.value) {
    const bool forward = jump.after > jump.before;
    if (forward && context.now < jump.after) {
      continue;  // it was found wrong and not set yet
    }
    if (forward ? time <= jump.before : time > context.now) {
      time.milliseconds += jump.after.milliseconds - jump.before.milliseconds;
    }
  }
  return time;
}

std::string timeText(const DeploymentContext& context, UtcTime time) {
  const Fact<std::int64_t>& offset = context.report->setup.utcOffsetMinutes;
  constexpr std::int64_t day = 24 * 60;
  return offset.known() ? dateText(time, static_cast<int>(std::clamp<std::int64_t>(offset.value, -day, day)))
                        : dateText(time, 0) + " UTC";
}

std::string clockOf(const DeploymentContext& context, UtcTime time) {
  constexpr std::size_t date = std::string_view("2026-05-12 ").size();
  const std::string text = timeText(context, time);
  return text.substr(0, date) == timeText(context, context.now).substr(0, date) ? text.substr(date) : text;
}

std::optional<std::int64_t> secondsSince(const DeploymentContext& context, UtcTime start) {
  if (start == UtcTime{} || context.now == UtcTime{}) {
    return {};
  }
  const std::int64_t span = context.now.milliseconds - onClockOfNow(context, start).milliseconds;
  // A little ahead is the granularity of the records; more is another clock.
  return span < -5000 ? std::nullopt : std::optional(std::max<std::int64_t>(span, 0) / 1000);
}

DeploymentContext contextOf(const Report& report, UtcTime now) {
  DeploymentContext context;
  context.report = &report;
  context.now = now;
  context.user = currentUser(report.deployment);
  const DeploymentPart& part = context.part();
  const bool anyPhaseBegun =
      part.page.phases.known() && std::ranges::any_of(part.page.phases.value, [](const DeploymentPhase& phase) {
        return hasBegun(phase) || isFailure(stateOf(phase));
      });
  if (anyPhaseBegun) {
    decideByPhases(context);
    const bool between = context.between != BetweenPhases::no && context.state == DeploymentState::waits;
    if (updatePageOf(part).open && (between || context.state == DeploymentState::finished)) {
      context.updates = true;
      context.state = DeploymentState::waits;
    }
    return context;
  }
  if (decideByPreparation(context) || decideByItems(context) || decideByProviders(context)) {
    if (context.state == DeploymentState::waits) {
      takePageFailure(context);
      takeDomainJoin(context);
    }
    return context;
  }
  context.items.clear();
  if (isMarkedOver(part, DeploymentScope::device) && (known(part.page.userShown, false) || userIsDone(part))) {
    context.state = DeploymentState::finished;
  } else if (decideByNetwork(context)) {
    return context;
  } else if (couldNotBeRead(part.page.phases.state)) {
    context.state = DeploymentState::unknown;
    takePageFailure(context);
  }
  return context;
}

}  // namespace preflight::deployment
