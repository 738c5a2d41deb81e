#include "page/state.h"

#include <algorithm>

namespace preflight::page {

const LogEntryRef* PageState::logEntry() const {
  const Item* item = focusedItem();
  if (item == nullptr || item->logEntry.empty()) {
    const auto found =
        std::find_if(items.begin(), items.end(), [](const Item& each) { return !each.logEntry.empty(); });
    item = found == items.end() ? nullptr : &*found;
  }
  return item == nullptr ? nullptr : &item->logEntry;
}

const Item* PageState::focusedItem() const {
  const auto at = focus.find(view());
  if (at == focus.end()) {
    return nullptr;
  }
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& each) { return each.id == at->second; });
  return found == items.end() ? nullptr : &*found;
}

TextField* PageState::focusedField() {
  const Item* item = focusedItem();
  if (item == nullptr || !item->field) {
    return nullptr;
  }
  return item->id == "groupTag"       ? &groupTag
         : item->id == "assignedUser" ? &assignedUser
         : item->id == "filter"       ? &filter
         : item->id == "path"         ? &openPath
                                      : nullptr;
}

}  // namespace preflight::page
