// Names and durations as people read them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/status.h"

namespace preflight::deployment {
namespace {

struct StepName {
  std::string_view id;
  std::string_view name;
};

constexpr std::array<StepName, 18> steps{{
    {"tpmAttestation", "TPM attestation"},
    {"aadj", "Join to Microsoft Entra"},
    {"mdmEnrollment", "Enrollment in device management"},
    {"espProviderInstallation", "Intune agent"},
    {"initiateSyncSessions", "First sync"},
    {"setContinueAnywayButtonVisibility", "Settings of the page"},
    {"securityPolicies", "Security policies"},
    {"certificates", "Certificates"},
    {"networkConnections", "Network connections"},
    {"apps", "Apps"},
    {"hubDeviceAccountApply", "Device account of the hub"},
    {"rebootCoalescing", "Restart"},
    {"sendResultsToMdmServer", "Report to the server"},
    {"saveWhiteGloveSuccessResult", "Note for pre-provisioning"},
    {"waitingForAadRegistration", "Registration in Microsoft Entra"},
    {"prepareMultifactorAuth", "Second factor"},
    {"certificatePolicies", "Certificates"},
    {"networkPolicies", "Network connections"},
}};

// Times before the clock was set, told on the clock of now.
UtcTime onClockOfNow(const Scene& scene, UtcTime time) {
  const Fact<std::vector<ClockJump>>& jumps = scene.part().clock.jumps;
  for (const ClockJump& jump : jumps.value) {
    const bool forward = jump.after > jump.before;
    if (forward && scene.now < jump.after) {
      continue;  // it was found wrong and not set yet
    }
    const bool before = forward ? time <= jump.before : time > scene.now;
    if (jumps.known() && before) {
      time.milliseconds += jump.after.milliseconds - jump.before.milliseconds;
    }
  }
  return time;
}

}  // namespace

std::string phaseName(PhaseId id) {
  switch (id) {
    case PhaseId::devicePreparation:
      return "Device preparation";
    case PhaseId::deviceSetup:
      return "Device setup";
    case PhaseId::accountSetup:
      return "Account setup";
  }
  return "";
}

std::string stepName(const DeploymentStep& step) {
  const auto* found =
      std::find_if(steps.begin(), steps.end(), [&](const StepName& each) { return each.id == step.id; });
  return found != steps.end() ? std::string(found->name) : printable(step.rawName.empty() ? step.id : step.rawName, 80);
}

std::string itemName(const DeploymentItem& item) {
  for (const std::string* text : {&item.name, &item.id, &item.rawName}) {
    if (!trimmed(*text).empty()) {
      return printable(trimmed(*text), 120);
    }
  }
  return "an item without a name";
}

std::string agentName(const PolicyProvider& provider) {
  if (equalIgnoringCase(provider.name, "Sidecar")) {
    return "The Intune agent";
  }
  return equalIgnoringCase(provider.name, "ConfigMgr") ? std::string("The Configuration Manager client")
                                                       : printable("The agent " + provider.name, 80);
}

std::string_view kindName(ItemKind kind) {
  constexpr std::array<std::string_view, 11> names{
      "App",    "MSI app",       "Microsoft 365 Apps", "Store app", "Policy", "Certificate", "Network profile",
      "Script", "Task sequence", "Workload",           "Item"};
  const auto at = static_cast<std::size_t>(kind);
  return at < names.size() ? names[at] : names.back();
}

std::string_view stateName(WorkState state) {
  constexpr std::array<std::string_view, 16> names{"not known",
                                                   "waits its turn",
                                                   "in progress",
                                                   "downloading",
                                                   "downloaded",
                                                   "installing",
                                                   "failed once, will be tried again",
                                                   "waits for a user to sign in",
                                                   "needs a restart",
                                                   "done",
                                                   "not needed",
                                                   "skipped",
                                                   "failed",
                                                   "not tried, since something before it failed",
                                                   "cancelled",
                                                   "removed"};
  const auto at = static_cast<std::size_t>(state);
  return at < names.size() ? names[at] : names.front();
}

std::string spanText(std::int64_t seconds) {
  return durationText(seconds * 1000);
}

std::optional<std::int64_t> secondsSince(const Scene& scene, UtcTime start) {
  if (start == UtcTime{} || scene.now == UtcTime{}) {
    return {};
  }
  const std::int64_t span = scene.now.milliseconds - onClockOfNow(scene, start).milliseconds;
  // A little ahead is the granularity of the records; more is another clock.
  return span < -5000 ? std::nullopt : std::optional(std::max<std::int64_t>(span, 0) / 1000);
}

std::string buttonsText(const StatusPagePart& page) {
  if (!page.allowReset.known() && !page.allowTryAgain.known() && !page.allowContinue.known()) {
    // Before enrollment nothing is said about them; else it could not be read.
    return page.allowTryAgain.state == FactState::absent ? "" : "Which buttons the page offers is not known.";
  }
  std::string offered;
  std::string open;
  const auto add = [&](const Fact<bool>& allowed, const char* words) {
    std::string& list = allowed.known() ? offered : open;
    if (!allowed.known() || allowed.value) {
      list += (list.empty() ? "" : ", ") + std::string(words);
    }
  };
  add(page.allowTryAgain, "try again");
  add(page.allowReset, "reset");
  add(page.allowContinue, "continue anyway");
  if (offered.empty() && open.empty()) {
    return "The page offers no button: restart the device to try again.";
  }
  std::string text = offered.empty() ? "" : fmt::format("The page offers: {}.", offered);
  if (!open.empty()) {
    text += fmt::format("{}Not known: whether the page offers {}.", text.empty() ? "" : " ", open);
  }
  return text;
}

}  // namespace preflight::deployment
