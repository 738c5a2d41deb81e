#include "diagnose/deployment/device_preparation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/evidence.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

constexpr const char* technician = "technician";
constexpr const char* administrator = "administrator of the tenant";

enum class Told : std::uint8_t { no, yes, unread };

// The page's own record of its failure. It may be older than what went on behind the page.
Told pageFailed(const DevicePreparationPart& part) {
  if (part.errorCode.known()) {
    const auto code = knowledge::codeFrom(part.errorCode.value);
    return code && *code == 0 ? Told::no : Told::yes;
  }
  if (part.errorPhase.known() && part.errorPhase.value != "unknown") {
    return Told::yes;
  }
  return couldNotBeRead(part.errorCode.state) || couldNotBeRead(part.errorPhase.state) ? Told::unread : Told::no;
}

// At 100 percent the page leaves by itself, as a rule.
Told standsFull(const Scene& scene) {
  const Fact<SetupPhase>& phase = scene.report->setup.phase;
  if (phase.known() && phase.value != SetupPhase::oobe) {
    return Told::no;
  }
  if (couldNotBeRead(scene.part().shell.records.state)) {
    return Told::unread;
  }
  return fullSince(scene) == UtcTime{} ? Told::no : Told::yes;
}

void takeWork(Scene& scene) {
  scene.items.clear();
  scene.failed.clear();
  const std::vector<DeploymentItem>& work = scene.part().preparation.workloads.value;
  for (const WorkState bad : {WorkState::failed, WorkState::cancelled}) {  // what failed has others cancelled
    for (const DeploymentItem& each : work) {
      if (each.state == bad && (scene.failed.empty() || scene.failed.front()->state == bad)) {
        scene.failed.push_back(&each);
      }
    }
  }
  for (const DeploymentItem& each : work) {
    scene.items.push_back(&each);
  }
}

Course courseOf(const Scene& scene) {
  const bool over = !scene.items.empty() && std::all_of(scene.items.begin(), scene.items.end(),
                                                        [](const DeploymentItem* each) { return isOver(each->state); });
  if (!scene.failed.empty()) {
    return Course::failed;
  }
  const Told told = over ? standsFull(scene) : pageFailed(scene.part().preparation);
  if (told == Told::unread) {
    return Course::unknown;
  }
  if (over) {
    return told == Told::yes ? Course::waits : Course::finished;
  }
  return told == Told::yes ? Course::failed : Course::waits;
}

struct PageFailure {
  std::string_view phase;
  std::string_view title;
  std::string_view action;
  std::string_view who;
};
constexpr std::array pageFailures{
    PageFailure{"agentDownload", "Device preparation failed while it fetched the Intune agent.",
                "Let the download hosts of the Intune agent through, then restart the device to try again.",
                technician},
    PageFailure{"agentInitialization", "Device preparation failed while the Intune agent started.",
                "Restart the device to try again; check the user's license and the owner of the policy's device group.",
                administrator},
    PageFailure{"agentProvisioning", "Device preparation failed while the Intune agent set up apps and scripts.",
                "Find what was still open in Intune, make it faster or raise the page's limit; then try again.",
                administrator},
    PageFailure{"", "Device preparation failed.",
                "Restart the device to try again; if it fails again, take a recording (F9) to who runs the device "
                "management.",
                technician}};

// Of the devices' work a script whose own result says that it failed.
const DeploymentItem* failedScript(const Scene& scene) {
  const Fact<std::vector<DeploymentItem>>& scripts = scene.part().preparation.scripts;
  for (const DeploymentItem& script : scripts.value) {
    const bool tracked = std::any_of(scene.items.begin(), scene.items.end(), [&](const DeploymentItem* each) {
      return equalIgnoringCase(each->id, script.id);
    });
    if (scripts.known() && script.state == WorkState::failed && script.scope == DeploymentScope::device && tracked) {
      return &script;
    }
  }
  return nullptr;
}

std::string nameOfWork(const Scene& scene, const DeploymentItem& script) {
  const auto work = std::find_if(scene.items.begin(), scene.items.end(),
                                 [&](const DeploymentItem* each) { return equalIgnoringCase(each->id, script.id); });
  return itemName(work == scene.items.end() ? script : **work);
}

}  // namespace

UtcTime fullSince(const Scene& scene) {
  const Fact<std::vector<ShellRecord>>& records = scene.part().shell.records;
  UtcTime since{};
  for (const ShellRecord& each : records.value) {
    const auto holds = [&](std::string_view part) { return each.name.find(part) != std::string::npos; };
    if (holds("ProgressPercentage")) {
      const bool full = each.value.find("100 percent") != std::string::npos;
      since = !full ? UtcTime{} : since == UtcTime{} ? each.time : since;
    } else if (holds("Exit") || holds("Success") || holds("Fail")) {
      since = {};  // it left
    }
  }
  return records.known() ? since : UtcTime{};
}

bool standByPreparation(Scene& scene) {
  const DevicePreparationPart& prepared = scene.part().preparation;
  if (!prepared.running.known() || !prepared.running.value) {
    return false;
  }
  scene.preparation = true;
  if (!prepared.workloads.known() && prepared.workloads.state != FactState::absent) {
    scene.course = Course::unknown;  // it runs, and how far it is could not be read
    return true;
  }
  takeWork(scene);
  scene.course = courseOf(scene);
  return true;
}

Finding preparationFailed(const Scene& scene) {
  const DevicePreparationPart& part = scene.part().preparation;
  const auto* known = std::find_if(pageFailures.begin(), pageFailures.end(), [&](const PageFailure& each) {
    return part.errorPhase.known() && each.phase == part.errorPhase.value;
  });
  const PageFailure& failure = known == pageFailures.end() ? pageFailures.back() : *known;
  Finding finding{"preparation-page-failed",
                  State::fail,
                  std::string(failure.title),
                  {},
                  "The page stops where its own step fails or runs out of time.",
                  std::string(failure.action),
                  std::string(failure.who)};
  // What the table says of a code is about apps and joins; here the page's step tells what to do.
  if (part.errorCode.known()) {
    finding.evidence.push_back({"Error code", codeText(part.errorCode.value), part.errorCode.source});
  }
  if (part.errorPhase.known()) {
    finding.evidence.push_back({"Failed at", printable(part.errorPhase.value, 60), part.errorPhase.source});
  }
  if (part.errorDetails.known()) {
    finding.evidence.push_back({"The page says", printable(part.errorDetails.value, 300), part.errorDetails.source});
  }
  constexpr std::size_t shown = 8;
  for (const DeploymentItem* each : scene.items) {
    if (!isOver(each->state) && finding.evidence.size() < shown) {
      finding.evidence.push_back({std::string(kindName(each->kind)),
                                  fmt::format("{}: {}", itemName(*each), stateName(each->state)), each->source});
    }
  }
  return finding;
}

void addDoubts(const Scene& scene, Finding& finished) {
  const DevicePreparationPart& part = scene.part().preparation;
  const bool skipped = std::all_of(scene.items.begin(), scene.items.end(),
                                   [](const DeploymentItem* each) { return each->state == WorkState::skipped; });
  if (skipped) {
    finished.state = State::warn;
    finished.title = "Device preparation is over, but all of its work was skipped.";
    finished.meaning = "The device did not join the device group of its policy, or nothing is assigned to this group.";
    finished.action =
        "Check that Intune Provisioning Client (f1346770-5b25-470b-88bd-d5744ab7952c) owns the policy's device group, "
        "and that apps and scripts are assigned to it.";
    finished.who = administrator;
  } else if (const DeploymentItem* script = failedScript(scene)) {
    finished.state = State::warn;
    finished.title = fmt::format("Device preparation is over, but the script {} failed.", nameOfWork(scene, *script));
    finished.meaning = "The page counts a script as done when it has run; the device may lack what it sets.";
    finished.action = "Look up the script's output in Intune, correct it, and let it run again.";
    finished.who = administrator;
    finished.evidence.push_back(
        {"Script",
         script->exitCode ? fmt::format("failed with {}", *script->exitCode) : std::string(stateName(script->state)),
         script->source});
  } else if (pageFailed(part) == Told::yes) {
    finished.state = State::warn;
    finished.title = "Device preparation's page failed; its work ended all the same.";
    finished.meaning = "People may have been let go on before everything was there.";
    finished.action = "Check in Intune that the device has its apps and scripts.";
    finished.who = technician;
    finished.evidence.push_back(
        {"Error code", part.errorCode.known() ? codeText(part.errorCode.value) : "none named", part.errorCode.source});
  }
}

}  // namespace preflight::deployment
