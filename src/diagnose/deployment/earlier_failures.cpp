// What failed before what is waited for now, and faults beside the page: enrollment, hybrid join, clock, policies.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/status.h"

namespace preflight::deployment {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Failures that the page logged and that something was begun after.
void addPageFailures(const Scene& scene, std::vector<EarlierFailure>& all) {
  const Fact<std::vector<ShellRecord>>& records = scene.part().shell.records;
  EarlierFailure timeouts{"The page ran out of time", "", 0, {}};
  EarlierFailure failures{"The page failed", "", 0, {}};
  for (const ShellRecord& each : records.value) {
    EarlierFailure* which = holds(each.name, "Progress_Timeout")                                          ? &timeouts
                            : holds(each.name, "Progress_Failure") || holds(each.name, "Progress_Failed") ? &failures
                                                                                                          : nullptr;
    if (which != nullptr) {
      ++which->count;
      which->last = std::max(which->last, each.time);
    }
  }
  for (const EarlierFailure& each : {timeouts, failures}) {
    if (records.known() && each.count > 0) {
      all.push_back(each);
    }
  }
}

void addHybrid(const Scene& scene, std::vector<EarlierFailure>& all) {
  const HybridPart& hybrid = scene.part().hybrid;
  if (hybrid.blobState.known() && hybrid.blobState.value == "timedOut" && !standsAtDomainJoin(scene)) {
    all.push_back({"The domain join did not come in time", "", 1, hybrid.blobStateAt.value});
  }
  if (hybrid.registration.known() && hybrid.registration.value == "failed") {
    all.push_back({"The registration in Microsoft Entra failed",
                   hybrid.registrationError.known() ? hybrid.registrationError.value : "",
                   hybrid.registrationFailures.known() ? hybrid.registrationFailures.value : 1,
                   hybrid.registrationAt.value});
  }
}

void addSkipped(const Scene& scene, std::vector<EarlierFailure>& all) {
  if (scene.skipped != nullptr) {
    const DeploymentStep* step = currentStep(*scene.skipped);
    all.push_back({phaseName(scene.skipped->id) + " failed and was skipped", step == nullptr ? "" : step->errorCode, 1,
                   step == nullptr ? UtcTime{} : step->ended});
  }
}

}  // namespace

std::vector<EarlierFailure> earlierFailures(const Scene& scene) {
  std::vector<EarlierFailure> all;
  addRefusals(scene, all);
  if (scene.pageFailure == nullptr) {  // else it is what is waited at
    addPageFailures(scene, all);
  }
  addHybrid(scene, all);
  addSkipped(scene, all);
  std::stable_sort(all.begin(), all.end(),
                   [](const EarlierFailure& a, const EarlierFailure& b) { return a.last > b.last; });
  return all;
}

std::string beforeText(const Scene& scene, const EarlierFailure& before) {
  const std::string code = codeText(before.code);
  const std::string what = code.empty() ? before.what : fmt::format("{} with {}", before.what, code);
  const auto ago = secondsSince(scene, before.last);
  if (before.count > 1) {
    return ago ? fmt::format("Before that: {}, {} times, last {} ago.", what, before.count, spanText(*ago))
               : fmt::format("Before that: {}, {} times.", what, before.count);
  }
  return ago ? fmt::format("Before that: {}, {} ago.", what, spanText(*ago)) : fmt::format("Before that: {}.", what);
}

}  // namespace preflight::deployment
