#include "model/deployment.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "base/text.h"

namespace preflight {
std::int64_t revisionIn(std::string_view rawName, std::string_view appId) {
  const std::size_t at = appId.empty() ? std::string::npos : lower(rawName).find(lower(appId));
  const std::string_view rest = at == std::string::npos ? std::string_view{} : rawName.substr(at + appId.size());
  std::int64_t revision = -1;
  if (rest.size() > 1 && rest.front() == '_') {
    std::from_chars(rest.data() + 1, rest.data() + rest.size(), revision);
  }
  return std::max<std::int64_t>(revision, -1);
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
  std::map<std::tuple<ItemKind, std::string, std::string>, std::size_t> seen;
  for (const auto* list : {&part.items.tracked, &part.items.expected, &part.items.packages}) {
    for (const DeploymentItem& each : list->value) {
      if (!list->known() || each.scope != scope) {
        continue;
      }
      const auto [same, isNew] = seen.try_emplace({each.kind, lower(each.id), each.account}, found.size());
      if (isNew) {
        found.push_back(&each);
      } else if (each.kind == ItemKind::app &&
                 revisionIn(each.rawName, each.id) > revisionIn(found[same->second]->rawName, each.id)) {
        found[same->second] = &each;
      }
    }
  }
  return found;
}

}  // namespace preflight
