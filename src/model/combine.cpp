// How the deployment's parts complete one another. Everything set here is told anew from the parts each time.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/text.h"
#include "model/deployment.h"
#include "text/error_id.h"
#include "text/label_id.h"

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

// "Applying the ESP Timeout value: 60 minutes."
std::optional<std::int64_t> minutesIn(std::string_view text) {
  const std::size_t end = text.find(" minutes");
  const std::size_t begin = end == std::string_view::npos || end == 0 ? end : text.rfind(' ', end - 1);
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  std::int64_t minutes = 0;
  const auto [last, problem] = std::from_chars(text.data() + begin + 1, text.data() + end, minutes);
  return problem == std::errc{} && last != text.data() + begin + 1 ? std::optional(minutes) : std::nullopt;
}

// Windows' page starts its own time limit whenever it begins to work through the phases: when it opens, after each
// restart, and at "try again". Its record of that is the best sign; else those of the phases themselves.
void setCount(StatusPagePart& page, const std::vector<ShellRecord>& records, const std::string& source) {
  struct Sign {
    std::string_view ending;
    LabelId how;
    int rank;
  };
  constexpr std::array<Sign, 4> signs{{{"ESPTimeOutValue_Applied", LabelId::howLimitApplied, 3},
                                       {"ESPProgress_TryAgain_Started", LabelId::howTryAgain, 2},
                                       {"Initialization_ResumingAfterReboot", LabelId::howRestart, 2},
                                       {"ESPProgress_Category_Started", LabelId::howPhaseRecord, 1}}};
  const Error none = readError(ErrorKind::absent, source, ErrorId::whyNoRecord);
  page.countedFrom = unknownFact<UtcTime>(none, source);
  page.countedFromHow = unknownFact<std::string>(none, source);
  page.appliedMinutes = unknownFact<std::int64_t>(none, source);
  int best = 0;
  for (const ShellRecord& record : records) {
    for (const Sign& sign : signs) {
      // Of one kind the last, but of phases each starts no new count: there the first after the better sign.
      if (record.name.ends_with(sign.ending) && (sign.rank > 1 ? sign.rank >= best : best == 0)) {
        best = sign.rank;
        page.countedFrom = knownFact(record.time, source);
        page.countedFromHow = knownFact(say(sign.how), source);
        if (const std::optional<std::int64_t> minutes = minutesIn(record.value); minutes && sign.rank == 3) {
          page.appliedMinutes = knownFact(*minutes, source);
        }
      }
    }
  }
}

// Apps of the agent by their GUID; both sides may add a revision ("_1").
std::string appKey(std::string_view id) {
  return lower(id.substr(0, id.find('_')));
}

// A download that is under way: the registry has no count of it, only the agent's log.
void takeBytes(const DeploymentPart& part, DeploymentItem& item) {
  item.downloadedBytes = item.totalBytes = std::nullopt;
  item.progressed = {};
  const std::vector<const AgentLine*> lines =
      isOver(item.state) ? std::vector<const AgentLine*>() : linesOf(part, item);
  if (!lines.empty() && lines.front()->kind == "downloading" && lines.front()->ofBytes) {
    item.downloadedBytes = lines.front()->bytes;
    item.totalBytes = lines.front()->ofBytes;
    item.progressed = lines.front()->since;
  }
}

// Of an app that failed and of which the registry has no code, the log may have it.
void takeExitCode(const DeploymentPart& part, DeploymentItem& item) {
  if (!isFailure(item.state) || item.exitCode || !item.errorCode.empty()) {
    return;
  }
  const std::vector<const AgentLine*> lines = linesOf(part, item);
  const auto last = std::ranges::find_if(lines, [](const AgentLine* line) { return line->kind == "exitCode"; });
  if (last != lines.end() && (*last)->exitCode != 0) {
    item.exitCode = (*last)->exitCode;
  }
}

// A package's own key tells what the page's snapshot of it lacks: name, error, and how far it is now. The key may be
// one of an earlier enrollment: that it ended does not count while the snapshot, which is newer, has it not begun.
void takePackage(const DeploymentItemsPart& items, DeploymentItem& item) {
  const auto found = std::find_if(items.packages.value.begin(), items.packages.value.end(), [&](const auto& each) {
    return each.kind == item.kind && each.scope == item.scope && equalIgnoringCase(each.account, item.account) &&
           equalIgnoringCase(each.id, item.id);
  });
  if (!items.packages.known() || found == items.packages.value.end()) {
    return;
  }
  const DeploymentItem& package = *found;
  if (item.name.empty() || item.nameSource == package.nameSource) {
    item.name = package.name;
    item.nameSource = package.nameSource;
  }
  item.download = package.download;
  item.attempts = package.attempts;
  const bool old = isOver(package.state) && item.state == WorkState::notStarted && package.started <= item.changed;
  if (package.state == WorkState::unknown || item.state == WorkState::succeeded || old) {
    return;
  }
  item.errorCode = package.errorCode;
  item.started = package.started != UtcTime{} ? package.started : item.started;
  if (item.state != package.state) {
    item.state = package.state;
    item.rawState = package.rawState;
    item.source = package.source;
  }
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
    if (!fromAgent && item.kind == ItemKind::app) {
      const bool known = app != apps.end();
      item.exitCode = known ? app->second->exitCode : std::nullopt;
      item.errorCode = known ? app->second->errorCode : "";
      item.attempts = known ? app->second->attempts : std::nullopt;
      takeExitCode(part, item);
    }
    if (item.kind == ItemKind::msi || item.kind == ItemKind::office) {
      takePackage(part.items, item);
    }
    takeBytes(part, item);
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

std::vector<const AgentLine*> linesOf(const DeploymentPart& part, const DeploymentItem& item) {
  std::vector<const AgentLine*> lines;
  const std::string key = appKey(item.id);
  for (const AgentLine& line : part.agent.lines.value) {
    const bool ofTracking = line.kind.starts_with("tracked");  // how it is tracked, not what is done
    if (part.agent.lines.known() && !key.empty() && line.app == key && !ofTracking) {
      lines.push_back(&line);
    }
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const AgentLine* a, const AgentLine* b) { return a->time > b->time; });
  return lines;
}

void joinUp(DeploymentPart& part) {
  static const std::vector<ShellRecord> none;
  const std::vector<ShellRecord>& records = part.shell.records.known() ? part.shell.records.value : none;
  for (DeploymentPhase& each : part.page.phases.value) {
    setTimes(each, records);
  }
  if (part.page.countedFrom.state != FactState::collecting && part.shell.records.state != FactState::collecting) {
    setCount(part.page, records, part.shell.records.source);
  }
  completeItems(part);
}

}  // namespace preflight
