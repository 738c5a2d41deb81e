// The judgement of a deployment: where it stands, what it waits for, what failed. Two steps: sceneOf() says where it
// stands, the rest puts that into findings. Durations are counted up to `now`: the clock of the device that is looked
// at, which for a recording is the time of its capture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/report.h"

namespace preflight {

// Adds the findings, and gives what is waited for when something is.
std::optional<Waiting> diagnoseDeployment(const Report& report, UtcTime now, std::vector<Finding>& findings);

namespace deployment {

enum class Course : std::uint8_t {
  none,     // no trace of a deployment
  unknown,  // what would tell could not be read
  waits,
  failed,  // it stands on a failure
  finished,
};

// Where a deployment stands. The pointers go into the report.
struct Scene {
  const Report* report = nullptr;
  UtcTime now{};
  Course course = Course::none;
  bool preparation = false;         // device preparation ("v2") rather than the enrollment status page
  std::optional<std::string> user;  // of several the current one
  std::string_view turn;  // between two phases: "page-turn", "sign-in", ... or "preprovisioning-failed"; empty: none
  bool network = false;   // set-up looks for a network
  // The page's last word is a failure, and the phases that would tell whether it stands there could not be read.
  const ShellRecord* pageFailure = nullptr;
  const DeploymentPhase* phase = nullptr;    // that waits or failed; null when none is known
  const DeploymentStep* step = nullptr;      // in `phase`
  const DeploymentPhase* skipped = nullptr;  // failed, and the device went on all the same
  DeploymentScope scope = DeploymentScope::device;
  std::vector<const DeploymentItem*> items;   // of the scope: what is tracked there; workloads of device preparation
  std::vector<const DeploymentItem*> failed;  // of these, and those that make it fail

  const DeploymentPart& part() const { return report->deployment; }
};

Scene sceneOf(const Report& report, UtcTime now);

// What a phase says, and when it says nothing what its steps say.
WorkState stateOf(const DeploymentPhase& phase);
// The step that a phase is at; null when it has none.
const DeploymentStep* currentStep(const DeploymentPhase& phase);

// The record of the page's failure when no later one tells that it went on; null when there is none.
const ShellRecord* lastPageFailure(const DeploymentPart& part);

// What the waiting deployment waits for.
Waiting waitingOn(const Scene& scene);
// What failed before, newest first.
std::vector<EarlierFailure> earlierFailures(const Scene& scene);
// A package that failed explains a page that failed at its apps, when the page does not say otherwise: what it tracks,
// or with which code it failed. By itself it is no failure of the page: its key may be an old one, or not tracked.
void takePackages(Scene& scene);
// Findings about what failed now or was skipped.
void addFailures(const Scene& scene, std::vector<Finding>& findings);

// --- words ---------------------------------------------------------------------------------------------------------

std::string phaseName(PhaseId id);                      // "Device setup"
std::string stepName(const DeploymentStep& step);       // "Apps"; an unknown step by its own name
std::string itemName(const DeploymentItem& item);       // "Contoso VPN", else its id
std::string agentName(const PolicyProvider& provider);  // "The Intune agent"
std::string_view kindName(ItemKind kind);               // "app", "certificate"
std::string_view stateName(WorkState state);            // "installing": for people
std::string spanText(std::int64_t seconds);             // "22 min", "1 h 5 min", "40 s"
// "for 22 min" needs a start that fits the clock: nothing when it is not known or lies ahead. The start is moved by
// what the clock was set by in between.
std::optional<std::int64_t> secondsSince(const Scene& scene, UtcTime start);
// What the page offers after a failure: "The page offers: reset, try again."; says so when that is not known.
std::string buttonsText(const StatusPagePart& page);
// The page's limit: its own word, else what is configured, and what it gives more to a device that joins a domain.
struct PageLimit {
  std::optional<std::int64_t> minutes;
  std::string source;
  std::int64_t more = 0;    // minutes
  bool moreIsOpen = false;  // whether it gives them could not be read
  std::string moreSource;
};
PageLimit limitOf(const Scene& scene);
std::string limitText(const PageLimit& limit);  // "100 min"; only where `minutes` is known
// "The page gives up in 25 min.", "The page's limit is 60 min; when it started is not known."
void setLimit(const Scene& scene, Waiting& waiting);

}  // namespace deployment
}  // namespace preflight
