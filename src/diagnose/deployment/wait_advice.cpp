#include "diagnose/deployment/wait_advice.h"

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/labels.h"
#include "diagnose/deployment/user_phase.h"
#include "diagnose/deployment/virtual_machine.h"

namespace preflight::deployment {
namespace {

Advice rowOf(WaitId id) {
  const WaitEntry& entry = entryOf(id);
  return {entry.meaning, entry.action, entry.who, entry.key};
}

bool isAbsent(FactState state) {
  return state == FactState::absent;
}

// The device is enrolled, and no Enrollment Status Page is assigned to it: what is tracked comes from nowhere.
bool lacksEspSettings(const DeploymentContext& context) {
  const StatusPagePart& page = context.part().page;
  return page.settings.known() && !page.settings.value.empty() && isAbsent(page.deviceShown.state) &&
         isAbsent(page.userShown.state) && isAbsent(page.timeoutMinutes.state) && isAbsent(page.allowTryAgain.state);
}

Advice adviceOnList(const DeploymentContext& context) {
  Advice advice = rowOf(WaitId::identifyingApps);
  if (lacksEspSettings(context)) {
    return {DeploymentId::noEspMeaning, DeploymentId::noEspAction, Who::admin};
  }
  if (context.scope == DeploymentScope::device && worksWithoutUser(context)) {
    advice.action = DeploymentId::listWithoutUserAction;
  }
  return advice;
}

bool isVirtualAttestation(const DeploymentContext& context, WaitId id) {
  return id == WaitId::tpmAttestation && isVirtualMachine(context.report->identity);
}

}  // namespace

Advice adviceOf(const DeploymentContext& context, WaitId id) {
  if (askedForRestart(context, id) != nullptr) {
    Advice advice = rowOf(id);
    advice.action = DeploymentId::restartIfNotYet;
    return advice;
  }
  if (isVirtualAttestation(context, id)) {
    return {DeploymentId::virtualMeaning, DeploymentId::virtualAction, Who::admin};
  }
  return id == WaitId::identifyingApps ? adviceOnList(context) : rowOf(id);
}

bool isFault(const DeploymentContext& context, WaitId id) {
  return entryOf(id).lateSeconds == 1 || isVirtualAttestation(context, id);
}

const DeploymentItem* askedForRestart(const DeploymentContext& context, WaitId id) {
  const auto found = std::ranges::find_if(context.items, [](const DeploymentItem* item) {
    return item->restart == "hard" && item->state == WorkState::succeeded;
  });
  const bool betweenApps = id == WaitId::appTurn || id == WaitId::appFinish;
  return betweenApps && found != context.items.end() ? *found : nullptr;
}

std::vector<std::string> restartPolicies(const DeploymentContext& context, WaitId id) {
  const RestartsPart& restarts = context.part().restarts;
  if (id != WaitId::restart || context.scope != DeploymentScope::device) {
    return {};
  }
  if (restarts.listedUris.known() && !restarts.listedUris.value.empty()) {
    return restarts.listedUris.value;
  }
  // The event is logged at every sync: only those of this phase count.
  std::vector<std::string> policies;
  const UtcTime begun = context.phase == nullptr ? UtcTime{} : context.phase->started;
  for (const RestartRequest& request : restarts.requests.value) {
    if (restarts.requests.known() && begun != UtcTime{} && request.last >= begun) {
      policies.push_back(request.uri);
    }
  }
  return policies;
}

std::string policyName(std::string_view uri) {
  for (const std::string_view start : {"/Policy/Config/", "/Vendor/MSFT/"}) {
    if (const std::size_t at = uri.find(start); at != std::string_view::npos) {
      return printable(uri.substr(at + start.size()), 120);
    }
  }
  return printable(uri, 120);
}

}  // namespace preflight::deployment
