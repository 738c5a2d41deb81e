// Where a deployment is: what the rules of this folder share. The pointers go into the report; nothing is in words yet.
// Durations are counted up to `now`: the clock of the device that is looked at, for a recording that of its capture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight::deployment {

// What comes next where no phase is at work.
enum class BetweenPhases : std::uint8_t {
  no,
  deviceSetup,     // device preparation ended
  signIn,          // the device part ended: a user signs in
  reseal,          // pre-provisioning succeeded
  resealOrSignIn,  // pre-provisioning was begun, and how it ended is not known
  accountStart,    // the device part ended, and whether a user has signed in is not known
  preProvisioningFailed,
};

struct DeploymentContext {
  const Report* report = nullptr;
  UtcTime now{};
  DeploymentState state = DeploymentState::none;
  bool preparation = false;         // device preparation ("v2") rather than the Enrollment Status Page
  std::optional<std::string> user;  // of several the current one
  BetweenPhases between = BetweenPhases::no;
  bool updates = false;       // between phases Windows shows the page on which it updates itself
  bool seeksNetwork = false;  // a setup that had begun is back at its network page
  // The newest record of the ESP is a failure, and the phases that would show whether it is over could not be read.
  const ShellRecord* pageFailure = nullptr;
  const DeploymentPhase* phase = nullptr;    // that waits or failed; null when none is known
  const DeploymentStep* step = nullptr;      // in `phase`
  const DeploymentPhase* skipped = nullptr;  // failed, and the device continued anyway
  DeploymentScope scope = DeploymentScope::device;
  std::vector<const DeploymentItem*> items;   // tracked in this scope; apps and scripts of device preparation
  std::vector<const DeploymentItem*> failed;  // of these, and packages that explain a failure

  const DeploymentPart& part() const { return report->deployment; }
  bool isAtStep(std::string_view id) const { return step != nullptr && step->id == id; }
};

DeploymentContext contextOf(const Report& report, UtcTime now);

// What a phase says; where it says nothing, what its steps say.
WorkState stateOf(const DeploymentPhase& phase);
// The step that a phase is at; null when it has none.
const DeploymentStep* currentStep(const DeploymentPhase& phase);

// The record of the ESP's failure when no later record shows that it continued; null when there is none.
const ShellRecord* lastPageFailure(const DeploymentPart& part);
bool isTimeoutRecord(const ShellRecord& record);
bool isFailureRecord(const ShellRecord& record);

// A moment of before the clock was set, moved to the clock of now.
UtcTime onClockOfNow(const DeploymentContext& context, UtcTime time);
// "2026-05-12 11:03", in the device's zone, with " UTC" when that is not known.
std::string timeText(const DeploymentContext& context, UtcTime time);
// "11:03", in the device's zone; of another day with its date.
std::string clockOf(const DeploymentContext& context, UtcTime time);
// Nothing when the start is not known or does not fit the clock of now.
std::optional<std::int64_t> secondsSince(const DeploymentContext& context, UtcTime start);

}  // namespace preflight::deployment
