#include <fmt/format.h>

#include <algorithm>

#include "app/view/deployment_parts.h"
#include "base/text.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/log_lines.h"

namespace preflight::deployment {
namespace {

constexpr std::size_t mostItems = 200;

std::string itemText(const DeploymentItem& item) {
  std::string text(stateName(item.state));
  if (item.totalBytes && item.downloadedBytes && *item.totalBytes > 0 && *item.downloadedBytes >= 0 &&
      !isOver(item.state)) {
    text += fmt::format(", {} of {}", sizeText(static_cast<std::uint64_t>(*item.downloadedBytes)),
                        sizeText(static_cast<std::uint64_t>(*item.totalBytes)));
  }
  if (item.state == WorkState::failed) {
    text += item.exitCode ? fmt::format(", exit code {}", *item.exitCode) : "";
    text += item.errorCode.empty() ? "" : ", " + codeText(item.errorCode);
  }
  return text;
}

Row itemRow(const Scene& scene, const DeploymentItem& item) {
  const Looks looks = looksOf(item.state);
  Row row;
  row.id = "item " + printable(item.id.empty() ? item.rawName : item.id, 200);
  row.label = itemName(item);
  row.value = itemText(item);
  row.state = looks.state;
  row.word = looks.word;
  row.known = item.state != WorkState::notStarted && item.state != WorkState::unknown;
  row.source = spanBetween(scene, item.started, item.ended);
  row.evidence.push_back({std::string(kindName(item.kind)), fmt::format("{}: {}", row.label, row.value), item.source});
  row.evidence.push_back({"Id", printable(item.id, 300), item.nameSource});
  const IntuneAgentPart& agent = scene.report->deployment.agent;
  if (item.kind == ItemKind::app && item.name.empty()) {
    const bool all = agent.logsWhole.known() && agent.logsWhole.value;
    row.evidence.push_back({"Name",
                            all ? "the agent's logs do not name it"
                                : "not known: the agent's logs could not all be read to their beginning",
                            agent.names.source});
  }
  addLines(scene.report->deployment, item, row.evidence);
  row.evidence.push_back({"State as written", printable(item.rawState, 80), item.source});
  if (!item.download.empty()) {
    row.evidence.push_back({"From", printable(item.download, 300), item.source});
  }
  if (item.exitCode) {
    addCode(fmt::format("{}", *item.exitCode), item.source, row);
  }
  addCode(item.errorCode, item.source, row);
  return row;
}

// Failed, then what is being done, then what waits, then what is over.
int order(const DeploymentItem& item) {
  return item.state == WorkState::failed                                           ? 0
         : isOver(item.state)                                                      ? 3
         : looksOf(item.state).word == "WAITS" || item.state == WorkState::unknown ? 2
                                                                                   : 1;
}

// When all is over the scene has no scope of its own: then those of the device.
std::vector<const DeploymentItem*> itemsShown(const Scene& scene) {
  return scene.items.empty() ? itemsOf(scene.report->deployment, DeploymentScope::device) : scene.items;
}

}  // namespace

std::optional<Section> deploymentItems(const Scene& scene) {
  std::vector<const DeploymentItem*> items;
  for (const DeploymentItem* each : itemsShown(scene)) {
    const bool small =
        each->kind == ItemKind::policy || each->kind == ItemKind::certificate || each->kind == ItemKind::networkProfile;
    if (!small || !isOver(each->state) || each->state == WorkState::failed) {
      items.push_back(each);
    }
  }
  if (items.empty()) {
    return std::nullopt;
  }
  std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) { return order(*a) < order(*b); });
  Section section{"deploymentItems", scene.preparation ? "Work" : "Apps and what else is tracked", {}};
  for (std::size_t i = 0; i < items.size() && i < mostItems; ++i) {
    section.rows.push_back(itemRow(scene, *items[i]));
  }
  if (items.size() > mostItems) {
    Row more;
    more.id = "itemsMore";
    more.label = "More";
    more.value = fmt::format("{} more are not shown here; the JSON holds all of them", items.size() - mostItems);
    more.known = false;
    section.rows.push_back(std::move(more));
  }
  return section;
}

}  // namespace preflight::deployment
