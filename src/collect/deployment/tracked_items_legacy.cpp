#include "collect/deployment/tracked_items_legacy.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "collect/deployment/parse.h"

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
  KeyFacts key;
};

// Oldest first. Names are ISO times; one that is not still sorts by its text.
std::vector<Snapshot> snapshotsOf(const KeyFacts& group) {
  std::vector<Snapshot> snapshots;
  for (const KeyFacts& key : group.keys()) {
    snapshots.push_back({timeFromText(key.name()), key});
  }
  std::ranges::sort(snapshots, [](const Snapshot& a, const Snapshot& b) {
    return a.time != b.time ? a.time < b.time : a.key.name() < b.key.name();
  });
  return snapshots;
}

struct Place {
  const Group& group;
  ScopeName scope;
  std::string source;
};

DeploymentItem itemOf(const std::string& valueName, const Place& place) {
  const TrackedUri uri = trackedUri(valueName);
  DeploymentItem item;
  // The group names the kind; the URI names it where several kinds share a group.
  const bool more = uri.kind == ItemKind::office || uri.kind == ItemKind::taskSequence;
  item.kind = more ? uri.kind : place.group.kind;
  item.id = uri.id;
  item.rawName = valueName;
  item.provider = uri.provider;
  item.scope = place.scope.scope;
  item.account = place.scope.account;
  item.source = place.source;
  return item;
}

void follow(DeploymentItem& item, const RegistryValue& value, UtcTime time) {
  const Result<std::uint64_t> raw = numberOf(value);
  const std::string rawState = writtenText(value);
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
void readGroup(const KeyFacts& key, const Place& place, std::size_t& budget, ItemList& list) {
  const std::vector<Snapshot> snapshots = snapshotsOf(key);
  if (snapshots.empty()) {
    return;
  }
  std::map<std::string, DeploymentItem> items;
  for (const auto& [valueName, value] : snapshots.back().key.values()) {
    items.try_emplace(valueName, itemOf(valueName, place));
  }
  for (const Snapshot& snapshot : snapshots) {
    for (const auto& [valueName, value] : snapshot.key.values()) {
      const auto found = items.find(valueName);
      if (budget > 0 && found != items.end()) {
        --budget;
        follow(found->second, value, snapshot.time);
      }
    }
  }
  list.whole = list.whole && budget > 0;
  if (budget == 0) {  // the states may be old ones: the newest snapshot decides
    for (const auto& [valueName, value] : snapshots.back().key.values()) {
      follow(items.at(valueName), value, snapshots.back().time);
    }
  }
  for (auto& [valueName, item] : items) {
    if (!list.add(std::move(item))) {
      return;
    }
  }
}

void readScope(const KeyFacts& key, const ScopeName& scope, std::size_t& budget, ItemList& list) {
  for (const Group& group : groups) {
    const KeyFacts found = key.below(group.name);
    readGroup(found, {group, scope, found.path()}, budget, list);
  }
}

}  // namespace

ItemList expectedItems(const KeyFacts& diagnostics) {
  ItemList list;
  std::size_t budget = mostValues;
  readScope(diagnostics, {}, budget, list);
  for (const KeyFacts& key : diagnostics.keys()) {
    const std::optional<ScopeName> scope = scopeOf(key.name());
    if (scope && scope->scope == DeploymentScope::user) {
      readScope(key, *scope, budget, list);
    }
  }
  return list;
}

}  // namespace preflight
