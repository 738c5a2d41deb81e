#include "diagnose/deployment/user_phase.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "base/text.h"
#include "diagnose/registration/status.h"

namespace preflight::deployment {
namespace {

// The profile lets the device sign in by itself.
Tristate selfDeploying(const Report& report) {
  constexpr std::uint64_t byItself = 32 | 64;  // TPM attestation, and the device signs in to Entra by itself
  const Fact<std::uint64_t>& bits = report.autopilot.diagnostics.oobeConfig;
  if (registration::deploysItself(report)) {
    return Tristate::yes;
  }
  if (bits.known()) {
    return (bits.value & byItself) == byItself ? Tristate::yes : Tristate::no;
  }
  return isUnknown(bits.state) ? Tristate::unknown : Tristate::no;
}

// Whose account setup has left traces.
std::set<std::string> usersOf(const DeploymentPart& part) {
  std::set<std::string> users;
  const auto add = [&](const auto& list) {
    for (const auto& entry : list.value) {
      if (list.known() && entry.scope == DeploymentScope::user && !entry.account.empty()) {
        users.insert(lower(entry.account));
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
Tristate endsWithoutUser(const DeploymentContext& context) {
  const FactState sealed = context.part().shell.preProvisioning.state;
  const Tristate alone = selfDeploying(*context.report);
  if (alone == Tristate::no || sealed == FactState::known) {
    return Tristate::no;
  }
  return sealed == FactState::absent ? alone : Tristate::unknown;
}

bool worksWithoutUser(const DeploymentContext& context) {
  return context.part().shell.preProvisioning.known() || selfDeploying(*context.report) == Tristate::yes;
}

// Keys of a user who signed in earlier stay. With one user there is nothing to choose.
std::optional<std::string> currentUser(const DeploymentPart& part) {
  const std::set<std::string> users = usersOf(part);
  const Fact<std::vector<std::string>>& loaded = part.account.loadedUsers;
  std::optional<std::string> found;
  for (const std::string& user : users) {
    const bool here = loaded.known() && std::ranges::any_of(loaded.value, [&](const std::string& sid) {
                        return equalIgnoringCase(sid, user);
                      });
    if (here && found) {
      return std::nullopt;
    }
    found = here ? user : found;
  }
  return users.size() > 1 ? found : std::nullopt;
}

bool severalUsers(const DeploymentContext& context) {
  return context.scope == DeploymentScope::user && !context.user && usersOf(context.part()).size() > 1;
}

bool isOfUser(const DeploymentContext& context, DeploymentScope scope, std::string_view account) {
  return scope != DeploymentScope::user || !context.user || equalIgnoringCase(*context.user, account);
}

// By its address: the context points into the lists of its report.
bool isPackage(const DeploymentPart& part, const DeploymentItem& item) {
  const std::vector<DeploymentItem>& all = part.items.packages.value;
  const std::less<> before;
  return !all.empty() && !before(&item, &all.front()) && !before(&all.back(), &item);
}

bool isMarkedOver(const DeploymentPart& part, DeploymentScope scope) {
  const Fact<std::vector<ProvisioningMark>>& marks = part.items.completed;
  bool any = false;
  const std::optional<std::string> user = currentUser(part);
  for (const ProvisioningMark& mark : marks.value) {
    const bool other = scope == DeploymentScope::user && user && !equalIgnoringCase(*user, mark.account);
    if (mark.scope == scope && mark.completed && !other) {
      any = true;
      if (!*mark.completed) {
        return false;
      }
    }
  }
  return marks.known() && any;
}

bool userIsDone(const DeploymentPart& part) {
  const Fact<std::vector<UserSync>>& users = part.page.users;
  return isMarkedOver(part, DeploymentScope::user) ||
         (users.known() && !users.value.empty() &&
          std::ranges::all_of(users.value, [](const UserSync& user) { return user.syncDone.value_or(false); }));
}

BetweenPhases nextAfterDevicePart(const DeploymentContext& context) {
  const Fact<std::vector<std::string>>& loaded = context.part().account.loadedUsers;
  const Fact<std::string>& sealed = context.part().shell.preProvisioning;
  if (loaded.known() && !loaded.value.empty()) {
    return BetweenPhases::no;
  }
  if (sealed.known() && sealed.value != "failed") {
    return sealed.value == "succeeded" ? BetweenPhases::reseal : BetweenPhases::resealOrSignIn;
  }
  // Pre-provisioning that was not read may wait for more than a user.
  const bool sealedIsRead = sealed.known() || sealed.state == FactState::absent;
  return loaded.known() && sealedIsRead ? BetweenPhases::signIn : BetweenPhases::accountStart;
}

bool preProvisioningFailed(const DeploymentPart& part) {
  const Fact<std::string>& state = part.shell.preProvisioning;
  const Fact<std::vector<ShellRecord>>& records = part.shell.records;
  if (!state.known() || state.value != "failed" || !records.known()) {
    return false;
  }
  for (auto record = records.value.rbegin(); record != records.value.rend(); ++record) {
    if (record->name.ends_with("WhiteGlove_Failed")) {
      return true;
    }
    if (record->name.ends_with("_Started") || record->name.find("ResumingAfterReboot") != std::string::npos) {
      return false;
    }
  }
  return false;
}

}  // namespace preflight::deployment
