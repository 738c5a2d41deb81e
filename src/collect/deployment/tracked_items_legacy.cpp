// Old tracking (ESPTrackingInfo\Diagnostics): one key for each kind of thing, below it a snapshot for each change,
// named by its time in UTC; a snapshot holds a value for each thing, named by its URI. The newest snapshot is the
// state, the ones before it tell when that came about.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "collect/support/registry_values.h"

namespace preflight {
namespace {

struct Group {
  std::string_view name;
  ItemKind kind;
};
constexpr std::array<Group, 7> groups{{{"ExpectedPolicies", ItemKind::policy},
                                       {"ExpectedMSIAppPackages", ItemKind::msi},
                                       {"ExpectedModernAppPackages", ItemKind::storeApp},
                                       {"ExpectedSCEPCerts", ItemKind::certificate},
                                       {"ExpectedCertificateProfiles", ItemKind::certificate},
                                       {"ExpectedNetworkProfiles", ItemKind::networkProfile},
                                       {"Sidecar", ItemKind::app}}};
// Over all snapshots: what a hostile recording may cost.
constexpr std::size_t mostValues = 500'000;

WorkState stateOf(ItemKind kind, std::uint64_t raw) {
  if (kind == ItemKind::app || kind == ItemKind::taskSequence) {
    return trackingState(raw);
  }
  if (raw > 1 && kind == ItemKind::msi) {
    return packageState(raw);
  }
  return raw == 0 ? WorkState::notStarted : raw == 1 ? WorkState::succeeded : WorkState::unknown;
}

struct Snapshot {
  UtcTime time{};
  const RegistryKey* key = nullptr;
};

// Oldest first; names are ISO times, so that those which can not be read as one still sort.
std::vector<Snapshot> snapshotsOf(const RegistryKey& group) {
  std::vector<Snapshot> all;
  for (const RegistryKey& each : group.subkeys) {
    all.push_back({timeFromText(each.name), &each});
  }
  std::sort(all.begin(), all.end(), [](const Snapshot& a, const Snapshot& b) {
    return a.time != b.time ? a.time < b.time : a.key->name < b.key->name;
  });
  return all;
}

struct Place {
  const Group& group;
  ScopeName scope;
  std::string source;
};

DeploymentItem itemOf(const std::string& valueName, const Place& place) {
  const TrackedUri uri = trackedUri(valueName);
  DeploymentItem item;
  // The group names the kind; the URI tells more where several kinds share a group.
  const bool more = uri.kind == ItemKind::office || uri.kind == ItemKind::taskSequence;
  item.kind = more ? uri.kind : place.group.kind;
  item.id = printable(uri.id, 500);
  item.rawName = printable(valueName, 500);
  item.provider = printable(uri.provider, 200);
  item.scope = place.scope.scope;
  item.account = place.scope.account;
  item.source = place.source;
  return item;
}

void follow(DeploymentItem& item, const RegistryValue& value, UtcTime time) {
  const std::optional<std::uint64_t> raw = numberIn(value);
  const std::string rawState = textIn(value);
  if (rawState == item.rawState) {
    return;
  }
  item.rawState = rawState;
  item.state = raw ? stateOf(item.kind, *raw) : WorkState::unknown;
  item.changed = time;
  if (item.state == WorkState::inProgress && item.started == UtcTime{}) {
    item.started = time;
  }
  item.ended = isOver(item.state) ? time : UtcTime{};
}

// `budget` is what is left of mostValues.
void readGroup(const RegistryKey& key, const Place& place, std::size_t& budget, ItemList& list) {
  const std::vector<Snapshot> snapshots = snapshotsOf(key);
  if (snapshots.empty()) {
    return;
  }
  std::map<std::string, DeploymentItem> items;
  for (const auto& [valueName, value] : snapshots.back().key->values) {
    items.try_emplace(valueName, itemOf(valueName, place));
  }
  for (const Snapshot& snapshot : snapshots) {
    for (const auto& [valueName, value] : snapshot.key->values) {
      const auto found = items.find(valueName);
      if (budget > 0 && found != items.end()) {
        --budget;
        follow(found->second, value, snapshot.time);
      }
    }
  }
  list.whole = list.whole && budget > 0;
  for (auto& [valueName, item] : items) {
    // With the budget gone the state may be an old one: the newest snapshot decides.
    if (const RegistryValue* value = budget == 0 ? snapshots.back().key->value(valueName) : nullptr) {
      follow(item, *value, snapshots.back().time);
    }
    if (!list.add(std::move(item))) {
      return;
    }
  }
}

void readScope(const RegistryKey& key, const ScopeName& scope, const std::string& source, std::size_t& budget,
               ItemList& list) {
  for (const Group& group : groups) {
    if (const RegistryKey* found = key.subkey(group.name)) {
      readGroup(*found, {group, scope, fmt::format("{}\\{}", source, group.name)}, budget, list);
    }
  }
}

}  // namespace

ItemList expectedItems(const RegistryKey& diagnostics, const std::string& source) {
  ItemList list;
  std::size_t budget = mostValues;
  readScope(diagnostics, {}, source, budget, list);
  for (const RegistryKey& each : diagnostics.subkeys) {
    const std::optional<ScopeName> scope = scopeOf(each.name);
    if (scope && scope->scope == DeploymentScope::user) {
      readScope(each, *scope, source + "\\" + scope->account, budget, list);
    }
  }
  return list;
}

}  // namespace preflight
