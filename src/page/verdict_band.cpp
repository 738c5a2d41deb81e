// The band at the top: nothing in it is ever cut, and its height does not depend on what it says.
#include <algorithm>
#include <cmath>

#include "page/chrome.h"
#include "page/widgets.h"

namespace preflight::page {
namespace {

// The largest of these in which the text is one line of `room`.
Style fitting(Frame& frame, std::initializer_list<Style> styles, std::string_view text, float room) {
  Style last;
  for (const Style style : styles) {
    last = style;
    if (frame.canvas.width(style, text) <= room) {
      break;
    }
  }
  return last;
}

void drawTitle(Frame& frame, const Banner& banner, float x, float y, float room) {
  const Sizes& size = frame.size;
  const std::string word = frame.shown(banner.word);
  const std::string rest = frame.shown(banner.rest);
  const Style style = fitting(frame, {size.title, size.lead, size.bold, size.smallBold}, word + rest, room);
  y += std::floor((Sizes::high(size.title) - Sizes::high(style)) / 2);
  const std::string shown = frame.canvas.elide(style, word, room);
  x = frame.canvas.text(style, x, y, frame.theme.of(banner.sign), shown);
  if (!rest.empty()) {
    const float left = room - frame.canvas.width(style, shown);
    frame.canvas.text(style, x, y, frame.theme.text, frame.canvas.elide(style, rest, left));
  }
}

// One line, from 150 % of text on two; what is longer is set smaller.
void drawFact(Frame& frame, const Banner& banner, float x, float y, float room) {
  const Sizes& size = frame.size;
  const std::size_t most = size.large ? 2 : 1;
  const auto lines = [&](Style style, const std::string& text, std::size_t count) {
    return frame.canvas.wrap(style, text, room, count);
  };
  const std::string fact = frame.shown(banner.fact);
  Style style = size.body;
  float pitch = size.factLine();
  Fitted text = lines(style, banner.more.empty() ? fact : fact + " " + frame.shown(banner.more), most);
  if (text.elided && !banner.more.empty()) {
    text = lines(style, fact, most);
  }
  if (text.elided) {
    style = size.small;
    pitch = std::floor(Sizes::high(style) * 1.1F);
    text = lines(style, fact, 2);
    y -= size.large ? 0 : size.px(4);
  }
  if (text.elided && size.large) {  // three lines still fit, and are larger than the smallest text at 100 %
    style = {Face::sans, std::max(static_cast<int>(2 * size.factLine() / 3 / 1.1F), 16)};
    pitch = std::floor(2 * size.factLine() / 3);
    text = lines(style, fact, 3);
  }
  for (const std::string& line : text.lines) {
    if (&line == &text.lines.back() && text.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(style, x, y, frame.theme.text, line);
    y += pitch;
  }
}

float widthOf(Frame& frame, const BannerKey& key, bool next, const std::string& label) {
  const Sizes& size = frame.size;
  const float text = frame.canvas.width(next ? size.bold : size.body, label);
  if (key.keys.empty()) {
    return text + size.px(28);
  }
  const float inside = capsWidth(frame, key.keys) + size.px(10) + text;
  return next ? inside + size.px(18) : inside;
}

struct Shown {
  const BannerKey* key;
  std::string label;
};

// A name that a stick or a vendor gave may be as long as it likes: the key's own label then, or the start of the words.
void shorten(Frame& frame, Shown& next, float room) {
  const Action& action = actionOf(next.key->id);
  if (!next.key->keys.empty() && action.barLabel) {
    next.label = say(*action.barLabel);
  }
  const float around = widthOf(frame, *next.key, true, "");
  next.label = frame.canvas.elide(frame.size.bold, next.label, room - around);
}

// Short labels come first when room is short; a key is dropped before a letter is.
std::vector<Shown> shownKeys(Frame& frame, const Banner& banner, float room) {
  std::vector<Shown> shown;
  for (const BannerKey& key : banner.keys) {
    shown.push_back({&key, frame.shown(key.label)});
  }
  const auto width = [&] {
    float all = 0;
    for (const Shown& each : shown) {
      all += (all > 0 ? frame.size.px(24) : 0) + widthOf(frame, *each.key, &each == &shown.front(), each.label);
    }
    return all;
  };
  if (frame.size.large || width() > room) {
    for (Shown& each : shown) {
      const bool chip = &each == &shown.front() && each.key->keys.empty();
      // What a person does is said in full where it fits.
      const bool keep = chip && widthOf(frame, *each.key, true, each.label) <= room;
      each.label = keep || each.key->brief.empty() ? each.label : each.key->brief;
    }
  }
  while (shown.size() > 1 && width() > room) {
    shown.pop_back();
  }
  if (!shown.empty() && width() > room) {
    shorten(frame, shown.front(), room);
  }
  return shown;
}

float drawNext(Frame& frame, const Shown& next, float x, float y) {
  const Sizes& size = frame.size;
  const Theme& theme = frame.theme;
  const Rect rect{x, y, x + widthOf(frame, *next.key, true, next.label), y + size.chip};
  const float text = y + std::floor((size.chip - size.em) / 2);
  frame.canvas.owner("next action");
  if (next.key->keys.empty()) {
    frame.canvas.frame(rect, theme.field, 1, size.px(6));
    frame.canvas.text(size.bold, x + size.px(14), text, theme.text, next.label);
    return rect.x1;
  }
  frame.canvas.fill(rect, theme.accent, size.px(6));
  const float end =
      drawCaps(frame, x + size.px(4), y + std::floor((size.chip - size.cap) / 2), next.key->keys, KeyLook::next);
  frame.canvas.text(size.bold, end + size.px(10), text, theme.onAccent, next.label);
  return rect.x1;
}

float drawOther(Frame& frame, const Shown& other, float x, float y) {
  const Sizes& size = frame.size;
  frame.canvas.owner("banner key");
  const float end = drawCaps(frame, x, y + std::floor((size.chip - size.cap) / 2), other.key->keys,
                             other.key->dead ? KeyLook::dead : KeyLook::plain);
  const float text = y + std::floor((size.chip - size.em) / 2);
  const float from = end + size.px(10);
  const float to =
      frame.canvas.text(size.body, from, text, other.key->dead ? frame.theme.dead : frame.theme.text, other.label);
  if (other.key->dead && frame.theme.strong) {
    const float middle = text + std::floor(size.em / 2);
    frame.canvas.fill({from, middle, to, middle + 1}, frame.theme.dead);
  }
  return to;
}

}  // namespace

void drawBanner(Frame& frame, const Banner& banner, Rect& room) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const Rect rect{room.x0, room.y0, room.x1, room.y0 + size.banner};
  room.y0 = rect.y1;
  canvas.fill(rect, frame.theme.card);
  canvas.fill({rect.x0, rect.y0, rect.x0 + size.px(3), rect.y1}, frame.theme.of(banner.sign));
  if (frame.theme.strong) {
    canvas.fill({rect.x0, rect.y1 - 1, rect.x1, rect.y1}, frame.theme.line);
  }
  float x = frame.column.x0;
  canvas.owner("verdict");
  if (frame.column.width() > size.em * 22) {
    const std::string_view glyph = glyphOf(banner.sign, banner.sign == Sign::running ? frame.turn() : 0);
    const float column = size.px(size.large ? 48 : 40);
    canvas.text(size.mark, x + std::max(std::floor((column - canvas.width(size.mark, glyph)) / 2), 0.0F),
                rect.y0 + size.px(size.large ? 6 : 12), frame.theme.of(banner.sign), glyph);
    x += size.px(size.large ? 64 : 56);
  }
  const float wide = frame.column.x1 - x;
  const float top = rect.y0 + size.px(size.large ? 12 : 14);
  drawTitle(frame, banner, x, top, wide);
  canvas.owner("verdict");
  drawFact(frame, banner, x, top + Sizes::high(size.title) + size.px(size.large ? 6 : 8), wide);
  const float y = rect.y1 - size.px(12) - size.chip;
  float at = x;
  const std::vector<Shown> shown = shownKeys(frame, banner, wide);
  for (const Shown& each : shown) {
    const bool next = &each == &shown.front();
    const float end = next ? drawNext(frame, each, at, y) : drawOther(frame, each, at, y);
    if (frame.mouse.pressed && Rect{at, y, end, y + size.chip}.contains(frame.mouse.x, frame.mouse.y)) {
      frame.asked = each.key->id;
    }
    at = end + size.px(24);
  }
}

}  // namespace preflight::page
