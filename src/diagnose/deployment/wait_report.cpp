// Says what a waiting deployment waits for.
#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/log_lines.h"
#include "diagnose/deployment/user_phase.h"
#include "diagnose/deployment/wait_kinds.h"
#include "diagnose/deployment/wait_reason.h"

namespace preflight::deployment {
namespace {

constexpr std::int64_t noByteSeconds = 8 * 60;  // a download that got nothing for so long has stalled

// Whether an item is counted at the step: at certificates those, else apps.
bool countsAt(std::string_view step, const DeploymentItem& item) {
  if (step == "securityPolicies") {
    return item.kind == ItemKind::policy;
  }
  if (step == "certificates" || step == "certificatePolicies") {
    return item.kind == ItemKind::certificate;
  }
  if (step == "networkConnections" || step == "networkPolicies") {
    return item.kind == ItemKind::networkProfile;
  }
  return (step.empty() || step == "apps") && isApp(item);
}

// " (4 of 7)": which of the apps this is, or how far the step's own counter is.
std::string ofText(const Scene& scene, const Choice& choice) {
  std::int64_t total = 0;
  std::int64_t done = 0;
  if (choice.item != nullptr || scene.step == nullptr || !scene.step->total) {
    for (const DeploymentItem* each : scene.items) {
      const bool untracked = isOver(each->state) && isPackage(scene.part(), *each);  // of an earlier time, perhaps
      const bool counts =
          !untracked && countsAt(choice.item != nullptr || scene.step == nullptr ? "" : scene.step->id, *each);
      total += counts ? 1 : 0;
      done += counts && isOver(each->state) ? 1 : 0;
    }
  }
  if (choice.item != nullptr && total > 0) {
    return total == 1 ? "" : fmt::format(" ({} of {})", std::min(done + 1, total), total);
  }
  if (scene.step != nullptr && scene.step->total && scene.step->done) {
    total = *scene.step->total;
    done = *scene.step->done;
  }
  return total == 0 ? "" : fmt::format(" ({} of {} done)", std::min(done, total), total);
}

std::string sentenceOf(const Scene& scene, const Choice& choice, const WaitKind& kind, const Waiting& waiting) {
  std::string_view pattern = kind.untimed;
  if (waiting.elapsedSeconds) {
    pattern = choice.ofStepOnly && !kind.stepTimed.empty() ? kind.stepTimed : kind.timed;
  }
  std::string phase = waiting.phase.empty() ? std::string("Device setup") : waiting.phase;
  // Only the untimed patterns begin with the phase.
  if (!pattern.starts_with("{phase}")) {
    phase.front() = static_cast<char>(phase.front() | 0x20);
  }
  fmt::dynamic_format_arg_store<fmt::format_context> values;
  values.push_back(fmt::arg("time", spanText(waiting.elapsedSeconds.value_or(0))));
  values.push_back(fmt::arg("phase", phase));
  values.push_back(fmt::arg("item", waiting.item));
  values.push_back(fmt::arg("of", ofText(scene, choice)));
  values.push_back(fmt::arg("step", waiting.step));
  return fmt::vformat(pattern, values);
}

void addItemEvidence(const Scene& scene, const DeploymentItem& item, Waiting& waiting) {
  const std::string label = std::string(kindName(item.kind));
  waiting.evidence.push_back({label, fmt::format("{}: {}", itemName(item), stateName(item.state)), item.source});
  if (!item.name.empty() && item.name != item.id) {
    waiting.evidence.push_back({"Its id", printable(item.id, 200), item.nameSource});
  }
  if (item.totalBytes && item.downloadedBytes) {
    const auto bytes = [](std::int64_t value) { return sizeText(static_cast<std::uint64_t>(value)); };
    const auto silent = secondsSince(scene, item.progressed);
    waiting.evidence.push_back({"Downloaded",
                                fmt::format("{} of {}{}", bytes(*item.downloadedBytes), bytes(*item.totalBytes),
                                            silent ? ", no more for " + spanText(*silent) : ""),
                                "the agent's log"});
  }
  addLines(scene.part(), item, waiting.evidence);
  if (!item.download.empty()) {
    waiting.evidence.push_back({"From", printable(item.download, 300), item.source});
  }
  if (const auto silent = secondsSince(scene, item.changed)) {
    waiting.evidence.push_back({"Last sign of it", fmt::format("{} ago", spanText(*silent)), item.source});
  }
}

void addEvidence(const Scene& scene, const Choice& choice, Waiting& waiting) {
  if (scene.phase != nullptr) {
    waiting.evidence.push_back(
        {"Phase", fmt::format("{}: {}", waiting.phase, stateName(stateOf(*scene.phase))), scene.phase->source});
    if (scene.phase->shape == "damaged") {
      waiting.evidence.push_back({"Its value is damaged", printable(scene.phase->text, 200), scene.phase->source});
    }
  }
  if (scene.step != nullptr) {
    const std::string text =
        scene.step->text.empty() ? std::string(stateName(scene.step->state)) : printable(scene.step->text, 200);
    waiting.evidence.push_back({waiting.step, text, scene.phase->source});
    if (scene.step->started != UtcTime{}) {
      waiting.evidence.push_back({"Step began", isoText(scene.step->started), scene.step->timesFrom});
    }
  }
  if (const ShellRecord* record = scene.pageFailure) {
    const Fact<std::vector<DeploymentPhase>>& phases = scene.part().page.phases;
    waiting.evidence.push_back({"Page's record",
                                record->name,
                                fmt::format("Shell-Core {}", record->id),
                                {scene.part().shell.records.source, record->recordId}});
    if (!phases.known()) {
      waiting.evidence.push_back({"Status page", describe(phases.error), phases.source});
    }
  }
  if (choice.item != nullptr) {
    addItemEvidence(scene, *choice.item, waiting);
  }
  const PolicyProvider* provider = openList(scene);
  if (provider != nullptr && (choice.kind == "identifying-apps" || choice.kind == "agent-install")) {
    waiting.evidence.push_back(
        {"List of apps", provider->listComplete ? "not complete" : "not begun", provider->source});
    addLastLine(scene.part(), waiting.evidence);
  }
}

// An app that is done and asked for a restart, while the page takes no other.
const DeploymentItem* askedForRestart(const Scene& scene, const Choice& choice) {
  const auto found = std::find_if(scene.items.begin(), scene.items.end(), [](const DeploymentItem* each) {
    return each->restart == "hard" && each->state == WorkState::succeeded;
  });
  const bool betweenApps = choice.kind == "app-turn" || choice.kind == "app-finish";
  return betweenApps && found != scene.items.end() ? *found : nullptr;
}

// The mark stays after the restart: whether that has been is not known here.
void noteRestart(const Scene& scene, const Choice& choice, Waiting& waiting) {
  if (const DeploymentItem* item = askedForRestart(scene, choice)) {
    waiting.sentence += fmt::format(" {} asked for a restart.", itemName(*item));
    waiting.evidence.push_back({"Restart", itemName(*item) + " asked for one", item->source});
    waiting.action = "If the device has not restarted since, restart it; else wait.";
  }
}

// A download with a known last sign has its own measure: not how long it takes, but how long nothing came.
bool isOverdue(const Scene& scene, const Choice& choice, const WaitKind& kind, const Waiting& waiting) {
  if (kind.id == "app-download" && choice.item != nullptr) {
    const DeploymentItem& item = *choice.item;
    if (const auto silent = secondsSince(scene, item.progressed == UtcTime{} ? item.changed : item.progressed)) {
      return *silent >= noByteSeconds;
    }
  }
  // These are faults by themselves, however short they have lasted.
  return (kind.lateSeconds == 1) ||
         (kind.lateSeconds > 0 && waiting.elapsedSeconds && *waiting.elapsedSeconds >= kind.lateSeconds);
}

// A download that has stalled by the agent's own count.
std::string stalledText(const Scene& scene, const Choice& choice, const Waiting& waiting) {
  if (choice.kind != "app-download" || choice.item == nullptr || !waiting.overdue) {
    return "";
  }
  const auto silent = secondsSince(scene, choice.item->progressed);
  return silent ? fmt::format(" No more of it has come for {}.", spanText(*silent)) : "";
}

}  // namespace

Waiting waitingOn(const Scene& scene) {
  const Choice choice = choose(scene);
  const WaitKind& kind = waitKind(choice.kind);
  Waiting waiting;
  waiting.id = kind.id;
  waiting.phase = scene.preparation ? "Device preparation" : scene.phase == nullptr ? "" : phaseName(scene.phase->id);
  waiting.step = scene.step == nullptr ? "" : stepName(*scene.step);
  waiting.item = choice.item == nullptr ? "" : itemName(*choice.item);
  waiting.elapsedSeconds = secondsSince(scene, choice.since);
  waiting.since = waiting.elapsedSeconds ? UtcTime{scene.now.milliseconds - *waiting.elapsedSeconds * 1000} : UtcTime{};
  waiting.normal = kind.normal;
  waiting.action = kind.action;
  waiting.who = kind.who;
  addEvidence(scene, choice, waiting);
  if (!kind.normal.empty()) {  // the page does not count while it waits for a person
    setLimit(scene, waiting);
  }
  waiting.overdue = isOverdue(scene, choice, kind, waiting);
  waiting.sentence = sentenceOf(scene, choice, kind, waiting) + stalledText(scene, choice, waiting);
  noteRestart(scene, choice, waiting);
  waiting.before = earlierFailures(scene);
  return waiting;
}

}  // namespace preflight::deployment
