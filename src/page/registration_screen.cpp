// Screen 3: how far the device is with Windows Autopilot in three stages, the profile's facts, and when Windows asked.
#include <algorithm>
#include <cmath>

#include "app/view/registration_model.h"
#include "app/view/subjects.h"
#include "base/text.h"
#include "page/screens.h"
#include "text/label_id.h"

namespace preflight::page {
namespace {

const Section* findSection(const Frame& frame, std::string_view id) {
  const auto& all = frame.session.sections();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Section& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

CardSpec nothingCard(const Frame& frame) {
  const bool reading = frame.session.reading();
  const bool windows = frame.session.report().origin.system == SystemKind::windows;
  RowSpec row;
  row.id = "noRegistration";
  row.label = say(PageId::registration);
  row.known = false;
  row.value = say(reading ? PageId::reading : windows ? PageId::registrationUnknown : PageId::registrationWindowsOnly);
  row.sign = reading ? Sign::running : windows ? Sign::unknown : Sign::none;
  row.evidence = {{row.label, row.value, ""}};
  return {say(PageId::cardRegistration), "", {std::move(row)}};
}

// --- stages ---------------------------------------------------------------------------------------------------------

// The lines of a stage, wrapped as its card is wide.
std::vector<Fitted> stageLines(Frame& frame, const StageCard& stage, float room) {
  std::vector<Fitted> lines;
  for (const std::string& line : stage.lines) {
    lines.push_back(frame.canvas.wrap(frame.size.body, frame.shown(line), room, 3));
  }
  return lines;
}

// What the banner or a stage before says is not said again.
void leaveOutSaid(const Frame& frame, std::vector<StageCard>& stages) {
  std::vector<std::string> said;
  for (StageCard& stage : stages) {
    std::erase_if(stage.lines, [&](const std::string& line) {
      return frame.isSaid(line) || std::ranges::find(said, line) != said.end();
    });
    said.insert(said.end(), stage.lines.begin(), stage.lines.end());
  }
}

float stagePitch(const Sizes& size) {
  return size.em + size.px(4);
}

float stageHeight(Frame& frame, const StageCard& stage, float width) {
  const Sizes& size = frame.size;
  float count = 0;
  for (const Fitted& line : stageLines(frame, stage, width - size.px(36))) {
    count += static_cast<float>(line.lines.size());
  }
  return size.px(58) + Sizes::high(size.lead) + size.em + stagePitch(size) * std::max(count, 3.0F);
}

void drawStage(Frame& frame, const StageCard& stage, const Rect& rect) {
  const Sizes& size = frame.size;
  std::string copy;
  for (const std::string& line : stage.lines) {
    copy += (copy.empty() ? "" : "\n") + line;
  }
  if (frame.item({stage.id, rect, frame.shown(copy), false, true})) {
    frame.asked = ActionId::enter;
  }
  drawCardBox(frame, rect, stage.sign, frame.hasFocus(stage.id));
  frame.canvas.owner("row " + stage.id);
  const float x = rect.x0 + size.px(20);
  const float right = rect.x1 - size.pad;
  float y = rect.y0 + size.px(16);
  const float since = frame.canvas.width(size.small, stage.since);
  const bool beside = frame.canvas.width(size.lead, stage.title) + since + size.px(16) <= right - x;
  frame.canvas.textIn(size.lead, x, y, right - x, frame.theme.text, stage.title);
  if (beside) {
    frame.canvas.text(size.small, right - since, y + Sizes::high(size.lead) - Sizes::high(size.small) - size.px(2),
                      frame.theme.dim, stage.since);
  }
  y += Sizes::high(size.lead) + size.px(12);
  const float end = drawState(frame, x, y, stage.sign, size.body);
  if (!beside && end + size.px(12) + since <= right) {
    frame.canvas.text(size.small, end + size.px(12), y + size.px(2), frame.theme.dim, stage.since);
  }
  y += size.em + size.px(14);
  Colour colour = frame.theme.text;
  for (const Fitted& fitted : stageLines(frame, stage, right - x)) {
    for (const std::string& line : fitted.lines) {
      if (&line == &fitted.lines.back() && fitted.elided) {
        frame.canvas.markElided();
      }
      frame.canvas.text(size.body, x, y, colour, line);
      y += stagePitch(size);
    }
    colour = frame.theme.dim;
  }
}

void drawStages(Frame& frame, const std::vector<StageCard>& stages) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  const float arrow = size.px(41);
  const auto count = static_cast<float>(stages.size());
  const bool beside = !size.large && content.width() >= size.px(900);
  if (!beside) {
    for (const StageCard& stage : stages) {
      const float height = stageHeight(frame, stage, content.width());
      drawStage(frame, stage, {content.x0, frame.y, content.x1, frame.y + height});
      frame.y += height + size.gap;
    }
    return;
  }
  const float width = std::floor((content.width() - arrow * (count - 1)) / count);
  float height = 0;
  for (const StageCard& stage : stages) {
    height = std::max(height, stageHeight(frame, stage, width));
  }
  float x = content.x0;
  for (const StageCard& stage : stages) {
    drawStage(frame, stage, {x, frame.y, x + width, frame.y + height});
    x += width;
    if (&stage != &stages.back()) {
      const Style style{Face::sans, size.lead.pixels};
      const float wide = frame.canvas.width(style, "\u2192");
      frame.canvas.owner("stages");
      frame.canvas.text(style, x + std::floor((arrow - wide) / 2),
                        frame.y + std::floor((height - Sizes::high(style)) / 2), frame.theme.dim, "\u2192");
      x += arrow;
    }
  }
  frame.y += height + size.gap;
}

// --- facts ----------------------------------------------------------------------------------------------------------

CardSpec factsCard(const Frame& frame, const RegistrationModel& model) {
  CardSpec card{upper(frame.shown(model.factsTitle)), frame.shown(model.factsNote), {}};
  for (const FactLine& line : model.facts) {
    RowSpec row;
    row.id = line.id;
    row.label = line.label;
    row.value = line.value;
    row.mono = line.mono;
    row.always = true;
    card.rows.push_back(std::move(row));
  }
  return card;
}

float askedTop(const Sizes& size, const RegistrationModel& model) {
  return size.head + size.px(8) + Sizes::high(size.title) + (model.askedAgo.empty() ? 0 : size.px(12) + size.em) +
         size.px(20);
}

float askedHeight(Frame& frame, const RegistrationModel& model) {
  return askedTop(frame.size, model) + frame.size.row * static_cast<float>(model.askedLines.size()) + frame.size.px(8);
}

void drawAsked(Frame& frame, const RegistrationModel& model, const Rect& rect) {
  const Sizes& size = frame.size;
  const float x = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  const std::string id = "asked";
  if (frame.item({id, rect, model.asked, false, false})) {
    frame.asked = ActionId::none;
  }
  float y = drawCardFrame(frame, rect, say(PageId::headAsked), "", model.askedSign) + size.px(8);
  if (frame.hasFocus(id)) {
    frame.canvas.frame(rect, frame.theme.focus, size.ring, size.px(12));
  }
  frame.canvas.owner("row " + id);
  const Style head = frame.canvas.width(size.title, model.asked) <= right - x ? size.title : size.bold;
  frame.canvas.textIn(head, x, y, right - x, frame.theme.text, model.asked);
  y += Sizes::high(size.title) + size.px(12);
  frame.canvas.textIn(size.body, x, y, right - x, frame.theme.dim, model.askedAgo);
  y = rect.y0 + askedTop(size, model);
  float labels = size.px(120);
  for (const FactLine& line : model.askedLines) {
    labels = std::max(labels, frame.canvas.width(size.body, line.label));
  }
  for (const FactLine& line : model.askedLines) {
    frame.canvas.fill({x, y, right, y + 1}, frame.theme.line);
    const float top = y + std::floor((size.row - size.em) / 2);
    frame.canvas.text(size.body, x, top, frame.theme.dim, line.label);
    const float at = x + labels + size.px(16);
    const Style style = line.mono ? size.mono : size.body;
    frame.canvas.textIn(style, at, top, right - at, frame.theme.text, frame.shown(line.value));
    y += size.row;
  }
}

// What the findings about registration say that no stage does.
void drawLower(Frame& frame, const RegistrationModel& model) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  CardSpec facts = factsCard(frame, model);
  const bool two = !size.large && content.width() >= size.px(820) && !facts.rows.empty();
  if (!two) {
    const float asked = askedHeight(frame, model);
    drawAsked(frame, model, {content.x0, frame.y, content.x1, frame.y + asked});
    frame.y += asked + size.gap;
    if (!facts.rows.empty()) {
      drawCards(frame, {facts}, 1000);
    }
    return;
  }
  const float split = std::floor(content.x0 + (content.width() - size.gap) * 656 / 1104);
  const float height = std::max(
      {cardHeight(frame, facts, split - content.x0), askedHeight(frame, model), content.y1 - size.gap - frame.y});
  drawCard(frame, facts, {content.x0, frame.y, split, frame.y + height});
  drawAsked(frame, model, {split + size.gap, frame.y, content.x1, frame.y + height});
  frame.y += height + size.gap;
}

}  // namespace

// What Enter opens here.
std::vector<CardSpec> registrationCards(Frame& frame) {
  std::vector<CardSpec> cards;
  for (const char* id : {"registration", "profile"}) {
    if (const Section* section = findSection(frame, id)) {
      CardSpec card{upper(frame.shown(section->title)), "", {}};
      for (const Row& row : section->rows) {
        card.rows.push_back(rowOf(row));
      }
      cards.push_back(std::move(card));
    }
  }
  if (cards.empty()) {
    cards.push_back(nothingCard(frame));
  }
  numberRepeated(cards);
  return cards;
}

ActionId drawRegistration(Frame& frame) {
  RegistrationModel model = registrationModel(situationOf(frame.session));
  leaveOutSaid(frame, model.stages);
  if (model.stages.empty()) {
    drawCards(frame, {nothingCard(frame)}, 1000);
    return frame.asked;
  }
  frame.start = model.stages[std::min(model.focus, model.stages.size() - 1)].id;
  drawStages(frame, model.stages);
  drawLower(frame, model);
  return frame.asked;
}

std::optional<Sign> registrationMark(const Frame& frame) {
  if (frame.session.diagnosis().registration.stages.empty()) {
    return {};
  }
  return subjectsOf(situationOf(frame.session)).of(Topic::autopilot);
}

}  // namespace preflight::page
