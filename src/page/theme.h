// Colours of the page and the one table of the states' looks.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "app/view/sign.h"
#include "base/result.h"

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
  Colour ground, bar;            // behind everything; behind the header and the keys
  Colour card, raised;           // a card and the banner; a chip and a button
  Colour line, field;            // between rows; around fields, steps and outlined chips
  Colour text, dim, dead;        // dead: what cannot act
  Colour fill, track;            // of bars; also the chosen part of a control and a dead key's outline
  Colour accent, onAccent;       // "press this"
  Colour focus, focusGround;     // "you are here"
  Colour cap, capText, capEdge;  // a key
  Colour mark;                   // behind a text that was searched for
  Colour ok, warn, fail, run;    // of states
  bool strong;                   // high contrast: cards have a line, what is dead is struck through

  Colour of(Sign sign) const;
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

// "✓", "▲". `turn`: of the sign for what is running, 0 to 3.
std::string_view glyphOf(Sign sign, int turn = 0);

}  // namespace preflight::page
