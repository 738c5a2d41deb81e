#include "model/deployment.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/names.h"
#include "base/text.h"

namespace preflight {
namespace {

constexpr NameTable<WorkState, 16> states{{{{WorkState::unknown, "unknown"},
                                            {WorkState::notStarted, "notStarted"},
                                            {WorkState::inProgress, "inProgress"},
                                            {WorkState::downloading, "downloading"},
                                            {WorkState::downloaded, "downloaded"},
                                            {WorkState::installing, "installing"},
                                            {WorkState::retrying, "retrying"},
                                            {WorkState::waitsForUser, "waitsForUser"},
                                            {WorkState::restartRequired, "restartRequired"},
                                            {WorkState::succeeded, "succeeded"},
                                            {WorkState::notRequired, "notRequired"},
                                            {WorkState::skipped, "skipped"},
                                            {WorkState::failed, "failed"},
                                            {WorkState::failedBefore, "failedBefore"},
                                            {WorkState::cancelled, "cancelled"},
                                            {WorkState::uninstalled, "uninstalled"}}}};
constexpr NameTable<PhaseId, 3> phases{{{{PhaseId::devicePreparation, "devicePreparation"},
                                         {PhaseId::deviceSetup, "deviceSetup"},
                                         {PhaseId::accountSetup, "accountSetup"}}}};
constexpr NameTable<DeploymentScope, 2> scopes{
    {{{DeploymentScope::device, "device"}, {DeploymentScope::user, "user"}}}};
constexpr NameTable<ItemKind, 11> kinds{{{{ItemKind::app, "app"},
                                          {ItemKind::msi, "msi"},
                                          {ItemKind::office, "office"},
                                          {ItemKind::storeApp, "storeApp"},
                                          {ItemKind::policy, "policy"},
                                          {ItemKind::certificate, "certificate"},
                                          {ItemKind::networkProfile, "networkProfile"},
                                          {ItemKind::script, "script"},
                                          {ItemKind::taskSequence, "taskSequence"},
                                          {ItemKind::workload, "workload"},
                                          {ItemKind::other, "other"}}}};

}  // namespace

std::string_view name(WorkState state) {
  return states.name(state);
}
std::string_view name(PhaseId id) {
  return phases.name(id);
}
std::string_view name(DeploymentScope scope) {
  return scopes.name(scope);
}
std::string_view name(ItemKind kind) {
  return kinds.name(kind);
}
Result<WorkState> workStateFromName(std::string_view text) {
  return states.value(text, "state of a step");
}
Result<PhaseId> phaseIdFromName(std::string_view text) {
  return phases.value(text, "phase of a deployment");
}
Result<DeploymentScope> deploymentScopeFromName(std::string_view text) {
  return scopes.value(text, "scope of a deployment");
}
Result<ItemKind> itemKindFromName(std::string_view text) {
  return kinds.value(text, "kind of a tracked item");
}

bool isOver(WorkState state) {
  switch (state) {
    case WorkState::succeeded:
    case WorkState::notRequired:
    case WorkState::skipped:
    case WorkState::failed:
    case WorkState::failedBefore:
    case WorkState::cancelled:
    case WorkState::uninstalled:
      return true;
    default:
      return false;
  }
}

bool isFailure(WorkState state) {
  return state == WorkState::failed || state == WorkState::failedBefore;
}

const DeploymentPhase* phaseOf(const DeploymentPart& part, PhaseId id) {
  const std::vector<DeploymentPhase>& all = part.page.phases.value;
  const auto found = std::find_if(all.begin(), all.end(), [&](const DeploymentPhase& each) { return each.id == id; });
  return part.page.phases.known() && found != all.end() ? &*found : nullptr;
}

std::vector<const DeploymentItem*> itemsOf(const DeploymentPart& part, DeploymentScope scope) {
  std::vector<const DeploymentItem*> found;
  std::set<std::tuple<ItemKind, std::string, std::string>> seen;
  for (const auto* list : {&part.items.tracked, &part.items.expected, &part.items.packages}) {
    for (const DeploymentItem& each : list->value) {
      if (list->known() && each.scope == scope && seen.emplace(each.kind, lower(each.id), each.account).second) {
        found.push_back(&each);
      }
    }
  }
  return found;
}

}  // namespace preflight
