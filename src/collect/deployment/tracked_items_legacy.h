// Old tracking (ESPTrackingInfo\Diagnostics): one key for each kind of thing, below it a snapshot for each change,
// named by its time in UTC; a snapshot holds a value for each thing, named by its URI.
#pragma once

#include "collect/deployment/item_list.h"
#include "collect/support/registry_facts.h"

namespace preflight {

// The newest snapshot of each kind, of the device and of each user. The snapshots before it give the times.
ItemList expectedItems(const KeyFacts& diagnostics);

}  // namespace preflight
