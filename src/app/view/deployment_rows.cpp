#include "app/view/deployment_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/view/deployment_parts.h"
#include "base/text.h"
#include "diagnose/deployment/status.h"
#include "diagnose/diagnose.h"
#include "diagnose/verdict_order.h"

namespace preflight {
namespace {

using namespace deployment;

class Rows {
 public:
  Rows(const Report& report, const Diagnosis& diagnosis)
      : report_(report), diagnosis_(diagnosis), scene_(sceneOf(report, diagnosis.judgedAt)) {}

  DeploymentView view() {
    DeploymentView view;
    if (scene_.course == Course::none) {
      return view;
    }
    view.heading = heading();
    Section main{"deployment", "Deployment", {}};
    if (const Finding* finding = deploymentFinding(diagnosis_)) {
      main.rows.push_back(findingRow("deploymentState", *finding));
      addWait(*finding, main.rows);
    }
    for (const DeploymentPhase& each : report_.deployment.page.phases.value) {
      view.phases.push_back(bar(each));
      main.rows.push_back(phaseRow(each, view.phases.back()));
    }
    view.sections.push_back(std::move(main));
    addSteps(view);
    if (std::optional<Section> items = deploymentItems(scene_)) {
      view.sections.push_back(*std::move(items));
    }
    return view;
  }

 private:
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

  // Not what stands above the wait: a refusal, a domain join that failed.
  bool isWait(const Finding& finding) const {
    const auto& waits = verdict::deploymentWaits;
    return diagnosis_.waiting && std::find(waits.begin(), waits.end(), finding.id) != waits.end();
  }

  // What it waits for, below what stands above that.
  void addWait(const Finding& first, std::vector<Row>& rows) const {
    const auto& all = diagnosis_.findings;
    const auto wait = std::find_if(all.begin(), all.end(), [&](const Finding& each) { return isWait(each); });
    if (!isWait(first) && wait != all.end()) {
      rows.push_back(findingRow("deploymentWait", *wait));
    }
  }

  Row findingRow(std::string_view id, const Finding& finding) const {
    Row row;
    row.id = id;
    row.label = isWait(finding) ? "Waits for" : "State";
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
    PhaseBar bar{phaseName(phase.id), looks.state, std::string(looks.word),
                 spanBetween(scene_, phase.started, endOf(phase)), 0};
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
      row.source = spanBetween(scene_, step.started, step.ended);
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

  const Report& report_;
  const Diagnosis& diagnosis_;
  Scene scene_;
};

}  // namespace

DeploymentView deploymentView(const Report& report, const Diagnosis& diagnosis) {
  return Rows(report, diagnosis).view();
}

const Finding* deploymentFinding(const Diagnosis& diagnosis) {
  return weightiestOfDeployment(diagnosis.findings);
}

}  // namespace preflight
