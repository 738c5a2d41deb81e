#include "diagnose/deployment/user_phase.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "base/text.h"

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

// Whose account setup has left traces.
std::set<std::string> usersOf(const DeploymentPart& part) {
  std::set<std::string> users;
  const auto add = [&](const auto& list) {
    for (const auto& each : list.value) {
      if (list.known() && each.scope == DeploymentScope::user && !each.account.empty()) {
        users.insert(lower(each.account));
      }
    }
  };
  add(part.items.tracked);
  add(part.items.expected);
  add(part.items.providers);
  add(part.items.completed);
  return users;
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

// Keys of a user who signed in earlier stay. With one user there is nothing to choose.
std::optional<std::string> currentUser(const DeploymentPart& part) {
  const std::set<std::string> users = usersOf(part);
  const Fact<std::vector<std::string>>& loaded = part.account.loadedUsers;
  std::optional<std::string> found;
  for (const std::string& each : users) {
    const bool here = loaded.known() && std::any_of(loaded.value.begin(), loaded.value.end(),
                                                    [&](const auto& sid) { return equalIgnoringCase(sid, each); });
    if (here && found) {
      return std::nullopt;
    }
    found = here ? each : found;
  }
  return users.size() > 1 ? found : std::nullopt;
}

bool severalUsers(const Scene& scene) {
  return scene.scope == DeploymentScope::user && !scene.user && usersOf(scene.part()).size() > 1;
}

bool isOfUser(const Scene& scene, DeploymentScope scope, std::string_view account) {
  return scope != DeploymentScope::user || !scene.user || equalIgnoringCase(*scene.user, account);
}

// Told by where it lies: a scene points into the lists of the report that it is made of.
bool isPackage(const DeploymentPart& part, const DeploymentItem& item) {
  const std::vector<DeploymentItem>& all = part.items.packages.value;
  const std::less<> before;
  return !all.empty() && !before(&item, &all.front()) && !before(&all.back(), &item);
}

bool marksSayOver(const DeploymentPart& part, DeploymentScope scope) {
  const Fact<std::vector<ProvisioningMark>>& marks = part.items.completed;
  bool any = false;
  const std::optional<std::string> user = currentUser(part);
  for (const ProvisioningMark& each : marks.value) {
    const bool other = scope == DeploymentScope::user && user && !equalIgnoringCase(*user, each.account);
    if (each.scope == scope && each.completed && !other) {
      any = true;
      if (!*each.completed) {
        return false;
      }
    }
  }
  return marks.known() && any;
}

bool userIsDone(const DeploymentPart& part) {
  const Fact<std::vector<UserSync>>& users = part.page.users;
  return marksSayOver(part, DeploymentScope::user) ||
         (users.known() && !users.value.empty() &&
          std::all_of(users.value.begin(), users.value.end(),
                      [](const UserSync& each) { return each.syncDone.value_or(false); }));
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
  // Pre-provisioning that was not read may wait for more than a user.
  return loaded.known() && (sealed.known() || sealed.state == FactState::absent) ? "sign-in" : "account-start";
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
