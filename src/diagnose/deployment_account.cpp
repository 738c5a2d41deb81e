#include "diagnose/deployment_account.h"

#include <algorithm>

namespace preflight::deployment {
namespace {

// The profile lets the device sign in by itself.
Answer selfDeploying(const Report& report) {
  constexpr std::uint64_t byItself = 32 | 64;  // TPM attestation, and the device signs in to Entra by itself
  const Fact<std::uint64_t>& bits = report.autopilot.diagnostics.oobeConfig;
  if (bits.known()) {
    return (bits.value & byItself) == byItself ? Answer::yes : Answer::no;
  }
  return isUnknown(bits.state) ? Answer::open : Answer::no;
}

}  // namespace

// Where pre-provisioning was begun a user follows, whatever the bits say.
Answer nobodyFollows(const Scene& scene) {
  const FactState sealed = scene.part().shell.preProvisioning.state;
  const Answer alone = selfDeploying(*scene.report);
  if (alone == Answer::no || sealed == FactState::known) {
    return Answer::no;
  }
  return sealed == FactState::absent ? alone : Answer::open;
}

std::string_view turnToUser(const Scene& scene) {
  const Fact<std::vector<std::string>>& loaded = scene.part().account.loadedUsers;
  const Fact<std::string>& sealed = scene.part().shell.preProvisioning;
  if (loaded.known() && !loaded.value.empty()) {
    return "";
  }
  if (sealed.known() && sealed.value != "failed") {
    return sealed.value == "succeeded" ? "reseal" : "reseal-or-sign-in";
  }
  return loaded.known() ? "sign-in" : "account-start";
}

bool preProvisioningFailed(const DeploymentPart& part) {
  const Fact<std::string>& state = part.shell.preProvisioning;
  const Fact<std::vector<ShellRecord>>& records = part.shell.records;
  if (!state.known() || state.value != "failed" || !records.known()) {
    return false;
  }
  for (auto at = records.value.rbegin(); at != records.value.rend(); ++at) {
    if (at->name.ends_with("WhiteGlove_Failed")) {
      return true;
    }
    if (at->name.ends_with("_Started") || at->name.find("ResumingAfterReboot") != std::string::npos) {
      return false;
    }
  }
  return false;
}

}  // namespace preflight::deployment
