// What the status page tracks (EnrollmentStatusTracking): who delivers apps, the apps, and whether a scope is done. Old
// tracking is read in tracked_items_legacy.cpp, MSI and Office in msi_and_office.cpp.
#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "collect/deployment/item_list.h"
#include "collect/deployment/msi_and_office.h"
#include "collect/deployment/parse.h"
#include "collect/deployment/tracked_items_legacy.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"
#include "model/fact.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view trackingKey = R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking)";
constexpr std::size_t mostProviders = 200;

struct Scope {
  KeyFacts key;
  ScopeName name;
};

PolicyProvider& providerOf(std::vector<PolicyProvider>& providers, const Scope& scope, const KeyFacts& key) {
  const auto known = std::ranges::find_if(providers, [&](const PolicyProvider& provider) {
    return provider.scope == scope.name.scope && provider.account == scope.name.account && provider.name == key.name();
  });
  if (known != providers.end()) {
    return *known;
  }
  PolicyProvider& added = providers.emplace_back();
  added.name = key.name();
  added.scope = scope.name.scope;
  added.account = scope.name.account;
  added.source = key.path();
  return added;
}

std::string codeOrText(const KeyFacts& key, std::string_view value) {
  const Fact<std::uint64_t> number = key.number(value);
  return !number.known() ? key.written(value).value : number.value == 0 ? "" : errorCodeOf(number.value);
}

void readInstallation(const KeyFacts& key, PolicyProvider& provider) {
  provider.rawInstallation = key.written("InstallationState").value;
  if (const Fact<std::uint64_t> state = key.number("InstallationState"); state.known()) {
    provider.installation = providerState(state.value);
  }
  provider.lastError = codeOrText(key, "LastError");
  if (const Fact<std::uint64_t> minutes = key.number("Timeout"); minutes.known() && minutes.value <= INT32_MAX) {
    provider.timeoutMinutes = static_cast<std::int64_t>(minutes.value);
  }
  provider.tracksApps = optionalOf(key.below("TrackedResourceTypes").flag("Apps"));
}

void readProviders(const Scope& scope, std::vector<PolicyProvider>& providers) {
  for (const KeyFacts& key : scope.key.below(R"(DevicePreparation\PolicyProviders)").keys()) {
    if (providers.size() < mostProviders) {
      readInstallation(key, providerOf(providers, scope, key));
    }
  }
  for (const KeyFacts& key : scope.key.below(R"(Setup\Apps\PolicyProviders)").keys()) {
    if (providers.size() < mostProviders) {
      providerOf(providers, scope, key).listComplete = optionalOf(key.flag("TrackingPoliciesCreated"));
    }
  }
}

DeploymentItem trackedItem(const KeyFacts& key, const Scope& scope, const std::string& provider) {
  DeploymentItem item;
  item.rawName = key.name();
  item.id = appIdOf(percentDecoded(key.name()));
  const bool sequence = startsWithIgnoringCase(key.name(), "Provisioning_TS");
  item.kind = sequence ? ItemKind::taskSequence : ItemKind::app;
  item.provider = provider;
  item.scope = scope.name.scope;
  item.account = scope.name.account;
  item.rawState = key.written("InstallationState").value;
  if (const Fact<std::uint64_t> state = key.number("InstallationState"); state.known()) {
    item.state = trackingState(state.value);
  }
  const std::uint64_t restart = key.number("RebootRequired").value;
  item.restart = restart == 1 ? "none" : restart == 2 ? "soft" : restart == 3 ? "hard" : "";
  item.source = key.path();
  return item;
}

void readTracked(const Scope& scope, ItemList& list) {
  for (const KeyFacts& provider : scope.key.below(R"(Setup\Apps\Tracking)").keys()) {
    for (const KeyFacts& app : provider.keys()) {
      if (!list.add(trackedItem(app, scope, provider.name()))) {
        return;
      }
    }
  }
}

void readCompleted(const Scope& scope, std::vector<ProvisioningMark>& marks) {
  const KeyFacts setup = scope.key.below("Setup");
  if (setup.stored("HasProvisioningCompleted").known()) {
    marks.push_back({scope.name.scope, scope.name.account, optionalOf(setup.flag("HasProvisioningCompleted")),
                     setup.written("HasProvisioningCompleted").value, setup.path()});
  }
}

// Absent when there is none of them: "nothing is tracked" and "could not be read" stay two things.
template <class T>
Fact<std::vector<T>> listFact(std::vector<T> list, const std::string& source, ErrorId why) {
  return list.empty() ? absentFact<std::vector<T>>(source, why) : knownFact(std::move(list), source);
}

}  // namespace

DeploymentItemsPart collectTrackedItems(const Host& host, const CollectOptions&) {
  DeploymentItemsPart part;
  bool whole = true;
  part.packages = packageItems(host, whole);
  const KeyFacts root(host, trackingKey, RegistryDepth::tree);
  if (!root.wasRead()) {
    giveUpOn(part, root.error());
    return part;
  }
  std::vector<PolicyProvider> providers;
  std::vector<ProvisioningMark> marks;
  ItemList tracked;
  for (const KeyFacts& key : root.keys()) {
    if (const std::optional<ScopeName> name = scopeOf(key.name())) {
      const Scope scope{key, *name};
      readProviders(scope, providers);
      readTracked(scope, tracked);
      readCompleted(scope, marks);
    }
  }
  ItemList expected = expectedItems(root.below(R"(ESPTrackingInfo\Diagnostics)"));
  part.whole = knownFact(whole && tracked.whole && expected.whole && root.isWhole(), root.path());
  part.providers = listFact(std::move(providers), root.path(), ErrorId::whyNoAppProvider);
  part.tracked = listFact(std::move(tracked.items), root.path(), ErrorId::whyNoAppTracked);
  part.expected = listFact(std::move(expected.items), root.path(), ErrorId::whyNoneExpected);
  part.completed = listFact(std::move(marks), root.path(), ErrorId::whyNoCompletedMark);
  return part;
}

}  // namespace preflight
