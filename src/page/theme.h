// Colours and sizes of the page.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/finding.h"

namespace preflight::page {

enum class ThemeKind : std::uint8_t { dark, light, contrast };

std::string_view name(ThemeKind kind);
Result<ThemeKind> themeFromName(std::string_view text);
ThemeKind nextTheme(ThemeKind kind);

// 0xAABBGGRR, as ImGui has it.
using Colour = std::uint32_t;

constexpr Colour rgb(std::uint32_t hex) {
  return 0xFF000000U | ((hex & 0xFFU) << 16) | (hex & 0xFF00U) | (hex >> 16);
}

struct Theme {
  Colour ground, card, line, text, dim;
  Colour pass, warn, fail, info, unknown;
  Colour focus;               // ring around what has the focus, the mark of the open screen
  Colour focusGround;         // behind the focused row
  Colour fieldLine;           // frame of fields and buttons
  Colour keyCap, keyCapText;  // a key in the bar
  Colour namedKey, namedKeyText;
  Colour deadKey, deadKeyText;  // a key that cannot act now
  Colour bar;                   // behind the key bar and the top line
  Colour tab;                   // behind the screens' names

  Colour of(State state) const;
  // Behind the verdict: the ground with a little of the state's colour.
  Colour band(State state) const;
};

const Theme& themeOf(ThemeKind kind);

// What is drawn on what, and the least contrast it must have: 4.5 for text, 3 for lines that carry a meaning.
struct ColourPair {
  std::string_view what;
  Colour colour;
  Colour on;
  double least;
};
std::vector<ColourPair> colourPairs(const Theme& theme);

// By WCAG 2: 1 to 21.
double contrast(Colour a, Colour b);

// `share` of `b` in `a`, 0 to 1.
Colour mixed(Colour a, Colour b, double share);

// "✓", "▲", "✗", "●", "?".
std::string_view glyphOf(State state);

}  // namespace preflight::page
