// Screen 4: the time axis with the limit, what the deployment is at, and the steps that remain, failed and waiting
// first.
#include <algorithm>
#include <cmath>

#include "app/view/deployment_model.h"
#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

DeploymentModel modelOf(const Frame& frame) {
  return deploymentModel(situationOf(frame.session));
}

// One below the other, or beside each other where there is room.
bool isWide(const Frame& frame) {
  return !frame.size.large && frame.content.width() >= frame.size.px(720);
}

// --- axis ----------------------------------------------------------------------------------------------------------

void drawPhase(Frame& frame, const AxisPhase& phase, float x, float y, float room) {
  const Sizes& size = frame.size;
  frame.canvas.owner(phase.id);
  const float end = x + room;
  const std::string took = frame.canvas.elide(size.small, phase.took, room * 0.4F);
  const float tookWidth = frame.canvas.width(size.small, took) + size.px(12);
  float at = drawState(frame, x, y, phase.sign, size.body) + size.px(12);
  const bool fits = at + frame.canvas.width(size.bold, phase.name) + tookWidth <= end;
  at = frame.canvas.textIn(size.bold, at, y, end - at - (fits ? tookWidth : 0), frame.theme.text, phase.name);
  if (fits) {
    frame.canvas.text(size.small, at + size.px(12), y + (size.em - Sizes::high(size.small)) / 2, frame.theme.dim, took);
  }
}

void drawTick(Frame& frame, const Rect& bar, float share) {
  const float x = bar.x0 + std::floor(bar.width() * share);
  const float wide = std::max(frame.size.px(2), 1.0F);
  frame.canvas.fill({x - wide, bar.y0 - frame.size.px(6), x, bar.y1 + frame.size.px(6)}, frame.theme.text);
}

// Below a tick, and kept apart from the one before it.
float drawTickLabel(Frame& frame, const Rect& bar, float share, float y, float least, std::string_view text) {
  const Sizes& size = frame.size;
  const float wide = frame.canvas.width(size.small, text);
  const float middle = bar.x0 + bar.width() * share;
  const float most = std::max(bar.x1 - wide, bar.x0);
  const float x = std::floor(std::clamp(middle - wide / 2, bar.x0, most));
  if (text.empty() || x < least) {
    return least;
  }
  return frame.canvas.text(size.small, x, y, frame.theme.text, text) + size.px(16);
}

void drawAxisBar(Frame& frame, const DeploymentAxis& axis, const Rect& bar) {
  const Sizes& size = frame.size;
  const Theme& theme = frame.theme;
  frame.canvas.fill(bar, theme.track, size.px(2));
  if (theme.strong) {
    frame.canvas.frame(bar, theme.line, 1, size.px(2));
  }
  for (const AxisPhase& phase : axis.phases) {
    if (phase.from < 0) {
      continue;
    }
    const float gap = phase.from > 0 ? size.px(2) : 0;
    const float x0 = bar.x0 + std::floor(bar.width() * phase.from) + gap;
    const float x1 = std::max(bar.x0 + std::floor(bar.width() * phase.to), x0 + size.px(2));
    frame.canvas.fill({x0, bar.y0, x1, bar.y1}, theme.fill);
    frame.canvas.fill({x0, bar.y1, x1, bar.y1 + size.px(3)}, theme.of(phase.sign));
  }
  for (const float share : {axis.nowAt, axis.limitAt}) {
    if (share >= 0) {
      drawTick(frame, bar, share);
    }
  }
}

void drawAxis(Frame& frame, const DeploymentAxis& axis) {
  const Sizes& size = frame.size;
  const bool wide = isWide(frame);
  const auto count = static_cast<float>(axis.phases.size());
  const float lines = wide ? (count > 0 ? 1.0F : 0.0F) : count;
  const float labels = Sizes::high(size.small);
  const float phases = lines * (size.em + size.px(6));
  const float height = size.head + phases + size.px(10) + size.px(16) + size.px(8) + labels + size.px(12);
  const Rect card{frame.content.x0, frame.y, frame.content.x1, frame.y + height};
  float y = drawCardFrame(frame, card, upper(axis.title), axis.note);
  const float x0 = card.x0 + size.pad;
  const float x1 = card.x1 - size.pad;
  const float column = wide && count > 0 ? std::floor((x1 - x0) / count) : x1 - x0;
  for (std::size_t i = 0; i < axis.phases.size(); ++i) {
    const float x = wide ? x0 + column * static_cast<float>(i) : x0;
    drawPhase(frame, axis.phases[i], x, y, column - size.px(12));
    y += wide ? 0 : size.em + size.px(6);
  }
  y = card.y1 - size.px(12) - labels - size.px(8) - size.px(16);
  const Rect bar{x0, y, x1, y + size.px(16)};
  frame.canvas.owner("axis");
  drawAxisBar(frame, axis, bar);
  y = bar.y1 + size.px(8);
  float least = frame.canvas.text(size.small, x0, y, frame.theme.dim, axis.start) + size.px(16);
  const float limit = frame.canvas.width(size.small, axis.limit) + size.px(16);
  const float now = frame.canvas.width(size.small, axis.now);
  // Where both cannot be shown, the limit matters more.
  const bool both = axis.limit.empty() || axis.nowAt < 0 ||
                    std::min(bar.x0 + bar.width() * axis.nowAt + now / 2, bar.x1) < bar.x1 - limit ||
                    axis.limitAt < axis.nowAt;
  if (axis.limitAt >= 0 && axis.limitAt < axis.nowAt) {  // it has passed
    least = drawTickLabel(frame, bar, axis.limitAt, y, least, axis.limit);
    drawTickLabel(frame, bar, axis.nowAt, y, least, axis.now);
  } else {
    least = both && axis.nowAt >= 0 ? drawTickLabel(frame, bar, axis.nowAt, y, least, axis.now) : least;
    drawTickLabel(frame, bar, axis.limitAt, y, least, axis.limit);
  }
  frame.y = card.y1 + size.gap;
}

// --- culprit -------------------------------------------------------------------------------------------------------

struct FactPlan {
  std::vector<Fitted> values;
  std::vector<float> widths;
  float height = 0;
};

// Facts beside each other, the last with what is left; below each other where there is no room.
FactPlan planFacts(Frame& frame, const CulpritCard& culprit, float inside) {
  const Sizes& size = frame.size;
  FactPlan plan;
  const bool wide = isWide(frame);
  float left = inside;
  for (std::size_t i = 0; i < culprit.facts.size(); ++i) {
    const CulpritFact& fact = culprit.facts[i];
    const bool last = i + 1 == culprit.facts.size();
    const float own =
        std::max(frame.canvas.width(size.body, frame.shown(fact.value)), frame.canvas.width(size.small, fact.label)) +
        size.px(48);
    const float width = !wide ? inside : last ? left : std::min(own, left * 0.5F);
    left -= wide ? width : 0;
    plan.widths.push_back(width);
    plan.values.push_back(frame.canvas.wrap(size.body, frame.shown(fact.value), width - (last ? 0 : size.px(16)), 3));
    const float one = Sizes::high(size.small) + size.px(6) +
                      size.line * static_cast<float>(std::max<std::size_t>(plan.values.back().lines.size(), 1));
    plan.height = wide ? std::max(plan.height, one) : plan.height + one + size.px(6);
  }
  return plan;
}

void drawFacts(Frame& frame, const CulpritCard& culprit, const FactPlan& plan, float x, float y) {
  const Sizes& size = frame.size;
  const bool wide = isWide(frame);
  for (std::size_t i = 0; i < culprit.facts.size(); ++i) {
    frame.canvas.text(size.small, x, y, frame.theme.dim, culprit.facts[i].label);
    float line = y + Sizes::high(size.small) + size.px(6);
    for (const std::string& text : plan.values[i].lines) {
      if (plan.values[i].elided && &text == &plan.values[i].lines.back()) {
        frame.canvas.markElided();
      }
      frame.canvas.text(size.body, x, line, frame.theme.text, text);
      line += size.line;
    }
    if (wide) {
      x += plan.widths[i];
    } else {
      y = line + size.px(6);
    }
  }
}

void drawCulprit(Frame& frame, const CulpritCard& culprit) {
  const Sizes& size = frame.size;
  const float inside = frame.content.width() - size.px(36);
  const FactPlan plan = planFacts(frame, culprit, inside);
  const bool bytes = culprit.done >= 0;
  const float bar = bytes ? size.line + size.px(10) : 0;
  const float height = size.px(14) + Sizes::high(size.lead) + size.px(12) + bar + plan.height + size.px(12);
  const Rect card{frame.content.x0, frame.y, frame.content.x1, frame.y + height};
  if (frame.item({culprit.id, card, frame.shown(culprit.name), false, true})) {
    frame.asked = ActionId::enter;
  }
  frame.start = culprit.id;
  drawCardBox(frame, card, culprit.sign, frame.hasFocus(culprit.id));
  frame.canvas.owner("row " + culprit.id);
  const float x = card.x0 + size.px(20);
  const float right = card.x1 - size.pad;
  float y = card.y0 + size.px(14);
  const float timeWidth = culprit.time.empty() ? 0 : frame.canvas.width(size.body, culprit.time) + size.px(10);
  const float state = stateWidth(frame, culprit.sign, size.body);
  const float low = y + Sizes::high(size.lead) - size.em - size.px(2);
  const float room = right - state - timeWidth - size.px(16) - x;
  const float end = frame.canvas.textIn(size.lead, x, y, room, frame.theme.text, frame.shown(culprit.name));
  if (const float left = x + room - end - size.px(16); left > size.em * 3 && !culprit.note.empty()) {
    frame.canvas.textIn(size.body, end + size.px(16), low, left, frame.theme.dim, culprit.note);
  }
  const float after = drawState(frame, right - state - timeWidth, low, culprit.sign, size.body);
  if (!culprit.time.empty()) {
    frame.canvas.text(size.body, after + size.px(10), low, frame.theme.text, culprit.time);
  }
  y += Sizes::high(size.lead) + size.px(12);
  if (bytes) {
    const float wide = frame.canvas.width(size.body, culprit.bytes);
    const float middle = y + std::floor(size.em / 2);
    drawBar(frame, {x, middle - size.px(4), right - wide - size.px(16), middle + size.px(4)}, culprit.done);
    frame.canvas.text(size.body, right - wide, y, frame.theme.text, culprit.bytes);
    y += bar;
  }
  drawFacts(frame, culprit, plan, x, y);
  frame.y = card.y1 + size.gap;
}

// --- steps ---------------------------------------------------------------------------------------------------------

// Where the columns begin; 0: there is no room for it.
struct Columns {
  float step = 0, detail = 0, since = 0, took = 0;
};

Columns columnsFor(Frame& frame, const std::vector<DeploymentRow>& rows, float width) {
  const Sizes& size = frame.size;
  Columns columns;
  columns.step = size.px(136);
  if (size.large || width < size.px(560)) {
    columns.step = stateWidth(frame, Sign::skipped, size.body) + size.px(16);
    return columns;
  }
  float widest = size.px(160);
  for (const DeploymentRow& row : rows) {
    widest = std::max(widest, frame.canvas.width(size.body, row.step) + size.px(24));
  }
  columns.took = width - size.px(88);
  columns.since = columns.took - size.px(88);
  columns.detail = std::min(columns.step + widest, columns.step + (columns.since - columns.step) * 0.5F);
  return columns;
}

void drawHeads(Frame& frame, const Columns& columns, float x, float y) {
  const Sizes& size = frame.size;
  const auto head = [&](float at, PageId words) {
    frame.canvas.text(size.small, x + at, y, frame.theme.dim, say(words));
  };
  head(0, PageId::columnState);
  head(columns.step, PageId::columnStep);
  if (columns.detail > 0) {
    head(columns.detail, PageId::columnDetail);
    head(columns.since, PageId::columnSince);
    head(columns.took, PageId::columnTook);
  }
}

void drawStepRow(Frame& frame, const DeploymentRow& row, const Columns& columns, const Rect& rect) {
  const Sizes& size = frame.size;
  const bool folded = row.id == foldedRowId;
  Item item{row.id, {rect.x0 + size.px(8), rect.y0, rect.x1 - size.px(8), rect.y1}, frame.shown(row.step), false, true};
  const Rect box = item.rect;
  if (frame.item(std::move(item))) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row " + row.id);
  if (frame.hasFocus(row.id)) {
    drawFocus(frame, box, size.px(8));
  } else {
    frame.canvas.fill({rect.x0 + size.pad, rect.y0, rect.x1 - size.pad, rect.y0 + 1}, frame.theme.line);
  }
  const float x = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  const float y = std::floor((rect.y0 + rect.y1 - size.em) / 2);
  drawState(frame, x, y, row.sign, size.body);
  const std::string fold = frame.state.stepsUnfolded ? "\u25BE " : "\u25B8 ";
  const float stepEnd = columns.detail > 0 ? x + columns.detail - size.px(12) : right;
  const float end = frame.canvas.textIn(size.body, x + columns.step, y, stepEnd - x - columns.step, frame.theme.text,
                                        (folded ? fold : std::string()) + frame.shown(row.step));
  if (columns.detail > 0) {
    frame.canvas.textIn(size.body, x + columns.detail, y, columns.since - columns.detail - size.px(12), frame.theme.dim,
                        frame.shown(row.detail));
    frame.canvas.textIn(size.body, x + columns.since, y, columns.took - columns.since - size.px(8), frame.theme.dim,
                        row.since);
    frame.canvas.textIn(size.body, x + columns.took, y, right - x - columns.took, frame.theme.dim, row.took);
  } else if (!folded && right - end > size.em * 4) {
    frame.canvas.textIn(size.body, end + size.px(12), y, right - end - size.px(12), frame.theme.dim,
                        frame.shown(row.took.empty() ? row.detail : row.took));
  }
}

void drawSteps(Frame& frame, const DeploymentModel& model) {
  const Sizes& size = frame.size;
  std::vector<DeploymentRow> rows = model.open;
  if (model.folded) {
    rows.push_back(*model.folded);
    if (frame.state.stepsUnfolded) {
      rows.insert(rows.end(), model.done.begin(), model.done.end());
    }
  }
  if (rows.empty()) {
    return;
  }
  const float head = Sizes::high(size.small) + size.px(16);
  const float height = head + size.row * static_cast<float>(rows.size()) + size.px(8);
  const float room = frame.content.y1 - size.gap - frame.y;
  const Rect card{frame.content.x0, frame.y, frame.content.x1, frame.y + std::max(height, room)};
  drawCardBox(frame, card);
  const Columns columns = columnsFor(frame, rows, card.width() - 2 * size.pad);
  frame.canvas.owner("steps");
  drawHeads(frame, columns, card.x0 + size.pad, card.y0 + size.px(8));
  float y = card.y0 + head;
  for (const DeploymentRow& row : rows) {
    drawStepRow(frame, row, columns, {card.x0, y, card.x1, y + size.row});
    y += size.row;
  }
  frame.y = frame.y + height + size.gap;
}

// --- nothing to show -----------------------------------------------------------------------------------------------

void drawNone(Frame& frame, const DeploymentModel& model) {
  const Sizes& size = frame.size;
  const float height = std::max(frame.content.y1 - size.gap - frame.y, size.px(160));
  const Rect card{frame.content.x0, frame.y, frame.content.x1, frame.y + height};
  const std::string id = "deploymentState";
  const Sign sign = subjectsOf(situationOf(frame.session)).of(Topic::deployment);
  if (frame.item({id, card, model.none, false, true})) {
    frame.asked = ActionId::enter;
  }
  drawCardBox(frame, card, {}, frame.hasFocus(id));
  frame.canvas.owner("row " + id);
  const Style glyph{Face::sans, size.mark.pixels};
  const float middle = (card.x0 + card.x1) / 2;
  float y = card.y0 + std::floor((card.height() - Sizes::high(glyph) - size.px(16) - Sizes::high(size.lead)) / 2);
  const std::string_view mark = glyphOf(sign, sign == Sign::running ? frame.turn() : 0);
  frame.canvas.text(glyph, std::floor(middle - frame.canvas.width(glyph, mark) / 2), y, frame.theme.of(sign), mark);
  y += Sizes::high(glyph) + size.px(16);
  const Fitted text = frame.canvas.wrap(size.lead, frame.shown(model.none), card.width() - 2 * size.pad, 3);
  for (const std::string& line : text.lines) {
    frame.canvas.text(size.lead, std::floor(middle - frame.canvas.width(size.lead, line) / 2), y, frame.theme.text,
                      line);
    y += Sizes::high(size.lead) + size.px(4);
  }
  frame.y = card.y1 + size.gap;
}

}  // namespace

// What Enter opens: the rows of the report about the deployment, and where none is, what was looked at.
std::vector<CardSpec> deploymentCards(Frame& frame) {
  CardSpec card{say(PageId::cardDeployment), "", {}};
  for (const Section& section : frame.session.sections()) {
    for (const Row& row : section.rows) {
      if (section.id.starts_with("deployment")) {
        card.rows.push_back(rowOf(row));
      }
    }
  }
  if (card.rows.empty()) {
    const DeploymentModel model = modelOf(frame);
    RowSpec row;
    row.id = "deploymentState";
    row.label = say(PageId::deployment);
    row.value = model.none;
    row.known = false;
    row.evidence = {{PageId::deploymentLookedAt, PageId::deploymentLookedAtWhat, say(PageId::deploymentSources)}};
    const std::optional<FindingId>& id = frame.session.diagnosis().deployment.finding;
    if (const Finding* finding = id ? findFinding(frame.session.diagnosis(), *id) : nullptr) {
      row.findings = {rowFindingOf(*finding)};
      row.evidence = finding->evidence;
    }
    card.rows.push_back(std::move(row));
  }
  return {std::move(card)};
}

ActionId drawDeployment(Frame& frame) {
  const DeploymentModel model = modelOf(frame);
  if (!model.none.empty()) {
    drawNone(frame, model);
    return frame.asked;
  }
  if (model.axis.known) {
    drawAxis(frame, model.axis);
  }
  if (model.culprit) {
    drawCulprit(frame, *model.culprit);
  }
  drawSteps(frame, model);
  return frame.asked;
}

std::optional<Sign> deploymentMark(const Frame& frame) {
  return subjectsOf(situationOf(frame.session)).of(Topic::deployment);
}

}  // namespace preflight::page
