#include "diagnose/deployment/status_lines.h"

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/esp_buttons.h"
#include "diagnose/deployment/evidence.h"
#include "text/label_id.h"

namespace preflight::deployment {
namespace {

constexpr std::size_t mostItems = 200;

// A state as a line shows it.
struct LineState {
  State state = State::unknown;
  std::string_view word;
  Text value;
};

LineState lineState(WorkState state) {
  const Text value = stateName(state);
  switch (state) {
    case WorkState::succeeded:
      return {State::pass, "OK", value};
    case WorkState::notRequired:
      return {State::info, "NONE", value};
    case WorkState::skipped:
    case WorkState::failedBefore:
      return {State::info, "SKIPPED", value};
    case WorkState::failed:
      return {State::fail, "FAILED", value};
    case WorkState::cancelled:
    case WorkState::retrying:
      return {State::warn, "WARNING", value};
    case WorkState::uninstalled:
      return {State::info, "INFO", value};
    case WorkState::restartRequired:
      return {State::warn, "WAITING", value};
    case WorkState::waitsForUser:
    case WorkState::notStarted:
      return {State::info, "WAITING", value};
    case WorkState::unknown:
      return {State::unknown, "UNKNOWN", value};
    default:
      return {State::info, "RUNNING", value};
  }
}

DeploymentLine lineOf(std::string id, Text label, LineState looks) {
  DeploymentLine line;
  line.id = std::move(id);
  line.label = std::move(label);
  line.value = std::move(looks.value);
  line.state = looks.state;
  line.word = looks.word;
  line.known = looks.state != State::unknown;
  return line;
}

void setTimes(const DeploymentContext& context, UtcTime started, UtcTime ended, DeploymentLine& line) {
  line.started = onClockOfNow(context, started);
  line.ended = onClockOfNow(context, ended);
  if (line.ended < line.started) {
    line.ended = {};
  }
}

// What is being done now takes too long, or it does not.
LineState activeState(const DeploymentStatus& status, Text value) {
  const bool overdue = status.waiting && status.waiting->overdue;
  return {overdue ? State::warn : State::info, overdue ? "WAITING" : "RUNNING", std::move(value)};
}

// --- phases --------------------------------------------------------------------------------------------------------

bool waitsAt(const DeploymentContext& context, const DeploymentPhase& phase) {
  return &phase == context.phase && context.state == DeploymentState::waits && context.between == BetweenPhases::no;
}

bool failedAt(const DeploymentContext& context, const DeploymentPhase& phase) {
  return &phase == context.phase && context.state == DeploymentState::failed;
}

// Windows waits for the domain join at the step of the agent.
Text nameOf(const DeploymentContext& context, const DeploymentStep& step) {
  return &step == context.step && isAtDomainJoin(context) ? Text(DeploymentId::labelDomainJoin) : stepName(step);
}

LineState stateOfPhase(const DeploymentContext& context, const DeploymentStatus& status, const DeploymentPhase& phase) {
  const WorkState state = stateOf(phase);
  const Text at =
      context.step != nullptr && &phase == context.phase ? nameOf(context, *context.step) : stateName(state);
  if (waitsAt(context, phase)) {
    return activeState(status, at);
  }
  if (failedAt(context, phase)) {
    return {State::fail, "FAILED", at};
  }
  LineState looks = lineState(state);
  if (state == WorkState::notStarted) {
    looks.value = DeploymentId::phaseNotStarted;
  }
  return looks;
}

// A phase that failed lasts no longer, also where steps of it were not tried.
UtcTime endOf(const DeploymentContext& context, const DeploymentPhase& phase) {
  UtcTime end = phase.ended;
  for (const DeploymentStep& step : phase.steps) {
    end = failedAt(context, phase) && isFailure(step.state) ? std::max(end, step.ended) : end;
  }
  return end;
}

float doneOf(const DeploymentPhase& phase) {
  if (stateOf(phase) == WorkState::succeeded) {
    return 1;
  }
  const auto over = std::ranges::count_if(
      phase.steps, [](const DeploymentStep& step) { return isOver(step.state) && !isFailure(step.state); });
  return phase.steps.empty() ? 0 : static_cast<float>(over) / static_cast<float>(phase.steps.size());
}

Text countOf(const DeploymentStep& step) {
  return {DeploymentId::of, {{"done", std::to_string(*step.done)}, {"total", std::to_string(*step.total)}}};
}

// "3 of 7", "0x80070643 (ERROR_INSTALL_FAILURE)", "done".
Text valueOf(const DeploymentStep& step) {
  if (step.done && step.total && !isFailure(step.state)) {
    return countOf(step);
  }
  const Text meaning = isFailure(step.state) ? meaningOfCode(step.errorCode) : Text();
  return meaning.empty() ? stateName(step.state) : meaning;
}

// As Windows wrote it, in the device's language; else the state.
Text writtenText(const DeploymentStep& step) {
  return step.text.empty() ? stateName(step.state) : Text(printable(step.text, 300));
}

DeploymentLine phaseLine(const DeploymentContext& context, const DeploymentStatus& status,
                         const DeploymentPhase& phase) {
  DeploymentLine line = lineOf(std::string(name(phase.id)), phaseName(phase.id), stateOfPhase(context, status, phase));
  line.known = stateOf(phase) != WorkState::unknown;
  line.done = doneOf(phase);
  setTimes(context, phase.started, endOf(context, phase), line);
  line.evidence.push_back(
      {line.label, listText({stateName(stateOf(phase)), printable(phase.text, 200)}), phase.source});
  for (const DeploymentStep& step : phase.steps) {
    line.evidence.push_back({stepName(step), writtenText(step), phase.source});
  }
  return line;
}

// --- steps ---------------------------------------------------------------------------------------------------------

// After a failure nothing is queued any more.
DeploymentStep asShown(const DeploymentContext& context, DeploymentStep step) {
  if (context.state == DeploymentState::failed && step.state == WorkState::notStarted) {
    step.state = WorkState::failedBefore;
    step.text.clear();
  }
  return step;
}

DeploymentLine stepLine(const DeploymentContext& context, const DeploymentStatus& status,
                        const DeploymentStep& written) {
  const DeploymentStep step = asShown(context, written);
  const bool active = &written == context.step && waitsAt(context, *context.phase);
  LineState looks = active ? activeState(status, {}) : lineState(step.state);
  looks.value = valueOf(step);
  DeploymentLine line = lineOf(step.id, nameOf(context, written), std::move(looks));
  line.known = written.state != WorkState::notStarted && written.state != WorkState::unknown;
  setTimes(context, step.started, step.ended, line);
  line.evidence.push_back({line.label, writtenText(step), context.phase->source});
  if (!step.rawState.empty()) {
    line.evidence.push_back({DeploymentId::labelRawState, printable(step.rawState, 80), step.rawName});
  }
  if (step.started != UtcTime{}) {
    line.evidence.push_back({DeploymentId::labelStepBegan, timeText(context, step.started), step.timesFrom});
  }
  if (step.ended != UtcTime{}) {
    line.evidence.push_back({DeploymentId::labelStepEnded, timeText(context, step.ended), step.timesFrom});
  }
  addCode(step.errorCode, context.phase->source, WithAction::yes, line.evidence);
  return line;
}

// --- items ---------------------------------------------------------------------------------------------------------

Text valueOf(const DeploymentItem& item) {
  const Text state = stateName(item.state);
  if (!isOver(item.state) && item.totalBytes.value_or(0) > 0 && item.downloadedBytes.value_or(-1) >= 0) {
    return listText({state, Text(DeploymentId::of, {{"done", bytesText(*item.downloadedBytes)},
                                                    {"total", bytesText(*item.totalBytes)}})});
  }
  if (item.state != WorkState::failed) {
    return state;
  }
  const Text said = item.exitCode.value_or(0) != 0 ? meaningOfExit(*item.exitCode) : meaningOfCode(item.errorCode);
  return said.empty() ? state : said;
}

void addNameEvidence(const DeploymentContext& context, const DeploymentItem& item, DeploymentLine& line) {
  line.evidence.push_back({DeploymentId::labelId, printable(item.id, 300), item.nameSource});
  const IntuneAgentPart& agent = context.part().agent;
  if (item.kind == ItemKind::app && item.name.empty()) {
    const bool whole = agent.logsWhole.known() && agent.logsWhole.value;
    line.evidence.push_back({DeploymentId::labelName, whole ? DeploymentId::valueNoName : DeploymentId::valueNameUnread,
                             agent.names.source});
  }
}

DeploymentLine itemLine(const DeploymentContext& context, const DeploymentItem& item) {
  LineState looks = lineState(item.state);
  looks.value = valueOf(item);
  DeploymentLine line = lineOf(lineIdOf(item), itemName(item), std::move(looks));
  line.known = item.state != WorkState::notStarted && item.state != WorkState::unknown;
  setTimes(context, item.started, item.ended, line);
  line.evidence.push_back({kindName(item.kind), namedText(line.label, stateName(item.state)), item.source});
  addNameEvidence(context, item, line);
  addLines(context.part(), item, line.evidence);
  line.evidence.push_back({DeploymentId::labelRawState, printable(item.rawState, 80), item.source});
  if (!item.download.empty()) {
    line.evidence.push_back({DeploymentId::labelDownloadFrom, printable(item.download, 300), item.source});
  }
  if (item.exitCode) {
    addExit(*item.exitCode, item.source, WithAction::yes, line.evidence);
  }
  addCode(item.errorCode, item.source, WithAction::yes, line.evidence);
  return line;
}

// Failed, then what is being done, then what is queued, then what is over.
int order(const DeploymentItem& item) {
  if (item.state == WorkState::failed) {
    return 0;
  }
  if (isOver(item.state)) {
    return 3;
  }
  return item.state == WorkState::notStarted || item.state == WorkState::unknown ? 2 : 1;
}

// When all is over the context has no scope of its own: then those of the device. Policies and the like are listed only
// while they are open or failed.
std::vector<const DeploymentItem*> itemsShown(const DeploymentContext& context) {
  std::vector<const DeploymentItem*> items =
      context.items.empty() ? itemsOf(context.part(), DeploymentScope::device) : context.items;
  std::erase_if(items, [](const DeploymentItem* item) {
    const bool small =
        item->kind == ItemKind::policy || item->kind == ItemKind::certificate || item->kind == ItemKind::networkProfile;
    return small && isOver(item->state) && item->state != WorkState::failed;
  });
  std::ranges::stable_sort(items, {}, [](const DeploymentItem* item) { return order(*item); });
  return items;
}

void addItemLines(const DeploymentContext& context, DeploymentStatus& status) {
  const std::vector<const DeploymentItem*> items = itemsShown(context);
  if (items.empty()) {
    return;
  }
  status.itemsTitle = context.preparation ? DeploymentId::workTitle : DeploymentId::itemsTitle;
  for (std::size_t i = 0; i < items.size() && i < mostItems; ++i) {
    status.items.push_back(itemLine(context, *items[i]));
  }
  if (items.size() > mostItems) {
    const Text more(DeploymentId::moreItems, {{"n", std::to_string(items.size() - mostItems)}});
    status.items.push_back(lineOf("itemsMore", DeploymentId::labelMore, {State::info, "INFO", more}));
  }
}

// -------------------------------------------------------------------------------------------------------------------

Text headingOf(const DeploymentContext& context) {
  using enum DeploymentId;
  if (context.preparation) {
    return headingPreparation;
  }
  const StatusPagePart& page = context.part().page;
  const Text names = buttonNames(page);
  const Text limit =
      page.timeoutMinutes.known() ? Text(LabelId::minutes, {{"n", std::to_string(page.timeoutMinutes.value)}}) : Text();
  const DeploymentId row = limit.empty() ? (names.empty() ? headingEsp : headingEspButtons)
                                         : (names.empty() ? headingEspLimit : headingEspLimitButtons);
  return {row, {{"limit", limit}, {"buttons", names}}};
}

}  // namespace

std::string lineIdOf(const DeploymentItem& item) {
  return "item " + printable(item.id.empty() ? item.rawName : item.id, 200);
}

void fillLines(const DeploymentContext& context, DeploymentStatus& status) {
  if (context.state == DeploymentState::none) {
    return;
  }
  status.heading = headingOf(context);
  for (const DeploymentPhase& phase : context.part().page.phases.value) {
    status.phases.push_back(phaseLine(context, status, phase));
  }
  if (context.phase != nullptr && !context.phase->steps.empty()) {
    status.stepsTitle = phaseName(context.phase->id);
    for (const DeploymentStep& step : context.phase->steps) {
      status.steps.push_back(stepLine(context, status, step));
    }
  }
  addItemLines(context, status);
}

}  // namespace preflight::deployment
