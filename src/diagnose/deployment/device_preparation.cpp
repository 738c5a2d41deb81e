#include "diagnose/deployment/device_preparation.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/tristate.h"
#include "diagnose/deployment/evidence.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

// The page's own record of its failure. It may be older than what went on in the background.
Tristate pageFailed(const DevicePreparationPart& part) {
  if (part.errorCode.known()) {
    const auto code = knowledge::codeFrom(part.errorCode.value);
    return code && *code == 0 ? Tristate::no : Tristate::yes;
  }
  if (part.errorPhase.known() && part.errorPhase.value != "unknown") {
    return Tristate::yes;
  }
  return couldNotBeRead(part.errorCode.state) || couldNotBeRead(part.errorPhase.state) ? Tristate::unknown
                                                                                       : Tristate::no;
}

// At 100 percent the page usually closes by itself.
Tristate staysFull(const DeploymentContext& context) {
  const Fact<SetupPhase>& phase = context.report->setup.phase;
  if (phase.known() && phase.value != SetupPhase::oobe) {
    return Tristate::no;
  }
  if (couldNotBeRead(context.part().shell.records.state)) {
    return Tristate::unknown;
  }
  return fullSince(context) == UtcTime{} ? Tristate::no : Tristate::yes;
}

void takeWork(DeploymentContext& context) {
  context.items.clear();
  context.failed.clear();
  const std::vector<DeploymentItem>& work = context.part().preparation.workloads.value;
  for (const WorkState bad : {WorkState::failed, WorkState::cancelled}) {  // what failed has others cancelled
    for (const DeploymentItem& item : work) {
      if (item.state == bad && (context.failed.empty() || context.failed.front()->state == bad)) {
        context.failed.push_back(&item);
      }
    }
  }
  for (const DeploymentItem& item : work) {
    context.items.push_back(&item);
  }
}

DeploymentState stateByWork(const DeploymentContext& context) {
  const bool over = !context.items.empty() &&
                    std::ranges::all_of(context.items, [](const DeploymentItem* item) { return isOver(item->state); });
  if (!context.failed.empty()) {
    return DeploymentState::failed;
  }
  const Tristate answer = over ? staysFull(context) : pageFailed(context.part().preparation);
  if (answer == Tristate::unknown) {
    return DeploymentState::unknown;
  }
  if (over) {
    return answer == Tristate::yes ? DeploymentState::waits : DeploymentState::finished;
  }
  return answer == Tristate::yes ? DeploymentState::failed : DeploymentState::waits;
}

// Phases of its page that have words of their own; also the names of the catalogue's flags for them.
constexpr std::array<std::string_view, 3> pagePhases{"agentDownload", "agentInitialization", "agentProvisioning"};

// A script of the device whose own result is a failure.
const DeploymentItem* failedScript(const DeploymentContext& context) {
  const Fact<std::vector<DeploymentItem>>& scripts = context.part().preparation.scripts;
  for (const DeploymentItem& script : scripts.value) {
    const bool tracked = std::ranges::any_of(
        context.items, [&](const DeploymentItem* item) { return equalIgnoringCase(item->id, script.id); });
    if (scripts.known() && script.state == WorkState::failed && script.scope == DeploymentScope::device && tracked) {
      return &script;
    }
  }
  return nullptr;
}

Text nameOfWork(const DeploymentContext& context, const DeploymentItem& script) {
  const auto work = std::ranges::find_if(
      context.items, [&](const DeploymentItem* item) { return equalIgnoringCase(item->id, script.id); });
  return itemName(work == context.items.end() ? script : **work);
}

void addScript(const DeploymentContext& context, const DeploymentItem& script, Finding& finished) {
  finished.args.push_back({"script", nameOfWork(context, script)});
  finished.evidence.push_back({DeploymentId::labelScript,
                               script.exitCode
                                   ? Text(DeploymentId::valueFailedWith, {{"code", std::to_string(*script.exitCode)}})
                                   : stateName(script.state),
                               script.source});
}

}  // namespace

UtcTime preparationStarted(const DeploymentContext& context) {
  const Fact<std::vector<ShellRecord>>& records = context.part().shell.records;
  const auto first = std::ranges::find_if(
      records.value, [](const ShellRecord& record) { return record.name.starts_with("DevicePrepPage"); });
  return records.known() && first != records.value.end() ? first->time : UtcTime{};
}

UtcTime fullSince(const DeploymentContext& context) {
  const Fact<std::vector<ShellRecord>>& records = context.part().shell.records;
  UtcTime since{};
  for (const ShellRecord& record : records.value) {
    const auto holds = [&](std::string_view part) { return record.name.find(part) != std::string::npos; };
    if (holds("ProgressPercentage")) {
      const bool full = record.value.find("100 percent") != std::string::npos;
      since = !full ? UtcTime{} : since == UtcTime{} ? record.time : since;
    } else if (holds("Exit") || holds("Success") || holds("Fail")) {
      since = {};  // it closed
    }
  }
  return records.known() ? since : UtcTime{};
}

bool decideByPreparation(DeploymentContext& context) {
  const DevicePreparationPart& prepared = context.part().preparation;
  if (!prepared.running.known() || !prepared.running.value) {
    return false;
  }
  context.preparation = true;
  if (!prepared.workloads.known() && prepared.workloads.state != FactState::absent) {
    context.state = DeploymentState::unknown;  // it runs, and how far it is could not be read
    return true;
  }
  takeWork(context);
  context.state = stateByWork(context);
  return true;
}

Finding preparationFailed(const DeploymentContext& context) {
  const DevicePreparationPart& part = context.part().preparation;
  Finding finding = makeFinding(FindingId::preparationPageFailed);
  const auto* phase = std::ranges::find_if(
      pagePhases, [&](std::string_view name) { return part.errorPhase.known() && name == part.errorPhase.value; });
  if (phase != pagePhases.end()) {
    finding.args.push_back({*phase, "yes"});
  }
  // What the table of codes says is about apps and joins; here the phase of the page says what to do.
  if (part.errorCode.known()) {
    finding.evidence.push_back({DeploymentId::labelErrorCode, codeText(part.errorCode.value), part.errorCode.source});
  }
  if (part.errorPhase.known()) {
    finding.evidence.push_back(
        {DeploymentId::labelStoppedAt, printable(part.errorPhase.value, 60), part.errorPhase.source});
  }
  if (part.errorDetails.known()) {
    finding.evidence.push_back(
        {DeploymentId::labelPreparationMessage, printable(part.errorDetails.value, 300), part.errorDetails.source});
  }
  constexpr std::size_t shown = 8;
  for (const DeploymentItem* item : context.items) {
    if (!isOver(item->state) && finding.evidence.size() < shown) {
      finding.evidence.push_back(
          {kindName(item->kind), namedText(itemName(*item), stateName(item->state)), item->source});
    }
  }
  return finding;
}

Finding preparationFinished(const DeploymentContext& context) {
  const DevicePreparationPart& part = context.part().preparation;
  Finding finding = makeFinding(
      FindingId::finished, {},
      {{DeploymentId::labelPreparation,
        Text(DeploymentId::valueWorkEnded, {{"n", std::to_string(context.items.size())}}), part.workloads.source}});
  const bool allSkipped =
      std::ranges::all_of(context.items, [](const DeploymentItem* item) { return item->state == WorkState::skipped; });
  if (allSkipped) {
    finding.args.push_back({"allSkipped", "yes"});
  } else if (const DeploymentItem* script = failedScript(context)) {
    addScript(context, *script, finding);
  } else if (pageFailed(part) == Tristate::yes) {
    finding.args.push_back({"resultFailed", "yes"});
    finding.evidence.push_back(
        {DeploymentId::labelErrorCode,
         part.errorCode.known() ? Text(codeText(part.errorCode.value)) : Text(DeploymentId::valueNoCode),
         part.errorCode.source});
  }
  finding.state = finding.args.empty() ? State::pass : State::warn;
  return finding;
}

}  // namespace preflight::deployment
