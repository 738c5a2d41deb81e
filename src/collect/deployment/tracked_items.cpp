// What the page tracks (EnrollmentStatusTracking): who delivers apps, the apps, and whether a scope is done. Old
// tracking stands in deployment_expected.cpp, MSI and Office in deployment_packages.cpp.
#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "collect/support/registry_values.h"
#include "model/fact.h"

namespace preflight {
namespace {

constexpr std::string_view trackingKey = R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking)";
constexpr std::size_t mostProviders = 200;

// One scope's key with what is read from it.
struct Scope {
  const RegistryKey& key;
  ScopeName name;
  std::string source;
};

PolicyProvider& providerOf(std::vector<PolicyProvider>& all, const Scope& scope, const std::string& providerName) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const PolicyProvider& each) {
    return each.scope == scope.name.scope && each.account == scope.name.account && each.name == providerName;
  });
  if (found != all.end()) {
    return *found;
  }
  PolicyProvider& added = all.emplace_back();
  added.name = providerName;
  added.scope = scope.name.scope;
  added.account = scope.name.account;
  return added;
}

std::string hexOrText(const RegistryKey& key, std::string_view value) {
  const std::optional<std::uint64_t> number = numberIn(key, value);
  return !number ? textIn(key, value) : *number == 0 ? "" : errorCodeOf(static_cast<std::int64_t>(*number));
}

void readProviders(const Scope& scope, std::vector<PolicyProvider>& all) {
  const auto each = [&](std::string_view path, auto read) {
    const RegistryKey* list = below(scope.key, path);
    for (const RegistryKey& key : list != nullptr ? list->subkeys : std::vector<RegistryKey>{}) {
      if (all.size() < mostProviders) {
        read(key, providerOf(all, scope, printable(key.name, 200)));
      }
    }
  };
  each(R"(DevicePreparation\PolicyProviders)", [&](const RegistryKey& key, PolicyProvider& provider) {
    provider.rawInstallation = textIn(key, "InstallationState");
    if (const std::optional<std::uint64_t> state = numberIn(key, "InstallationState")) {
      provider.installation = providerState(*state);
    }
    provider.lastError = hexOrText(key, "LastError");
    if (const std::optional<std::uint64_t> minutes = numberIn(key, "Timeout"); minutes && *minutes <= INT32_MAX) {
      provider.timeoutMinutes = static_cast<std::int64_t>(*minutes);
    }
    if (const RegistryKey* types = key.subkey("TrackedResourceTypes")) {
      provider.tracksApps = flagIn(*types, "Apps");
    }
    provider.source = fmt::format(R"({}\DevicePreparation\PolicyProviders\{})", scope.source, provider.name);
  });
  each(R"(Setup\Apps\PolicyProviders)", [&](const RegistryKey& key, PolicyProvider& provider) {
    provider.listComplete = flagIn(key, "TrackingPoliciesCreated");
    if (provider.source.empty()) {
      provider.source = fmt::format(R"({}\Setup\Apps\PolicyProviders\{})", scope.source, provider.name);
    }
  });
}

DeploymentItem trackedItem(const RegistryKey& key, const Scope& scope, const std::string& provider) {
  DeploymentItem item;
  item.rawName = printable(key.name, 500);
  item.id = printable(appIdOf(percentDecoded(key.name)), 500);
  const bool sequence = startsWithIgnoringCase(key.name, "Provisioning_TS");
  item.kind = sequence ? ItemKind::taskSequence : ItemKind::app;
  item.provider = provider;
  item.scope = scope.name.scope;
  item.account = scope.name.account;
  item.rawState = textIn(key, "InstallationState");
  if (const std::optional<std::uint64_t> state = numberIn(key, "InstallationState")) {
    item.state = trackingState(*state);
  }
  const std::optional<std::uint64_t> restart = numberIn(key, "RebootRequired");
  item.restart = restart == 1 ? "none" : restart == 2 ? "soft" : restart == 3 ? "hard" : "";
  item.source = fmt::format(R"({}\Setup\Apps\Tracking\{}\{})", scope.source, provider, item.rawName);
  return item;
}

void readTracked(const Scope& scope, ItemList& list) {
  const RegistryKey* tracking = below(scope.key, R"(Setup\Apps\Tracking)");
  for (const RegistryKey& provider : tracking != nullptr ? tracking->subkeys : std::vector<RegistryKey>{}) {
    list.whole = list.whole && provider.problems.empty();
    for (const RegistryKey& each : provider.subkeys) {
      if (!list.add(trackedItem(each, scope, printable(provider.name, 200)))) {
        return;
      }
    }
  }
}

void readCompleted(const Scope& scope, std::vector<ProvisioningMark>& marks) {
  const RegistryKey* setup = scope.key.subkey("Setup");
  if (setup != nullptr && setup->value("HasProvisioningCompleted") != nullptr) {
    marks.push_back({scope.name.scope, scope.name.account, flagIn(*setup, "HasProvisioningCompleted"),
                     textIn(*setup, "HasProvisioningCompleted"), scope.source + R"(\Setup)"});
  }
}

bool readWhole(const RegistryKey& key) {
  return key.problems.empty() && std::all_of(key.subkeys.begin(), key.subkeys.end(), [](const RegistryKey& each) {
           return each.contentKnown && readWhole(each);
         });
}

// absent when there is none of them, so that "nothing tracked" and "could not be read" stay two things.
template <class T>
Fact<std::vector<T>> listFact(std::vector<T> list, const std::string& source, std::string words) {
  return list.empty() ? absentFact<std::vector<T>>(source, std::move(words)) : knownFact(std::move(list), source);
}

}  // namespace

DeploymentItemsPart collectDeploymentItems(const Host& host, const CollectOptions&) {
  DeploymentItemsPart part;
  bool whole = true;
  part.packages = packageItems(host, whole);
  const std::string source(trackingKey);
  const Result<RegistryKey> root = host.registry(trackingKey, RegistryDepth::tree);
  if (!root) {
    giveUpOn(part, root.error());
    return part;
  }
  std::vector<PolicyProvider> providers;
  std::vector<ProvisioningMark> marks;
  ItemList tracked;
  for (const RegistryKey& each : root->subkeys) {
    if (const std::optional<ScopeName> scopeName = scopeOf(each.name)) {
      const Scope scope{each, *scopeName, source + "\\" + printable(each.name, 200)};
      readProviders(scope, providers);
      readTracked(scope, tracked);
      readCompleted(scope, marks);
    }
  }
  ItemList expected;
  if (const RegistryKey* diagnostics = below(*root, R"(ESPTrackingInfo\Diagnostics)")) {
    expected = expectedItems(*diagnostics, source + R"(\ESPTrackingInfo\Diagnostics)");
  }
  part.whole = knownFact(whole && tracked.whole && expected.whole && readWhole(*root), source);
  part.providers = listFact(std::move(providers), source, "no provider of apps is named");
  part.tracked = listFact(std::move(tracked.items), source, "no app is tracked");
  part.expected = listFact(std::move(expected.items), source, "nothing is tracked in the old way");
  part.completed = listFact(std::move(marks), source, "HasProvisioningCompleted is not written");
  return part;
}

}  // namespace preflight
