#include "app/deployment_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment.h"
#include "diagnose/deployment_codes.h"
#include "diagnose/deployment_lines.h"
#include "diagnose/diagnose.h"

namespace preflight {
namespace {

using namespace deployment;

constexpr std::size_t mostItems = 200;

struct Looks {
  State state;
  std::string_view word;
};

Looks looksOf(WorkState state) {
  switch (state) {
    case WorkState::succeeded:
      return {State::pass, "DONE"};
    case WorkState::notRequired:
      return {State::info, "NONE"};
    case WorkState::skipped:
      return {State::info, "SKIPPED"};
    case WorkState::failed:
      return {State::fail, "FAILED"};
    case WorkState::failedBefore:
      return {State::info, "NOT TRIED"};
    case WorkState::cancelled:
      return {State::warn, "CANCELLED"};
    case WorkState::uninstalled:
      return {State::info, "REMOVED"};
    case WorkState::restartRequired:
      return {State::warn, "RESTART"};
    case WorkState::retrying:
      return {State::warn, "AGAIN"};
    case WorkState::notStarted:
      return {State::info, "WAITS"};
    case WorkState::unknown:
      return {State::unknown, "UNKNOWN"};
    default:
      return {State::info, "RUNS"};
  }
}

class Rows {
 public:
  Rows(const Report& report, const Diagnosis& diagnosis)
      : report_(report), diagnosis_(diagnosis), scene_(sceneOf(report, diagnosis.judgedAt)) {
    const Fact<std::int64_t>& offset = report.setup.utcOffsetMinutes;
    zone_ = offset.known() ? static_cast<int>(std::clamp<std::int64_t>(offset.value, -1440, 1440)) : 0;
  }

  DeploymentView view() {
    DeploymentView view;
    if (scene_.course == Course::none) {
      return view;
    }
    view.heading = heading();
    Section main{"deployment", "Deployment", {}};
    if (const Finding* finding = deploymentFinding(diagnosis_)) {
      main.rows.push_back(findingRow(*finding));
    }
    for (const DeploymentPhase& each : report_.deployment.page.phases.value) {
      view.phases.push_back(bar(each));
      main.rows.push_back(phaseRow(each, view.phases.back()));
    }
    view.sections.push_back(std::move(main));
    addSteps(view);
    addItems(view);
    return view;
  }

 private:
  // "11:03", in the device's zone.
  std::string clock(UtcTime time) const { return dateText(time, zone_).substr(11); }

  std::string spanBetween(UtcTime start, UtcTime end) const {
    if (start == UtcTime{}) {
      return end == UtcTime{} ? "" : fmt::format("until {}", clock(end));
    }
    if (end != UtcTime{} && end >= start) {
      return fmt::format("{} - {}, {}", clock(start), clock(end),
                         spanText((end.milliseconds - start.milliseconds) / 1000));
    }
    const auto seconds = secondsSince(scene_, start);
    return seconds ? fmt::format("since {}, {}", clock(start), spanText(*seconds))
                   : fmt::format("since {}", clock(start));
  }

  std::string heading() const {
    const StatusPagePart& page = report_.deployment.page;
    if (scene_.preparation) {
      return "device preparation";
    }
    std::string text = "enrollment status page";
    if (page.timeoutMinutes.known()) {
      text += fmt::format(", limit {} min", page.timeoutMinutes.value);
    }
    if (page.allowTryAgain.known() || page.allowReset.known() || page.allowContinue.known()) {
      constexpr std::string_view before = "The page offers: ";
      std::string buttons = buttonsText(page);  // not empty here
      buttons = buttons.starts_with(before) ? buttons.substr(before.size()) : "no button.";
      buttons.pop_back();
      text += ", on failure: " + buttons;
    }
    return text;
  }

  Row findingRow(const Finding& finding) const {
    Row row;
    row.id = "deploymentState";
    row.label = diagnosis_.waiting ? "Waits for" : "State";
    row.value = finding.title;
    row.state = finding.state;
    row.word = stateWord(finding.state);
    row.known = finding.state != State::unknown;
    row.evidence = finding.evidence;
    row.evidence.push_back({"Meaning", finding.meaning, ""});
    row.evidence.push_back({"What to do", finding.action, finding.who});
    return row;
  }

  // The phase that the deployment is at is told by what it waits for.
  Looks looksOfPhase(const DeploymentPhase& phase) const {
    if (&phase == scene_.phase && scene_.course == Course::waits) {
      return {diagnosis_.waiting && diagnosis_.waiting->overdue ? State::warn : State::info, "NOW"};
    }
    if (failedAt(phase)) {
      return {State::fail, "FAILED"};
    }
    const Looks looks = looksOf(stateOf(phase));
    return looks.word == "WAITS" ? Looks{State::info, "NOT STARTED"} : looks;
  }

  bool failedAt(const DeploymentPhase& phase) const {
    return &phase == scene_.phase && scene_.course == Course::failed;
  }

  // A phase that failed lasts no longer, also where steps of it were not tried.
  UtcTime endOf(const DeploymentPhase& phase) const {
    UtcTime end = phase.ended;
    for (const DeploymentStep& each : phase.steps) {
      end = failedAt(phase) && isFailure(each.state) ? std::max(end, each.ended) : end;
    }
    return end;
  }

  PhaseBar bar(const DeploymentPhase& phase) const {
    const Looks looks = looksOfPhase(phase);
    PhaseBar bar{phaseName(phase.id), looks.state, std::string(looks.word), spanBetween(phase.started, endOf(phase)),
                 0};
    const auto over =
        static_cast<float>(std::count_if(phase.steps.begin(), phase.steps.end(), [](const DeploymentStep& each) {
          return isOver(each.state) && !isFailure(each.state);
        }));
    bar.done = stateOf(phase) == WorkState::succeeded ? 1.0F
               : phase.steps.empty()                  ? 0.0F
                                                      : over / static_cast<float>(phase.steps.size());
    if (bar.when.empty()) {
      bar.when = stateName(stateOf(phase));
    }
    return bar;
  }

  Row phaseRow(const DeploymentPhase& phase, const PhaseBar& bar) const {
    Row row;
    row.id = "phase " + std::string(name(phase.id));
    row.label = bar.name;
    row.value = bar.when;
    row.state = bar.state;
    row.word = bar.word;
    row.known = stateOf(phase) != WorkState::unknown;
    row.evidence.push_back(
        {row.label,
         fmt::format("{}{}", stateName(stateOf(phase)), phase.text.empty() ? "" : ": " + printable(phase.text, 200)),
         phase.source});
    for (const DeploymentStep& step : phase.steps) {
      row.evidence.push_back({stepName(step), stepText(step), phase.source});
    }
    return row;
  }

  static std::string stepText(const DeploymentStep& step) {
    if (step.done && step.total && !isFailure(step.state)) {
      return fmt::format("{} of {}", *step.done, *step.total);
    }
    return step.text.empty() ? std::string(stateName(step.state)) : printable(step.text, 200);
  }

  // Behind a failure nothing waits its turn.
  DeploymentStep asItStands(DeploymentStep step) const {
    if (scene_.course == Course::failed && step.state == WorkState::notStarted) {
      step.state = WorkState::failedBefore;
      step.text.clear();
    }
    return step;
  }

  void addSteps(DeploymentView& view) const {
    if (scene_.phase == nullptr || scene_.phase->steps.empty()) {
      return;
    }
    Section section{"deploymentSteps", phaseName(scene_.phase->id), {}};
    for (const DeploymentStep& each : scene_.phase->steps) {
      const bool now = &each == scene_.step && scene_.course == Course::waits;
      const DeploymentStep step = asItStands(each);
      const Looks looks =
          now ? Looks{diagnosis_.waiting && diagnosis_.waiting->overdue ? State::warn : State::info, "NOW"}
              : looksOf(step.state);
      Row row;
      row.id = "step " + step.id;
      row.label = stepName(step);
      row.value = stepText(step);
      row.state = looks.state;
      row.word = looks.word;
      row.known = each.state != WorkState::notStarted && each.state != WorkState::unknown;
      row.source = spanBetween(step.started, step.ended);
      row.evidence.push_back({row.label,
                              step.text.empty() ? std::string(stateName(step.state)) : printable(step.text, 300),
                              scene_.phase->source});
      row.evidence.push_back({"State",
                              fmt::format("{}{}", stateName(step.state),
                                          step.rawState.empty() ? "" : " (" + printable(step.rawState, 80) + ")"),
                              step.rawName});
      if (!row.source.empty()) {
        row.evidence.push_back({"Time", row.source, step.timesFrom});
      }
      addCode(step.errorCode, scene_.phase->source, row);
      section.rows.push_back(std::move(row));
    }
    view.sections.push_back(std::move(section));
  }

  static void addCode(const std::string& code, const std::string& source, Row& row) {
    Finding finding;
    explainCode(code, source, finding);
    row.evidence.insert(row.evidence.end(), finding.evidence.begin(), finding.evidence.end());
    if (!finding.action.empty()) {
      row.evidence.push_back({"What to do", finding.action, finding.who});
    }
  }

  static std::string itemText(const DeploymentItem& item) {
    std::string text(stateName(item.state));
    if (item.totalBytes && item.downloadedBytes && *item.totalBytes > 0 && *item.downloadedBytes >= 0 &&
        !isOver(item.state)) {
      text += fmt::format(", {} of {}", sizeText(static_cast<std::uint64_t>(*item.downloadedBytes)),
                          sizeText(static_cast<std::uint64_t>(*item.totalBytes)));
    }
    if (item.state == WorkState::failed) {
      text += item.exitCode ? fmt::format(", exit code {}", *item.exitCode) : "";
      text += item.errorCode.empty() ? "" : ", " + codeText(item.errorCode);
    }
    return text;
  }

  Row itemRow(const DeploymentItem& item) const {
    const Looks looks = looksOf(item.state);
    Row row;
    row.id = "item " + printable(item.id.empty() ? item.rawName : item.id, 200);
    row.label = itemName(item);
    row.value = itemText(item);
    row.state = looks.state;
    row.word = looks.word;
    row.known = item.state != WorkState::notStarted && item.state != WorkState::unknown;
    row.source = spanBetween(item.started, item.ended);
    row.evidence.push_back(
        {std::string(kindName(item.kind)), fmt::format("{}: {}", row.label, row.value), item.source});
    row.evidence.push_back({"Id", printable(item.id, 300), item.nameSource});
    const IntuneAgentPart& agent = report_.deployment.agent;
    if (item.kind == ItemKind::app && item.name.empty()) {
      const bool all = agent.logsWhole.known() && agent.logsWhole.value;
      row.evidence.push_back({"Name",
                              all ? "the agent's logs do not name it"
                                  : "not known: the agent's logs could not all be read to their beginning",
                              agent.names.source});
    }
    addLines(report_.deployment, item, row.evidence);
    row.evidence.push_back({"State as written", printable(item.rawState, 80), item.source});
    if (!item.download.empty()) {
      row.evidence.push_back({"From", printable(item.download, 300), item.source});
    }
    if (item.exitCode) {
      addCode(fmt::format("{}", *item.exitCode), item.source, row);
    }
    addCode(item.errorCode, item.source, row);
    return row;
  }

  // Failed, then what is being done, then what waits, then what is over.
  static int order(const DeploymentItem& item) {
    return item.state == WorkState::failed                                           ? 0
           : isOver(item.state)                                                      ? 3
           : looksOf(item.state).word == "WAITS" || item.state == WorkState::unknown ? 2
                                                                                     : 1;
  }

  void addItems(DeploymentView& view) const {
    std::vector<const DeploymentItem*> items;
    for (const DeploymentItem* each : itemsShown()) {
      const bool small = each->kind == ItemKind::policy || each->kind == ItemKind::certificate ||
                         each->kind == ItemKind::networkProfile;
      if (!small || !isOver(each->state) || each->state == WorkState::failed) {
        items.push_back(each);
      }
    }
    if (items.empty()) {
      return;
    }
    std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) { return order(*a) < order(*b); });
    Section section{"deploymentItems", scene_.preparation ? "Work" : "Apps and what else is tracked", {}};
    for (std::size_t i = 0; i < items.size() && i < mostItems; ++i) {
      section.rows.push_back(itemRow(*items[i]));
    }
    if (items.size() > mostItems) {
      Row more;
      more.id = "itemsMore";
      more.label = "More";
      more.value = fmt::format("{} more are not shown here; the JSON holds all of them", items.size() - mostItems);
      more.known = false;
      section.rows.push_back(std::move(more));
    }
    view.sections.push_back(std::move(section));
  }

  // When all is over the scene has no scope of its own: then those of the device.
  std::vector<const DeploymentItem*> itemsShown() const {
    return scene_.items.empty() ? itemsOf(report_.deployment, DeploymentScope::device) : scene_.items;
  }

  const Report& report_;
  const Diagnosis& diagnosis_;
  Scene scene_;
  int zone_ = 0;
};

}  // namespace

DeploymentView deploymentView(const Report& report, const Diagnosis& diagnosis) {
  return Rows(report, diagnosis).view();
}

const Finding* deploymentFinding(const Diagnosis& diagnosis) {
  return weightiestOfDeployment(diagnosis.findings);
}

}  // namespace preflight
