#include "page/widgets.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"

namespace preflight::page {
namespace {

constexpr std::size_t mostValueLines = 3;

// How a row is laid out in its card, before it is drawn.
struct RowPlan {
  bool stacked = false;  // the value is below the label
  float labelWidth = 0;
  float signWidth = 0;
  float valueWidth = 0;
  Fitted label;
  Fitted value;
  float height = 0;
};

Style valueStyle(const Frame& frame, const RowSpec& row) {
  return row.mono || row.field != nullptr ? frame.size.mono : frame.size.body;
}

float labelWidthOf(Frame& frame, const RowSpec& row) {
  if (row.keys.empty()) {
    return frame.canvas.width(frame.size.body, row.label);
  }
  return capsWidth(frame, row.keys) + (row.twin.empty() ? 0 : frame.size.px(12) + capsWidth(frame, row.twin));
}

float labelColumn(Frame& frame, const CardSpec& card, float width) {
  float widest = frame.labelWidth;
  for (const RowSpec& row : card.rows) {
    widest = std::max(widest, labelWidthOf(frame, row));
  }
  return std::clamp(widest + frame.size.px(24), frame.size.em * 4, std::max(width * 0.36F, frame.size.em * 4));
}

RowPlan planRow(Frame& frame, const RowSpec& row, float labelWidth, float width) {
  const Sizes& size = frame.size;
  RowPlan plan;
  const float inside = width - 2 * size.pad;
  plan.stacked = inside < size.em * 19;
  plan.labelWidth = plan.stacked ? inside : labelWidth;
  plan.signWidth = row.sign ? stateWidth(frame, *row.sign, size.body) + size.px(12) : 0;
  plan.valueWidth = std::max((plan.stacked ? inside : inside - labelWidth) - plan.signWidth, size.em * 3);
  plan.label = frame.canvas.wrap(size.body, row.label, plan.labelWidth - (plan.stacked ? 0 : size.px(12)), 2);
  float valueLines = 1;
  if (row.button || row.field != nullptr) {
    plan.value.lines = {row.value};
  } else {
    plan.value = frame.canvas.wrap(valueStyle(frame, row), frame.shown(row.value), plan.valueWidth, mostValueLines);
    valueLines = static_cast<float>(std::max<std::size_t>(plan.value.lines.size(), 1));
  }
  const auto labelLines =
      static_cast<float>(row.label.empty() && row.keys.empty() ? 0 : std::max<std::size_t>(plan.label.lines.size(), 1));
  const float lines = plan.stacked && !row.button ? labelLines + valueLines : std::max(labelLines, valueLines);
  plan.height = std::floor(lines * size.line + (size.row - size.line));
  return plan;
}

void drawButton(Frame& frame, const RowSpec& row, float x, const Rect& rect) {
  const Sizes& size = frame.size;
  const float room = rect.x1 - size.pad - x;
  const std::string label = frame.canvas.elide(size.bold, row.value, room - size.px(28));
  const float width = frame.canvas.width(size.bold, label) + size.px(28);
  const Rect box{x, rect.y0 + size.px(4), x + width, rect.y1 - size.px(4)};
  frame.canvas.fill(box, frame.theme.raised, size.px(6));
  if (frame.hasFocus(row.id)) {
    drawFocus(frame, box, size.px(6));
  } else if (frame.theme.strong) {
    frame.canvas.frame(box, frame.theme.line, 1, size.px(6));
  }
  const float y = std::floor((rect.y0 + rect.y1 - size.em) / 2);
  frame.canvas.text(size.bold, x + size.px(14), y, row.known ? frame.theme.text : frame.theme.dead, label);
  const float left = room - width - size.px(12);
  if (left > size.em * 4 && !row.hint.empty()) {
    frame.canvas.textIn(size.small, box.x1 + size.px(12), y + (size.em - Sizes::high(size.small)) / 2, left,
                        frame.theme.dim, row.hint);
  }
}

// What is dim behind the value: a hint, then the source.
void drawBehind(Frame& frame, const RowSpec& row, float x, float y, float right) {
  const Sizes& size = frame.size;
  y += std::floor((size.em - Sizes::high(size.small)) / 2);
  if (!row.hint.empty() && right - x > size.em * 3) {
    x = frame.canvas.text(size.small, x, y, frame.theme.dim, frame.canvas.elide(size.small, row.hint, right - x)) +
        size.px(12);
  }
  if (!row.source.empty() && right - x > frame.canvas.width(size.small, row.source)) {
    frame.canvas.text(size.small, x, y, frame.theme.dim, row.source);
  }
}

void drawValue(Frame& frame, const RowSpec& row, const RowPlan& plan, float x, float y, const Rect& rect) {
  if (row.button) {
    return drawButton(frame, row, x, rect);
  }
  if (row.sign) {
    drawState(frame, x, y, *row.sign, frame.size.body);
    x += plan.signWidth;
  }
  if (row.field != nullptr) {
    return drawField(frame, row.id, *row.field, row.hint, x, y, plan.valueWidth);
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
  const float below = count < 2 ? 0 : frame.size.line * static_cast<float>(count - 1);
  drawBehind(frame, row, end + (count == 0 ? 0 : frame.size.px(12)), y + below, rect.x1 - frame.size.pad);
}

void drawRow(Frame& frame, const RowSpec& row, const RowPlan& plan, const Rect& rect, bool lined) {
  const Sizes& size = frame.size;
  const std::string copy = !row.copy.empty() ? row.copy : row.field != nullptr ? row.field->text : row.value;
  const bool evidence = row.always || !row.evidence.empty() || !row.findings.empty() || !row.details.empty();
  const Rect box{rect.x0 + size.px(8), rect.y0, rect.x1 - size.px(8), rect.y1};
  if (frame.item({row.id, box, frame.shown(copy), row.field != nullptr, evidence, row.logEntry})) {
    frame.asked = row.field != nullptr ? ActionId::none : ActionId::enter;
  }
  if (box.y1 < frame.canvas.clip().y0 || box.y0 > frame.canvas.clip().y1) {
    return;
  }
  frame.canvas.owner("row " + row.id);
  const bool focused = frame.hasFocus(row.id) && !(row.button);
  if (focused) {
    drawFocus(frame, box, size.px(8));
  } else if (lined) {
    frame.canvas.fill({rect.x0 + size.pad, rect.y0, rect.x1 - size.pad, rect.y0 + 1}, frame.theme.line);
  }
  const float top = std::floor(rect.y0 + (size.row - size.em) / 2);
  const float left = rect.x0 + size.pad;
  if (!row.keys.empty()) {
    const float y = rect.y0 + std::floor((size.row - size.cap) / 2);
    const float end = drawCaps(frame, left, y, row.keys, KeyLook::plain);
    drawCaps(frame, end + size.px(12), y, row.twin, KeyLook::plain);
  } else if (!(row.button && plan.stacked)) {
    for (std::size_t i = 0; i < plan.label.lines.size(); ++i) {
      frame.canvas.text(size.body, left, top + size.line * static_cast<float>(i), frame.theme.dim, plan.label.lines[i]);
    }
  }
  const bool under = plan.stacked && !row.button && (!row.label.empty() || !row.keys.empty());
  const float below =
      under ? top + size.line * static_cast<float>(std::max<std::size_t>(plan.label.lines.size(), 1)) : top;
  drawValue(frame, row, plan, plan.stacked ? left : left + plan.labelWidth, below, rect);
}

// The keys of "Ctrl C", one after the other.
template <class Each>
void forEachKey(std::string_view keys, const Each& each) {
  while (!keys.empty()) {
    const std::string_view key = keys.substr(0, keys.find(' '));
    each(key);
    keys.remove_prefix(std::min(keys.size(), key.size() + 1));
  }
}

float capWidth(Frame& frame, std::string_view key) {
  return std::max(frame.canvas.width(frame.size.key, key) + frame.size.px(frame.size.large ? 20 : 14),
                  frame.size.cap + frame.size.px(2));
}

void drawCap(Frame& frame, const Rect& rect, std::string_view key, KeyLook look) {
  if (!frame.canvas.clip().holds(rect)) {
    return;  // half a key says nothing
  }
  const Sizes& size = frame.size;
  const Theme& theme = frame.theme;
  const float round = size.px(4);
  Colour ink = theme.capText;
  if (look == KeyLook::next) {
    frame.canvas.fill(rect, theme.onAccent, round);
    ink = theme.accent;
  } else if (look == KeyLook::dead) {
    frame.canvas.frame(rect, theme.strong ? theme.line : theme.track, 1, round);
    ink = theme.dead;
  } else {
    const float edge = std::max(size.px(2), 1.0F);
    const float line = theme.strong ? 1.0F : 0.0F;
    frame.canvas.fill(rect, theme.capEdge, round);
    frame.canvas.fill({rect.x0 + line, rect.y0 + line, rect.x1 - line, rect.y1 - edge - line}, theme.cap, round);
  }
  const float wide = frame.canvas.width(size.key, key);
  const float x = std::floor((rect.x0 + rect.x1 - wide) / 2);
  const float y = std::floor((rect.y0 + rect.y1 - Sizes::high(size.key)) / 2) - (look == KeyLook::plain ? 1.0F : 0.0F);
  frame.canvas.text(size.key, x, y, ink, key);
  if (look == KeyLook::dead && theme.strong) {
    frame.canvas.fill({x, y + Sizes::high(size.key) / 2, x + wide, y + Sizes::high(size.key) / 2 + 1}, ink);
  }
}

}  // namespace

float capsWidth(Frame& frame, std::string_view keys) {
  float width = -frame.size.px(3);
  forEachKey(keys, [&](std::string_view key) { width += capWidth(frame, key) + frame.size.px(3); });
  return std::max(width, 0.0F);
}

float drawCaps(Frame& frame, float x, float y, std::string_view keys, KeyLook look) {
  forEachKey(keys, [&](std::string_view key) {
    const float width = capWidth(frame, key);
    drawCap(frame, {x, y, x + width, y + frame.size.cap}, key, look);
    x += width + frame.size.px(3);
  });
  return x - frame.size.px(3);
}

namespace {

float glyphColumn(const Frame& frame, Style style) {
  return std::floor(Sizes::high(style) * (style.pixels == frame.size.small.pixels     ? 1.25F
                                          : style.pixels > frame.size.body.pixels + 1 ? 1.33F
                                                                                      : 1.2F));
}

}  // namespace

float stateWidth(Frame& frame, Sign sign, Style style) {
  return glyphColumn(frame, style) + frame.canvas.width(style, wordOf(sign));
}

float drawState(Frame& frame, float x, float y, Sign sign, Style style) {
  const Style glyph{Face::sans, style.pixels};
  frame.canvas.text(glyph, x, y, frame.theme.of(sign), glyphOf(sign, sign == Sign::running ? frame.turn() : 0));
  return frame.canvas.text(style, x + glyphColumn(frame, style), y, frame.theme.of(sign), wordOf(sign));
}

float chipWidth(Frame& frame, std::string_view text) {
  return frame.canvas.width(frame.size.smallBold, text) + frame.size.px(16);
}

float drawChip(Frame& frame, float x, float y, std::string_view text, bool chosen) {
  const Sizes& size = frame.size;
  const Style style = chosen ? size.smallBold : size.small;
  const Rect rect{x, y, x + frame.canvas.width(style, text) + size.px(16), y + Sizes::high(size.small) + size.px(8)};
  frame.canvas.fill(rect, chosen ? frame.theme.text : frame.theme.raised, rect.height() / 2);
  if (frame.theme.strong && !chosen) {
    frame.canvas.frame(rect, frame.theme.line, 1, rect.height() / 2);
  }
  frame.canvas.text(style, x + size.px(8), y + size.px(4), chosen ? frame.theme.ground : frame.theme.dim, text);
  return rect.x1;
}

void drawBar(Frame& frame, const Rect& rect, float share) {
  const float round = rect.height() / 2;
  frame.canvas.fill(rect, frame.theme.track, round);
  if (frame.theme.strong) {
    frame.canvas.frame(rect, frame.theme.line, 1, round);
  }
  const float end = rect.x0 + std::floor(rect.width() * std::clamp(share, 0.0F, 1.0F));
  if (end > rect.x0 + 1) {
    frame.canvas.fillLeft({rect.x0, rect.y0, end, rect.y1}, frame.theme.fill, std::min(round, (end - rect.x0) / 2));
  }
}

void drawFocus(Frame& frame, const Rect& rect, float rounding) {
  frame.canvas.fill(rect, frame.theme.focusGround, rounding);
  frame.canvas.frame(rect, frame.theme.focus, frame.size.ring + (frame.theme.strong ? 1.0F : 0.0F), rounding);
}

void drawCardBox(Frame& frame, const Rect& rect, std::optional<Sign> edge, bool focused) {
  const Sizes& size = frame.size;
  const float round = size.px(12);
  if (focused) {
    drawFocus(frame, rect, round);
  } else {
    frame.canvas.fill(rect, frame.theme.card, round);
    if (frame.theme.strong) {
      frame.canvas.frame(rect, frame.theme.line, 1, round);
    }
  }
  if (edge) {
    const float x = rect.x0 + (focused ? size.px(7) : 0);
    frame.canvas.fill({x, rect.y0 + size.px(12), x + size.px(3), rect.y1 - size.px(12)}, frame.theme.of(*edge));
  }
}

float drawHeading(Frame& frame, float x, float y, std::string_view text, Colour colour) {
  return frame.canvas.spaced(frame.size.small, x, y, colour, text, frame.size.px(1));
}

float drawCardFrame(Frame& frame, const Rect& rect, std::string_view title, std::string_view right,
                    std::optional<Sign> sign) {
  const Sizes& size = frame.size;
  drawCardBox(frame, rect);
  frame.canvas.owner("card " + std::string(title));
  const float y = std::floor(rect.y0 + size.px(2) + (size.head - Sizes::high(size.small)) / 2);
  const float inside = rect.width() - 2 * size.pad;
  const float spacing = size.px(1);
  std::string head(title);
  if (frame.canvas.spacedWidth(size.small, title, spacing) > inside) {
    head = frame.canvas.elide(size.small, title, inside * 0.8F);
  }
  const float used = frame.canvas.spacedWidth(size.small, head, spacing);
  drawHeading(frame, rect.x0 + size.pad, y, head, frame.theme.dim);
  float end = rect.x1 - size.pad;
  if (sign) {
    end -= stateWidth(frame, *sign, size.small);
    drawState(frame, end, y, *sign, size.small);
    end -= size.px(12);
  }
  const float left = end - (rect.x0 + size.pad + used + size.px(16));
  if (!right.empty() && left > size.em * 3) {
    const std::string note = frame.canvas.elide(size.small, right, left);
    frame.canvas.text(size.small, end - frame.canvas.width(size.small, note), y, frame.theme.dim, note);
  }
  return rect.y0 + size.head;
}

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
  if (!row.word.empty()) {
    spec.sign = signOf(row.state, row.word);
  }
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
  row.sign = signOf(finding.state);
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
  float height = card.title.empty() ? frame.size.px(8) : frame.size.head;
  for (const RowSpec& row : card.rows) {
    height += planRow(frame, row, labelWidth, width).height;
  }
  return height + frame.size.px(8);
}

void drawCard(Frame& frame, const CardSpec& card, const Rect& rect) {
  float y = rect.y0 + frame.size.px(8);
  if (card.title.empty()) {
    drawCardBox(frame, rect);
  } else {
    y = drawCardFrame(frame, rect, card.title, card.right);
  }
  const float labelWidth = labelColumn(frame, card, rect.width());
  bool lined = !card.title.empty();
  for (const RowSpec& row : card.rows) {
    const RowPlan plan = planRow(frame, row, labelWidth, rect.width());
    drawRow(frame, row, plan, {rect.x0, y, rect.x1, y + plan.height}, lined);
    lined = !frame.hasFocus(row.id);
    y += plan.height;
  }
}

void drawCards(Frame& frame, const std::vector<CardSpec>& cards, float columnEms) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  frame.labelWidth = 0;
  const bool two = cards.size() > 1 && !size.large && content.width() >= 2 * columnEms * size.em + size.gap;
  if (!two) {
    for (const CardSpec& card : cards) {
      for (const RowSpec& row : card.rows) {  // the values of cards below each other begin at the same place
        frame.labelWidth = std::max(frame.labelWidth, labelWidthOf(frame, row));
      }
    }
    for (const CardSpec& card : cards) {
      const float height = cardHeight(frame, card, content.width());
      drawCard(frame, card, {content.x0, frame.y, content.x1, frame.y + height});
      frame.y += height + size.gap;
    }
    frame.labelWidth = 0;
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

void drawField(Frame& frame, std::string_view id, const TextField& field, std::string_view hint, float x, float y,
               float room) {
  Canvas& canvas = frame.canvas;
  const Style style = frame.size.mono;
  const bool focused = frame.hasFocus(id);
  const std::string& text = field.text;
  if (text.empty() && !hint.empty()) {
    const float inset = focused ? frame.size.px(8) : 0;
    canvas.textIn(frame.size.body, x + inset, y, room - inset, frame.theme.dim, hint);
  }
  std::string_view before = std::string_view(text).substr(0, std::min(field.caret, text.size()));
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
  if (focused && field.whole && !shown.empty()) {
    canvas.fill({x, y, x + std::min(canvas.width(style, shown), room), y + frame.size.em}, frame.theme.mark);
  }
  canvas.textIn(style, x, y, room, frame.theme.text, shown);
  if (focused) {
    const float caret = std::floor(x + canvas.width(style, before));
    canvas.fill({caret, y, caret + frame.size.ring, y + frame.size.em}, frame.theme.text);
  }
}

}  // namespace preflight::page
