#include "page/canvas.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace preflight::page {
namespace {

constexpr std::string_view ellipsis = "\u2026";

}  // namespace

Canvas::Canvas(ImDrawList& list, Fonts& fonts, Rect whole) : list_(list), fonts_(fonts), whole_(whole), clip_(whole) {}

// Small, but never so small that the number cannot be read.
Style Canvas::boxStyle(Style style) const {
  return {Face::mono, std::max(style.pixels / 2, 9)};
}

std::string Canvas::boxLabel(char32_t character) const {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(character));
}

float Canvas::advance(Style style, ImFont* font, char32_t character) {
  if (fonts_.ask(style, character)) {
    // Not in the atlas yet: about right, and this pass is drawn again with the real one.
    return font == nullptr ? std::ceil(static_cast<float>(style.pixels) * 0.55F)
                           : font->GetCharAdvance(static_cast<ImWchar>(character));
  }
  return width(boxStyle(style), boxLabel(character)) + 6;
}

float Canvas::width(Style style, std::string_view text) {
  ImFont* font = fonts_.font(style);
  float sum = 0;
  while (!text.empty()) {
    sum += advance(style, font, takeCodePoint(text));
  }
  return sum;
}

std::string Canvas::elide(Style style, std::string_view text, float room) {
  if (text.size() < 4096 && width(style, text) <= room) {
    return std::string(text);
  }
  ImFont* font = fonts_.font(style);
  float left = room - width(style, ellipsis);
  std::string_view rest = text;
  std::size_t fits = 0;
  while (!rest.empty()) {
    left -= advance(style, font, takeCodePoint(rest));
    if (left < 0) {
      markElided();
      return std::string(text.substr(0, fits)) + std::string(ellipsis);
    }
    fits = text.size() - rest.size();
  }
  return std::string(text);
}

Fitted Canvas::wrap(Style style, std::string_view text, float room, std::size_t mostLines) {
  ImFont* font = fonts_.font(style);
  Fitted fitted;
  std::string_view rest = text;
  while (!rest.empty()) {
    if (fitted.lines.size() + 1 == mostLines) {
      const bool before = elidedNext_;
      elidedNext_ = false;
      fitted.lines.push_back(elide(style, rest, room));
      fitted.elided = elidedNext_;
      elidedNext_ = before;
      return fitted;
    }
    std::string_view at = rest;
    float used = 0;
    std::size_t end = 0;    // what fits
    std::size_t blank = 0;  // the last place to break at
    while (!at.empty()) {
      const char32_t character = takeCodePoint(at);
      used += advance(style, font, character);
      if (used > room && end > 0) {
        break;
      }
      end = rest.size() - at.size();
      blank = character == U' ' ? end : blank;
    }
    if (end < rest.size() && blank > 0 && rest[end] != ' ') {
      end = blank;
    }
    fitted.lines.emplace_back(trimmed(rest.substr(0, end)));
    rest.remove_prefix(end);
    while (!rest.empty() && rest.front() == ' ') {
      rest.remove_prefix(1);
    }
  }
  return fitted;
}

void Canvas::drawBox(Style style, float x, float y, Colour colour, char32_t character) {
  const Style small = boxStyle(style);
  const std::string label = boxLabel(character);
  const float wide = width(small, label) + 4;
  const auto height = static_cast<float>(small.pixels);
  const float top = std::floor(y + (static_cast<float>(style.pixels) - height) / 2);
  frame({x + 1, top - 1, x + 1 + wide, top + height + 1}, colour, 1);
  if (ImFont* font = fonts_.font(small)) {
    list_.AddText(font, font->FontSize, {x + 3, top}, colour, label.data(), label.data() + label.size());
  }
}

Colour Canvas::groundAt(const Rect& rect) const {
  const float x = (rect.x0 + rect.x1) / 2;
  const float y = (rect.y0 + rect.y1) / 2;
  for (auto fill = fills_.rbegin(); fill != fills_.rend(); ++fill) {
    if (fill->rect.contains(x, y)) {
      return fill->colour;
    }
  }
  return 0;
}

void Canvas::note(std::string_view text, const Rect& rect, bool elided, Colour colour) {
  log_.push_back({std::string(text), rect, clip_, owner_, elided, colour, audited_ ? groundAt(rect) : 0});
}

float Canvas::text(Style style, float x, float y, Colour colour, std::string_view text) {
  x = std::floor(x);
  y = std::floor(y);
  ImFont* font = fonts_.font(style);
  const float total = width(style, text);
  const Rect rect{x, y, x + total, y + static_cast<float>(style.pixels)};
  const bool elided = std::exchange(elidedNext_, false);
  if (text.empty() || (inRegion_ && (rect.y0 < clip_.y0 || rect.y1 > clip_.y1))) {
    return rect.x1;
  }
  note(text, rect, elided, colour);
  std::string_view rest = text;
  const char* from = rest.data();
  const auto flush = [&](const char* to) {
    if (font != nullptr && to > from) {
      list_.AddText(font, font->FontSize, {x, y}, colour, from, to);
      x += width(style, {from, static_cast<std::size_t>(to - from)});
    }
  };
  while (!rest.empty()) {
    const char* before = rest.data();
    const char32_t character = takeCodePoint(rest);
    if (!fonts_.ask(style, character)) {
      flush(before);
      drawBox(style, x, y, colour, character);
      x += advance(style, font, character);
      from = rest.data();
    }
  }
  flush(rest.data());
  return rect.x1;
}

float Canvas::textIn(Style style, float x, float y, float room, Colour colour, std::string_view text) {
  return this->text(style, x, y, colour, elide(style, text, room));
}

float Canvas::spacedWidth(Style style, std::string_view text, float spacing) {
  float count = 0;
  for (std::string_view rest = text; !rest.empty(); takeCodePoint(rest)) {
    ++count;
  }
  return width(style, text) + spacing * std::max(count - 1, 0.0F);
}

float Canvas::spaced(Style style, float x, float y, Colour colour, std::string_view text, float spacing) {
  x = std::floor(x);
  y = std::floor(y);
  const float end = x + spacedWidth(style, text, spacing);
  const Rect rect{x, y, end, y + static_cast<float>(style.pixels)};
  const bool elided = std::exchange(elidedNext_, false);
  if (text.empty() || (inRegion_ && (rect.y0 < clip_.y0 || rect.y1 > clip_.y1))) {
    return end;
  }
  note(text, rect, elided, colour);
  ImFont* font = fonts_.font(style);
  for (std::string_view rest = text; !rest.empty();) {
    const char* from = rest.data();
    const char32_t character = takeCodePoint(rest);
    if (!fonts_.ask(style, character)) {
      drawBox(style, x, y, colour, character);
    } else if (font != nullptr) {
      list_.AddText(font, font->FontSize, {x, y}, colour, from, rest.data());
    }
    x += advance(style, font, character) + spacing;
  }
  return end;
}

void Canvas::fillLeft(const Rect& rect, Colour colour, float rounding) {
  list_.AddRectFilled({std::floor(rect.x0), std::floor(rect.y0)}, {std::floor(rect.x1), std::floor(rect.y1)}, colour,
                      rounding, ImDrawFlags_RoundCornersLeft);
}

void Canvas::disc(float x, float y, float radius, Colour colour) {
  if (audited_) {
    fills_.push_back({{x - radius, y - radius, x + radius, y + radius}, colour});
  }
  list_.AddCircleFilled({x, y}, radius, colour, 0);
}

void Canvas::circle(float x, float y, float radius, Colour colour, float thickness) {
  list_.AddCircle({x, y}, radius - thickness / 2, colour, 0, thickness);
}

void Canvas::dim(const Rect& rect, Colour ground) {
  constexpr Colour share = 0xB0000000U;
  fill(rect, (ground & 0x00FFFFFFU) | share);
}

void Canvas::cover(const Rect& rect) {
  std::erase_if(log_, [&](const TextRecord& each) { return each.rect.meets(rect); });
}

void Canvas::fill(const Rect& rect, Colour colour, float rounding) {
  if (audited_ && rect.height() > 4 && rect.width() > 4) {  // no lines
    fills_.push_back({rect, colour});
  }
  list_.AddRectFilled({std::floor(rect.x0), std::floor(rect.y0)}, {std::floor(rect.x1), std::floor(rect.y1)}, colour,
                      rounding);
}

void Canvas::frame(const Rect& rect, Colour colour, float thickness, float rounding) {
  const float half = thickness / 2;
  if (rounding > 0) {
    list_.AddRect({std::floor(rect.x0) + half, std::floor(rect.y0) + half},
                  {std::floor(rect.x1) - half, std::floor(rect.y1) - half}, colour, rounding, 0, thickness);
    return;
  }
  fill({rect.x0, rect.y0, rect.x1, rect.y0 + thickness}, colour);
  fill({rect.x0, rect.y1 - thickness, rect.x1, rect.y1}, colour);
  fill({rect.x0, rect.y0 + thickness, rect.x0 + thickness, rect.y1 - thickness}, colour);
  fill({rect.x1 - thickness, rect.y0 + thickness, rect.x1, rect.y1 - thickness}, colour);
}

void Canvas::beginRegion(const Rect& region) {
  clip_ = region;
  inRegion_ = true;
  list_.PushClipRect({region.x0, region.y0}, {region.x1, region.y1}, false);
}

void Canvas::endRegion() {
  clip_ = whole_;
  inRegion_ = false;
  list_.PopClipRect();
}

}  // namespace preflight::page
