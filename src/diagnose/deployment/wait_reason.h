// What a waiting deployment waits for, chosen before anything is put into words. Only rules of this folder use it.
#pragma once

#include <string_view>

#include "diagnose/deployment/status.h"

namespace preflight::deployment {

// The kind of wait, and what its sentence is about.
struct Choice {
  std::string_view kind;
  const DeploymentItem* item = nullptr;
  UtcTime since{};          // of the item or of the step
  bool ofStepOnly = false;  // `since` is the step's though an item is named
};

Choice choose(const Scene& scene);

bool isApp(const DeploymentItem& item);
// A provider that has not finished its list of apps; null when none is known to be open.
const PolicyProvider* openList(const Scene& scene);

// The provider of apps whose agent could not be installed; null when none is known.
const PolicyProvider* failedProvider(const Scene& scene);

}  // namespace preflight::deployment
