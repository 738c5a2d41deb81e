#include "collect/deployment/item_list.h"

#include "base/text.h"
#include "collect/deployment/parse.h"

namespace preflight {

std::optional<ScopeName> scopeOf(std::string_view keyName) {
  if (equalIgnoringCase(keyName, "Device")) {
    return ScopeName{};
  }
  if (startsWithIgnoringCase(keyName, "S-1-") && keyName.size() <= 184) {
    return ScopeName{DeploymentScope::user, std::string(keyName)};
  }
  return std::nullopt;
}

bool ItemList::add(DeploymentItem item) {
  if (items.size() >= DeploymentLimits::items) {
    whole = false;
    return false;
  }
  items.push_back(std::move(item));
  return true;
}

}  // namespace preflight
