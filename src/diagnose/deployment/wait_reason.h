// What a waiting deployment waits for, chosen before anything is put into words.
#pragma once

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

struct WaitReason {
  WaitId id = WaitId::step;
  const DeploymentItem* item = nullptr;  // that the sentence is about
  UtcTime since{};
  // `since` is not the item's own: it is that of its step, of a script the agent's last line.
  bool sinceOfOther = false;
};

WaitReason waitReasonOf(const DeploymentContext& context);

bool isApp(const DeploymentItem& item);
// The app that is being worked on: the one that does most, of these the one that began last; null when none is.
const DeploymentItem* activeApp(const std::vector<const DeploymentItem*>& items);
// A provider that has not finished its list of apps; null when none is known to be open.
const PolicyProvider* openList(const DeploymentContext& context);
// Apps are to be listed, and the Intune agent is not among those that list them.
bool lacksAgent(const DeploymentContext& context);
// The provider of apps whose agent could not be installed; null when none is known.
const PolicyProvider* failedProvider(const DeploymentContext& context);

}  // namespace preflight::deployment
