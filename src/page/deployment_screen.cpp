// Screen 4: the phases of a deployment, the steps of the one it is at, and what is tracked, failed first.
#include <algorithm>
#include <cmath>

#include "app/view/deployment_rows.h"
#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

// The finding that says most about the deployment; null when there is none to speak of.
const Finding* deploymentFinding(const Frame& frame) {
  const Diagnosis& diagnosis = frame.session.diagnosis();
  const std::optional<FindingId>& id = diagnosis.deployment.finding;
  return id ? findFinding(diagnosis, *id) : nullptr;
}

CardSpec noneCard(const Frame& frame) {
  const bool reading = frame.session.reading();
  RowSpec row;
  row.id = "noDeployment";
  row.label = say(PageId::deployment);
  row.known = false;
  const Finding* finding = deploymentFinding(frame);
  if (finding != nullptr) {
    row.value = printable(finding->title());
    row.status = finding->state;
    row.findings = {rowFindingOf(*finding)};
    row.evidence = finding->evidence;
  } else {
    row.value = say(reading ? PageId::reading : PageId::deploymentNotStarted);
    row.evidence = {{PageId::deploymentLookedAt, PageId::deploymentLookedAtWhat, say(PageId::deploymentSources)}};
  }
  return {say(PageId::cardDeployment), "", {row}};
}

// Name, when, and a bar that is filled as far as the phase is; below each other where there is no room for three.
void drawPhase(Frame& frame, const DeploymentLine& phase, const Rect& rect) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const Colour colour = frame.theme.of(phase.state);
  const float width = rect.width();
  const std::string name = phase.label.str();
  canvas.owner("phase " + name);
  const std::string mark = std::string(glyphOf(phase.state)) + " " + name;
  const float wordWidth = canvas.width(size.small, phase.word);
  canvas.textIn(size.body, rect.x0, rect.y0, width - wordWidth - size.em * 0.6F, colour, mark);
  canvas.text(size.small, rect.x1 - wordWidth, rect.y0 + size.em * 0.1F, colour, phase.word);
  float y = rect.y0 + size.line;
  const std::string when = spanText(phase, frame.session.diagnosis().judgedAt, zoneOf(frame.session.report()));
  canvas.textIn(size.small, rect.x0, y, width, frame.theme.dim, when.empty() ? phase.value.str() : when);
  y += std::floor(static_cast<float>(size.small.pixels) * 1.35F);
  const float thick = std::max(4.0F, std::floor(size.em * 0.4F));
  const Rect bar{rect.x0, y, rect.x1, y + thick};
  canvas.fill(bar, frame.theme.line, thick / 2);
  if (phase.done > 0) {
    canvas.fill({bar.x0, bar.y0, bar.x0 + std::max(width * std::min(phase.done, 1.0F), thick), bar.y1}, colour,
                thick / 2);
  }
}

void drawPhases(Frame& frame, const DeploymentStatus& deployment) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  const auto count = static_cast<float>(deployment.phases.size());
  const float inside = content.width() - 2 * size.pad;
  const bool sideBySide = inside >= size.em * 15 * count;
  const float one = std::floor(size.line + static_cast<float>(size.small.pixels) * 1.35F + size.em * 1.1F);
  const float top = std::floor(size.em * 0.5F);
  const float height = size.row + 1 + top + (sideBySide ? one : one * count);
  const Rect rect{content.x0, frame.y, content.x1, frame.y + height};
  float y = drawCardFrame(frame, rect, say(PageId::cardPhases), deployment.heading.str()) + top;
  float x = rect.x0 + size.pad;
  const float width = sideBySide ? std::floor((inside - size.em * (count - 1)) / count) : inside;
  for (const DeploymentLine& phase : deployment.phases) {
    drawPhase(frame, phase, {x, y, x + width, y + one});
    (sideBySide ? x : y) += sideBySide ? width + size.em : one;
  }
  frame.y = rect.y1 + size.gap;
}

}  // namespace

std::vector<CardSpec> deploymentCards(Frame& frame) {
  std::vector<CardSpec> cards;
  for (const Section& section : frame.session.sections()) {
    if (!section.id.starts_with("deployment")) {
      continue;
    }
    CardSpec card{upper(section.title), section.id == "deploymentItems" ? say(PageId::failedFirst) : "", {}};
    for (const Row& row : section.rows) {
      if (row.id.starts_with("phase ")) {
        continue;  // drawn as bars
      }
      card.rows.push_back(rowOf(row));
      card.rows.back().mono = false;
    }
    cards.push_back(std::move(card));
  }
  if (cards.empty()) {
    cards.push_back(noneCard(frame));
  }
  numberRepeated(cards);
  return cards;
}

ActionId drawDeployment(Frame& frame) {
  const DeploymentStatus& deployment = frame.session.diagnosis().deployment;
  if (!deployment.phases.empty()) {
    drawPhases(frame, deployment);
  }
  drawCards(frame, deploymentCards(frame), 1000);  // one column: a row needs its width
  return frame.asked;
}

std::string_view deploymentMark(const Frame& frame, State& state) {
  const Finding* finding = deploymentFinding(frame);
  if (finding == nullptr) {
    return "";
  }
  state = finding->state;
  return glyphOf(state);
}

}  // namespace preflight::page
