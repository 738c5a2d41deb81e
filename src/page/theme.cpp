#include "page/theme.h"

#include <array>
#include <cmath>

#include "base/names.h"

namespace preflight::page {
namespace {

constexpr NameTable<ThemeKind, 3> names{
    {{{ThemeKind::dark, "dark"}, {ThemeKind::light, "light"}, {ThemeKind::contrast, "contrast"}}}};

// The states' colours are told apart with colour-blind eyes as well; that is why red and green are not among them.
constexpr Theme dark{.ground = rgb(0x101418),
                     .bar = rgb(0x0B0E11),
                     .card = rgb(0x161C22),
                     .raised = rgb(0x1E262E),
                     .line = rgb(0x232C35),
                     .field = rgb(0x7C8894),
                     .text = rgb(0xE6E8EB),
                     .dim = rgb(0xA7B0BA),
                     .dead = rgb(0x8A949E),
                     .fill = rgb(0x8592A0),
                     .track = rgb(0x2A343E),
                     .accent = rgb(0x56B4E9),
                     .onAccent = rgb(0x0B1016),
                     .focus = rgb(0x56B4E9),
                     .focusGround = rgb(0x1B2630),
                     .cap = rgb(0x2E3943),
                     .capText = rgb(0xE6E8EB),
                     .capEdge = rgb(0x465360),
                     .mark = rgb(0x3A3413),
                     .ok = rgb(0x2FC79A),
                     .warn = rgb(0xF0C419),
                     .fail = rgb(0xFF7F45),
                     .run = rgb(0x56B4E9),
                     .strong = false};

constexpr Theme light{.ground = rgb(0xF7F7F5),
                      .bar = rgb(0xEBECEB),
                      .card = rgb(0xFFFFFF),
                      .raised = rgb(0xEFF0EF),
                      .line = rgb(0xDFE2E5),
                      .field = rgb(0x6B747D),
                      .text = rgb(0x16191C),
                      .dim = rgb(0x4A525A),
                      .dead = rgb(0x5A636C),
                      .fill = rgb(0x6B747D),
                      .track = rgb(0xD9DDE1),
                      .accent = rgb(0x00609A),
                      .onAccent = rgb(0xFFFFFF),
                      .focus = rgb(0x00609A),
                      .focusGround = rgb(0xEAF2F8),
                      .cap = rgb(0xE3E6E9),
                      .capText = rgb(0x16191C),
                      .capEdge = rgb(0xB4BCC4),
                      .mark = rgb(0xF6E7A8),
                      .ok = rgb(0x006B4E),
                      .warn = rgb(0x7E5100),
                      .fail = rgb(0xA33F00),
                      .run = rgb(0x00609A),
                      .strong = false};

constexpr Theme strong{.ground = rgb(0x000000),
                       .bar = rgb(0x000000),
                       .card = rgb(0x000000),
                       .raised = rgb(0x000000),
                       .line = rgb(0xFFFFFF),
                       .field = rgb(0xFFFFFF),
                       .text = rgb(0xFFFFFF),
                       .dim = rgb(0xFFFFFF),
                       .dead = rgb(0xFFFFFF),
                       .fill = rgb(0xFFFFFF),
                       .track = rgb(0x000000),
                       .accent = rgb(0xFFFF00),
                       .onAccent = rgb(0x000000),
                       .focus = rgb(0xFFFF00),
                       .focusGround = rgb(0x1F1F00),
                       .cap = rgb(0x000000),
                       .capText = rgb(0xFFFFFF),
                       .capEdge = rgb(0xFFFFFF),
                       .mark = rgb(0x5A5A00),
                       .ok = rgb(0x4DFFC3),
                       .warn = rgb(0xFFE14D),
                       .fail = rgb(0xFF9E73),
                       .run = rgb(0x8AD4FF),
                       .strong = true};

// The looks of the states, in the order of Sign; the words are in labels.tsv.
struct Look {
  std::string_view glyph;
  Colour Theme::*colour;
};

constexpr std::array<Look, 10> looks{{{"\u25CF", &Theme::dim},     // info
                                      {"\u2713", &Theme::ok},      // ok
                                      {"\u2013", &Theme::dim},     // none
                                      {"\u00BB", &Theme::dim},     // skipped
                                      {"\u25D0", &Theme::run},     // running
                                      {"\u25CB", &Theme::text},    // waiting
                                      {"?", &Theme::dim},          // unknown
                                      {"\u25CB", &Theme::warn},    // late
                                      {"\u25B2", &Theme::warn},    // warning
                                      {"\u2717", &Theme::fail}}};  // failed

constexpr std::array<std::string_view, 4> turning{"\u25D0", "\u25D3", "\u25D1", "\u25D2"};

double channel(Colour colour, int shift) {
  return static_cast<double>((colour >> shift) & 0xFFU);
}

double luminance(Colour colour) {
  const auto linear = [](double value) {
    value /= 255;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(channel(colour, 0)) + 0.7152 * linear(channel(colour, 8)) +
         0.0722 * linear(channel(colour, 16));
}

}  // namespace

std::string_view name(ThemeKind kind) {
  return names.name(kind);
}

Result<ThemeKind> themeFromName(std::string_view text) {
  return names.value(text);
}

ThemeKind nextTheme(ThemeKind kind) {
  return kind == ThemeKind::dark ? ThemeKind::light : kind == ThemeKind::light ? ThemeKind::contrast : ThemeKind::dark;
}

const Theme& themeOf(ThemeKind kind) {
  return kind == ThemeKind::dark ? dark : kind == ThemeKind::light ? light : strong;
}

Colour Theme::of(Sign sign) const {
  return this->*looks[static_cast<std::size_t>(sign)].colour;
}

std::string_view glyphOf(Sign sign, int turn) {
  return sign == Sign::running ? turning[static_cast<std::size_t>(turn) % turning.size()]
                               : looks[static_cast<std::size_t>(sign)].glyph;
}

double contrast(Colour a, Colour b) {
  const double first = luminance(a) + 0.05;
  const double second = luminance(b) + 0.05;
  return first > second ? first / second : second / first;
}

std::vector<ColourPair> colourPairs(const Theme& theme) {
  constexpr double readable = 4.5;
  constexpr double visible = 3.0;
  std::vector<ColourPair> pairs{{"key", theme.capText, theme.cap, readable},
                                {"next-ction", theme.onAccent, theme.accent, readable},
                                {"key-next-ction", theme.accent, theme.onAccent, readable},
                                {"step-number", theme.ground, theme.text, readable},
                                {"searched-for", theme.text, theme.mark, readable},
                                {"chosen-part-control", theme.strong ? theme.ground : theme.text,
                                 theme.strong ? theme.text : theme.track, readable},
                                {"next-ction-banner", theme.accent, theme.card, visible},
                                {"ring-card", theme.focus, theme.card, visible},
                                {"ring-ground", theme.focus, theme.ground, visible},
                                {"field-edge", theme.field, theme.card, visible},
                                {"bar-fill", theme.fill, theme.card, visible}};
  for (const Colour ground : {theme.ground, theme.bar, theme.card, theme.raised, theme.focusGround}) {
    pairs.push_back({"text", theme.text, ground, readable});
    pairs.push_back({"dim text", theme.dim, ground, readable});
  }
  for (const Colour ground : {theme.ground, theme.bar, theme.card}) {
    pairs.push_back({"dead", theme.dead, ground, readable});
  }
  for (int sign = 0; sign < static_cast<int>(looks.size()); ++sign) {
    for (const Colour ground : {theme.ground, theme.card, theme.raised, theme.focusGround}) {
      pairs.push_back({"a state", theme.of(static_cast<Sign>(sign)), ground, readable});
    }
  }
  return pairs;
}

}  // namespace preflight::page
