#include "page/widgets.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"

namespace preflight::page {
namespace {

constexpr std::size_t mostValueLines = 3;

// How a row lies in its card, before it is drawn.
struct RowPlan {
  bool stacked = false;  // the value stands below the label
  float labelWidth = 0;
  float statusWidth = 0;
  float sourceWidth = 0;
  float valueWidth = 0;
  Fitted label;
  Fitted value;
  std::string hint;
  float height = 0;
};

std::string statusText(const RowSpec& row) {
  return row.word.empty() ? std::string() : std::string(glyphOf(row.status)) + " " + row.word;
}

Style valueStyle(const Frame& frame, const RowSpec& row) {
  return row.mono || row.field != nullptr ? frame.size.mono : frame.size.body;
}

float labelColumn(Frame& frame, const CardSpec& card, float width) {
  float widest = frame.labelWidth;
  for (const RowSpec& row : card.rows) {
    widest = std::max(widest, frame.canvas.width(frame.size.body, row.label));
  }
  return std::clamp(widest + frame.size.em * 1.2F, frame.size.em * 4, std::max(width * 0.36F, frame.size.em * 4));
}

RowPlan planRow(Frame& frame, const RowSpec& row, float labelWidth, float width) {
  const Sizes& size = frame.size;
  RowPlan plan;
  const float inside = width - 2 * size.pad;
  plan.stacked = inside < size.em * 26;
  plan.labelWidth = plan.stacked ? inside : labelWidth;
  const std::string status = statusText(row);
  if (!status.empty()) {
    plan.statusWidth = std::min(frame.canvas.width(size.small, status), inside * 0.5F) + 1;
  }
  const float statusRoom = plan.statusWidth > 0 ? plan.statusWidth + size.em * 0.8F : 0;
  if (plan.stacked) {
    plan.labelWidth = inside - statusRoom;
  } else if (inside > size.em * 44 && !row.source.empty()) {
    plan.sourceWidth = std::min(frame.canvas.width(size.small, row.source) + 1, inside * 0.28F);
  }
  plan.valueWidth = plan.stacked ? inside : inside - labelWidth - statusRoom;
  if (plan.sourceWidth > 0) {
    plan.valueWidth -= plan.sourceWidth + size.em * 0.8F;
  }
  plan.label = frame.canvas.wrap(size.body, row.label, plan.labelWidth - (plan.stacked ? 0 : size.em * 0.4F), 2);
  float valueLines = 1;
  if (row.button || row.field != nullptr) {
    plan.value.lines = {row.value};
  } else {
    plan.value = frame.canvas.wrap(valueStyle(frame, row), frame.shown(row.value), plan.valueWidth, mostValueLines);
    valueLines = static_cast<float>(std::max<std::size_t>(plan.value.lines.size(), 1));
  }
  const auto labelLines = static_cast<float>(std::max<std::size_t>(plan.label.lines.size(), 1));
  const float lines = plan.stacked ? labelLines + valueLines : std::max(labelLines, valueLines);
  plan.height = std::floor(lines * size.line + (size.row - size.line));
  if (row.button && plan.stacked) {
    plan.height = size.row + std::floor(size.em * 0.4F);
  }
  return plan;
}

// The text of a field, moved so that its caret is in sight.
void drawField(Frame& frame, const RowSpec& row, float x, float y, float room) {
  Canvas& canvas = frame.canvas;
  const Style style = frame.size.mono;
  const bool focused = frame.hasFocus(row.id);
  const std::string& text = row.field->text;
  if (text.empty() && !row.hint.empty()) {
    canvas.textIn(frame.size.small, x + (focused ? frame.size.em * 0.5F : 0), y + frame.size.em * 0.1F,
                  room - frame.size.em * 0.5F, frame.theme.dim, row.hint);
  }
  std::string_view before = std::string_view(text).substr(0, std::min(row.field->caret, text.size()));
  std::string_view shown = text;
  const float caretRoom = room - frame.size.em;
  while (!before.empty() && canvas.width(style, before) > caretRoom) {
    std::size_t step = 1;
    while (step < before.size() && (static_cast<unsigned char>(before[step]) & 0xC0U) == 0x80U) {
      ++step;
    }
    before.remove_prefix(step);
    shown.remove_prefix(step);
  }
  if (shown.size() < text.size()) {
    canvas.markElided();
  }
  canvas.textIn(style, x, y, room, frame.theme.text, shown);
  if (focused) {
    const float caret = std::floor(x + canvas.width(style, before));
    canvas.fill({caret, y, caret + frame.size.ring, y + frame.size.em}, frame.theme.text);
  }
}

void drawButton(Frame& frame, const RowSpec& row, float x, const Rect& rect) {
  const Sizes& size = frame.size;
  const float room = rect.x1 - size.pad - x;
  const std::string label = frame.canvas.elide(size.body, row.value, room - size.em * 2);
  const float width = frame.canvas.width(size.body, label) + size.em * 2;
  const Rect box{x, rect.y0 + size.em * 0.2F, x + width, rect.y1 - size.em * 0.2F};
  const bool focused = frame.hasFocus(row.id);
  frame.canvas.frame(box, focused ? frame.theme.focus : frame.theme.fieldLine, focused ? size.ring : 1,
                     size.em * 0.15F);
  const float y = std::floor((rect.y0 + rect.y1 - size.em) / 2);
  frame.canvas.text(size.body, x + size.em, y, row.known ? frame.theme.text : frame.theme.dim, label);
  const float left = room - width - size.em * 0.6F;
  if (left > size.em * 4 && !row.hint.empty()) {
    frame.canvas.textIn(size.small, box.x1 + size.em * 0.6F, y + size.em * 0.1F, left, frame.theme.dim, row.hint);
  }
}

void drawStatus(Frame& frame, const RowSpec& row, const RowPlan& plan, float right, float y) {
  if (plan.statusWidth > 0) {
    const std::string text = frame.canvas.elide(frame.size.small, statusText(row), plan.statusWidth);
    const float x = right - frame.canvas.width(frame.size.small, text);
    frame.canvas.text(frame.size.small, x, y + frame.size.em * 0.1F, frame.theme.of(row.status), text);
  }
}

void drawValue(Frame& frame, const RowSpec& row, const RowPlan& plan, float x, float y, const Rect& rect) {
  if (row.button) {
    return drawButton(frame, row, x, rect);
  }
  if (row.field != nullptr) {
    return drawField(frame, row, x, y, plan.valueWidth);
  }
  float end = x;
  const std::size_t count = plan.value.lines.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i + 1 == count && plan.value.elided) {
      frame.canvas.markElided();
    }
    end = frame.canvas.text(valueStyle(frame, row), x, y + frame.size.line * static_cast<float>(i),
                            row.known ? frame.theme.text : frame.theme.dim, plan.value.lines[i]);
  }
  const float left = x + plan.valueWidth - end - frame.size.em * 0.5F;
  if (!row.hint.empty() && count == 1 && left > frame.size.em * 4) {
    frame.canvas.textIn(frame.size.small, end + frame.size.em * 0.5F, y + frame.size.em * 0.12F, left, frame.theme.dim,
                        frame.shown(row.hint));
  }
}

bool hasMore(const RowSpec& row) {
  return !row.evidence.empty() || !row.findings.empty();
}

void drawRow(Frame& frame, const RowSpec& row, const RowPlan& plan, const Rect& rect, bool last) {
  const Sizes& size = frame.size;
  const std::string& value = row.field != nullptr ? row.field->text : row.copy.empty() ? row.value : row.copy;
  Item item{row.id, rect, frame.shown(value), row.field != nullptr, hasMore(row), row.logEntry};
  if (frame.item(std::move(item)) && (row.button || hasMore(row))) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row " + row.id);
  if (frame.hasFocus(row.id)) {
    frame.canvas.fill(rect, frame.theme.focusGround);
  } else if (!last) {
    frame.canvas.fill({rect.x0, rect.y1 - 1, rect.x1, rect.y1}, mixed(frame.theme.card, frame.theme.line, 0.6));
  }
  const float top = std::floor(rect.y0 + (size.row - size.em) / 2);
  const float left = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  if (!(row.button && plan.stacked)) {
    for (std::size_t i = 0; i < plan.label.lines.size(); ++i) {
      frame.canvas.text(size.body, left, top + size.line * static_cast<float>(i), frame.theme.dim, plan.label.lines[i]);
    }
    drawStatus(frame, row, plan, right, top);
  }
  const float below = plan.stacked && !row.button
                          ? top + size.line * static_cast<float>(std::max<std::size_t>(plan.label.lines.size(), 1))
                          : top;
  drawValue(frame, row, plan, plan.stacked ? left : left + plan.labelWidth, below, rect);
  if (plan.sourceWidth > 0) {
    const std::string source = frame.canvas.elide(size.small, row.source, plan.sourceWidth);
    const float statusRoom = plan.statusWidth > 0 ? plan.statusWidth + size.em * 0.8F : 0;
    frame.canvas.text(size.small, right - statusRoom - frame.canvas.width(size.small, source), top + size.em * 0.1F,
                      frame.theme.dim, source);
  }
  if (frame.hasFocus(row.id)) {
    drawFocus(frame, rect);
  }
}

}  // namespace

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

RowSpec rowOf(const Row& row) {
  RowSpec spec;
  spec.id = row.id;
  spec.label = row.label;
  spec.value = row.value;
  spec.status = row.state;
  spec.word = row.word;
  spec.source = row.source;
  spec.findings = row.findings;
  spec.evidence = row.evidence;
  spec.details = row.details;
  spec.known = row.known;
  spec.mono = row.identifies;
  return spec;
}

RowSpec rowOf(const Finding& finding) {
  RowSpec row;
  row.id = "finding " + std::string(idOf(finding.id));
  row.label = whoWord(finding.who());
  row.value = printable(finding.title());
  row.status = finding.state;
  row.word = stateWord(finding.state);
  row.evidence = finding.evidence;
  row.findings = {rowFindingOf(finding)};
  return row;
}

void numberRepeated(std::vector<CardSpec>& cards) {
  std::map<std::string, int> seen;
  for (CardSpec& card : cards) {
    for (RowSpec& row : card.rows) {
      const int number = ++seen[row.id];
      if (number > 1) {
        row.id += "#" + std::to_string(number);
      }
    }
  }
}

float cardHeight(Frame& frame, const CardSpec& card, float width) {
  const float labelWidth = labelColumn(frame, card, width);
  float height = frame.size.row + 1;
  for (const RowSpec& row : card.rows) {
    height += planRow(frame, row, labelWidth, width).height;
  }
  return height + 2;
}

float drawCardFrame(Frame& frame, const Rect& rect, std::string_view title, std::string_view right) {
  const Sizes& size = frame.size;
  frame.canvas.fill(rect, frame.theme.card, size.em * 0.2F);
  frame.canvas.frame(rect, frame.theme.line, 1, size.em * 0.2F);
  frame.canvas.fill({rect.x0, rect.y0 + size.row, rect.x1, rect.y0 + size.row + 1}, frame.theme.line);
  frame.canvas.owner("card " + std::string(title));
  const float y = std::floor(rect.y0 + (size.row - static_cast<float>(size.small.pixels)) / 2);
  const float inside = rect.width() - 2 * size.pad;
  const std::string head = frame.canvas.elide(size.small, title, inside);
  const float used = frame.canvas.width(size.small, head);
  frame.canvas.text(size.small, rect.x0 + size.pad, y, frame.theme.dim, head);
  const float left = inside - used - size.em;
  if (!right.empty() && left > size.em * 3) {
    const std::string note = frame.canvas.elide(size.small, right, left);
    frame.canvas.text(size.small, rect.x1 - size.pad - frame.canvas.width(size.small, note), y, frame.theme.dim, note);
  }
  return rect.y0 + size.row + 1;
}

void drawCard(Frame& frame, const CardSpec& card, const Rect& rect) {
  float y = drawCardFrame(frame, rect, card.title, card.right);
  const float labelWidth = labelColumn(frame, card, rect.width());
  for (std::size_t i = 0; i < card.rows.size(); ++i) {
    const RowPlan plan = planRow(frame, card.rows[i], labelWidth, rect.width());
    drawRow(frame, card.rows[i], plan, {rect.x0 + 1, y, rect.x1 - 1, y + plan.height}, i + 1 == card.rows.size());
    y += plan.height;
  }
}

void drawCards(Frame& frame, const std::vector<CardSpec>& cards, float columnEms) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  frame.labelWidth = 0;  // the values of all cards begin at the same place
  for (const CardSpec& card : cards) {
    for (const RowSpec& row : card.rows) {
      frame.labelWidth = std::max(frame.labelWidth, frame.canvas.width(size.body, row.label));
    }
  }
  const bool two = cards.size() > 1 && content.width() >= 2 * columnEms * size.em + size.gap;
  if (!two) {
    for (const CardSpec& card : cards) {
      const float height = cardHeight(frame, card, content.width());
      drawCard(frame, card, {content.x0, frame.y, content.x1, frame.y + height});
      frame.y += height + size.gap;
    }
    return;
  }
  const float width = std::floor((content.width() - size.gap) / 2);
  float left = frame.y;
  float right = frame.y;
  for (const CardSpec& card : cards) {
    const bool atLeft = left <= right;
    float& y = atLeft ? left : right;
    const float x = atLeft ? content.x0 : content.x1 - width;
    const float height = cardHeight(frame, card, width);
    drawCard(frame, card, {x, y, x + width, y + height});
    y += height + size.gap;
  }
  frame.y = std::max(left, right);
}

float keyCapWidth(Frame& frame, std::string_view label) {
  return frame.canvas.width(frame.size.key, label) + frame.size.em * 0.7F;
}

float drawKeyCap(Frame& frame, float x, float y, std::string_view label, KeyLook look) {
  const Sizes& size = frame.size;
  const Theme& theme = frame.theme;
  const Colour cap = look == KeyLook::named ? theme.namedKey : look == KeyLook::dead ? theme.deadKey : theme.keyCap;
  const Colour ink = look == KeyLook::named  ? theme.namedKeyText
                     : look == KeyLook::dead ? theme.deadKeyText
                                             : theme.keyCapText;
  const float width = keyCapWidth(frame, label);
  const auto height = static_cast<float>(size.key.pixels);
  frame.canvas.fill({x, y - size.em * 0.08F, x + width, y + height + size.em * 0.08F}, cap, size.em * 0.15F);
  frame.canvas.text(size.key, x + size.em * 0.35F, y, ink, label);
  return x + width;
}

void drawParagraph(Frame& frame, Style style, Colour colour, float x, float width, std::string_view text) {
  const auto pixels = static_cast<float>(style.pixels);
  for (const std::string& line : frame.canvas.wrap(style, text, width, 10'000).lines) {
    frame.canvas.text(style, x, frame.y, colour, line);
    frame.y += std::floor(pixels * 1.25F);
  }
}

void drawFocus(Frame& frame, const Rect& rect) {
  frame.canvas.frame(rect, frame.theme.focus, frame.size.ring);
}

}  // namespace preflight::page
