// Lists of what a deployment tracks, within a limit, and the scopes that tracking is kept for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/deployment_items.h"

namespace preflight {

// "Device" and SIDs are scopes of tracking; nothing for other names of keys.
struct ScopeName {
  DeploymentScope scope = DeploymentScope::device;
  std::string account;
};
std::optional<ScopeName> scopeOf(std::string_view keyName);

struct ItemList {
  std::vector<DeploymentItem> items;
  bool whole = true;

  bool add(DeploymentItem item);  // false: the list is full
};

}  // namespace preflight
