// How the deployment's parts complete one another. Everything set here is told anew from the parts each time.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "model/deployment.h"

namespace preflight {
namespace {

// Steps are named "DeviceSetup.AppsSubcategory" or without the phase; a record may use either.
std::string_view withoutPhase(std::string_view rawName) {
  const std::size_t dot = rawName.rfind('.');
  return dot == std::string_view::npos ? rawName : rawName.substr(dot + 1);
}

bool namesStep(const ShellRecord& record, const DeploymentPhase& phase, const DeploymentStep& step) {
  const std::size_t dot = record.step.rfind('.');
  const bool samePhase =
      dot == std::string::npos || equalIgnoringCase(record.step.substr(0, dot), std::string(name(phase.id)));
  return samePhase && equalIgnoringCase(withoutPhase(record.step), withoutPhase(step.rawName));
}

void takeTime(DeploymentStep& step, const ShellRecord& record) {
  const bool begins = equalIgnoringCase(record.state, "inProgress") || record.name.find("Started") != std::string::npos;
  if (begins) {
    step.started = record.time;  // the newest start: a step that is tried again starts again
    step.ended = {};
  } else {
    step.ended = record.time;
  }
  step.timesFrom = "Shell-Core " + std::to_string(record.id);
}

void setTimes(DeploymentPhase& phase, const std::vector<ShellRecord>& records) {
  phase.started = {};
  phase.ended = {};
  bool allOver = !phase.steps.empty();
  for (DeploymentStep& step : phase.steps) {
    step.started = {};
    step.ended = {};
    step.timesFrom.clear();
    for (const ShellRecord& record : records) {
      if (!record.step.empty() && namesStep(record, phase, step)) {
        takeTime(step, record);
      }
    }
    if (step.started != UtcTime{} && (phase.started == UtcTime{} || step.started < phase.started)) {
      phase.started = step.started;
    }
    phase.ended = std::max(phase.ended, step.ended);
    allOver = allOver && isOver(step.state);
  }
  if (!allOver) {
    phase.ended = {};
  }
}

// Apps of the agent by their GUID; both sides may add a revision ("_1").
std::string appKey(std::string_view id) {
  return lower(id.substr(0, id.find('_')));
}

void completeItems(DeploymentPart& part) {
  std::map<std::string, const ItemName*> names;
  for (const ItemName& each : part.agent.names.value) {
    names.emplace(appKey(each.id), &each);
  }
  std::map<std::string, const DeploymentItem*> apps;
  for (const DeploymentItem& each : part.agent.apps.value) {
    apps.insert_or_assign(appKey(each.id), &each);
  }
  const auto complete = [&](DeploymentItem& item, bool fromAgent) {
    const auto named = names.find(appKey(item.id));
    if (named != names.end() && (item.name.empty() || item.nameSource == named->second->source)) {
      item.name = named->second->name;
      item.nameSource = named->second->source;
    }
    const auto app = apps.find(appKey(item.id));
    if (!fromAgent && item.kind == ItemKind::app && app != apps.end()) {
      item.exitCode = app->second->exitCode;
      item.errorCode = app->second->errorCode;
      item.attempts = app->second->attempts;
    }
  };
  for (auto* list :
       {&part.items.tracked, &part.items.expected, &part.preparation.workloads, &part.preparation.scripts}) {
    for (DeploymentItem& each : list->value) {
      complete(each, false);
    }
  }
  for (DeploymentItem& each : part.agent.apps.value) {
    complete(each, true);
  }
}

}  // namespace

void joinUp(DeploymentPart& part) {
  static const std::vector<ShellRecord> none;
  const std::vector<ShellRecord>& records = part.shell.records.known() ? part.shell.records.value : none;
  for (DeploymentPhase& each : part.page.phases.value) {
    setTimes(each, records);
  }
  completeItems(part);
}

}  // namespace preflight
