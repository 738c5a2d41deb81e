#include "page/theme.h"

#include <cmath>

#include "base/names.h"

namespace preflight::page {
namespace {

constexpr NameTable<ThemeKind, 3> names{
    {{{ThemeKind::dark, "dark"}, {ThemeKind::light, "light"}, {ThemeKind::contrast, "contrast"}}}};

// The states' colours are told apart with colour-blind eyes as well; that is why red and green are not among them.
constexpr Theme dark{.ground = rgb(0x101418),
                     .card = rgb(0x161C22),
                     .line = rgb(0x2A343E),
                     .text = rgb(0xE6E8EB),
                     .dim = rgb(0xA7B0BA),
                     .pass = rgb(0x2FC79A),
                     .warn = rgb(0xF0C419),
                     .fail = rgb(0xFF7F45),
                     .info = rgb(0x56B4E9),
                     .unknown = rgb(0xA7B0BA),
                     .focus = rgb(0x56B4E9),
                     .focusGround = rgb(0x1B242D),
                     .fieldLine = rgb(0x7C8894),
                     .keyCap = rgb(0xA7B0BA),
                     .keyCapText = rgb(0x101418),
                     .namedKey = rgb(0x56B4E9),
                     .namedKeyText = rgb(0x101418),
                     .deadKey = rgb(0x39434D),
                     .deadKeyText = rgb(0xC3CAD1),
                     .bar = rgb(0x0B0E11),
                     .tab = rgb(0x161C22)};

constexpr Theme light{.ground = rgb(0xF7F7F5),
                      .card = rgb(0xFFFFFF),
                      .line = rgb(0xC9CED3),
                      .text = rgb(0x16191C),
                      .dim = rgb(0x4A525A),
                      .pass = rgb(0x006B4E),
                      .warn = rgb(0x7E5100),
                      .fail = rgb(0xA33F00),
                      .info = rgb(0x00609A),
                      .unknown = rgb(0x4A525A),
                      .focus = rgb(0x00609A),
                      .focusGround = rgb(0xEAF2F8),
                      .fieldLine = rgb(0x6B747D),
                      .keyCap = rgb(0x4A525A),
                      .keyCapText = rgb(0xFFFFFF),
                      .namedKey = rgb(0x00609A),
                      .namedKeyText = rgb(0xFFFFFF),
                      .deadKey = rgb(0xDDE0E3),
                      .deadKeyText = rgb(0x4A525A),
                      .bar = rgb(0xEBECEB),
                      .tab = rgb(0xEFF0EF)};

constexpr Theme strong{.ground = rgb(0x000000),
                       .card = rgb(0x000000),
                       .line = rgb(0xFFFFFF),
                       .text = rgb(0xFFFFFF),
                       .dim = rgb(0xFFFFFF),
                       .pass = rgb(0x4DFFC3),
                       .warn = rgb(0xFFE14D),
                       .fail = rgb(0xFF9E73),
                       .info = rgb(0x8AD4FF),
                       .unknown = rgb(0xFFFFFF),
                       .focus = rgb(0xFFFF00),
                       .focusGround = rgb(0x1F1F00),
                       .fieldLine = rgb(0xFFFFFF),
                       .keyCap = rgb(0xFFFFFF),
                       .keyCapText = rgb(0x000000),
                       .namedKey = rgb(0xFFFF00),
                       .namedKeyText = rgb(0x000000),
                       .deadKey = rgb(0x3A3A3A),
                       .deadKeyText = rgb(0xFFFFFF),
                       .bar = rgb(0x000000),
                       .tab = rgb(0x000000)};

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

constexpr State states[] = {State::pass, State::warn, State::fail, State::info, State::unknown};

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

Colour Theme::of(State state) const {
  switch (state) {
    case State::pass:
      return pass;
    case State::warn:
      return warn;
    case State::fail:
      return fail;
    case State::info:
      return info;
    case State::unknown:
      return unknown;
  }
  return unknown;
}

Colour Theme::band(State state) const {
  return mixed(ground, of(state), 0.12);
}

Colour mixed(Colour a, Colour b, double share) {
  Colour out = 0xFF000000U;
  for (int shift = 0; shift < 24; shift += 8) {
    const double value = channel(a, shift) * (1 - share) + channel(b, shift) * share;
    out |= static_cast<Colour>(std::lround(value)) << shift;
  }
  return out;
}

double contrast(Colour a, Colour b) {
  const double first = luminance(a) + 0.05;
  const double second = luminance(b) + 0.05;
  return first > second ? first / second : second / first;
}

std::vector<ColourPair> colourPairs(const Theme& theme) {
  constexpr double readable = 4.5;
  constexpr double visible = 3.0;
  std::vector<ColourPair> pairs{{"text on the ground", theme.text, theme.ground, readable},
                                {"dim text on the ground", theme.dim, theme.ground, readable},
                                {"text on a card", theme.text, theme.card, readable},
                                {"dim text on a card", theme.dim, theme.card, readable},
                                {"text on the focused row", theme.text, theme.focusGround, readable},
                                {"dim text on the focused row", theme.dim, theme.focusGround, readable},
                                {"text on the bars", theme.text, theme.bar, readable},
                                {"dim text on the bars", theme.dim, theme.bar, readable},
                                {"text on a screen's name", theme.text, theme.tab, readable},
                                {"dim text on a screen's name", theme.dim, theme.tab, readable},
                                {"a screen's number", theme.focus, theme.tab, readable},
                                {"the open screen's number", theme.focus, theme.ground, readable},
                                {"a key", theme.keyCapText, theme.keyCap, readable},
                                {"the named key", theme.namedKeyText, theme.namedKey, readable},
                                {"a key that cannot act", theme.deadKeyText, theme.deadKey, readable},
                                {"a key in a named screen", theme.namedKey, theme.tab, visible},
                                {"the named key on the bar", theme.namedKey, theme.bar, visible},
                                {"the ring on a card", theme.focus, theme.card, visible},
                                {"the ring on the ground", theme.focus, theme.ground, visible},
                                {"a field's frame", theme.fieldLine, theme.card, visible}};
  for (const State state : states) {
    const Colour band = theme.band(state);
    pairs.push_back({"a state on a card", theme.of(state), theme.card, readable});
    pairs.push_back({"a state on the focused row", theme.of(state), theme.focusGround, readable});
    pairs.push_back({"a state on a screen's name", theme.of(state), theme.tab, readable});
    pairs.push_back({"a state on the ground", theme.of(state), theme.ground, readable});
    pairs.push_back({"the verdict's glyph", theme.of(state), band, readable});
    pairs.push_back({"the verdict's text", theme.text, band, readable});
    pairs.push_back({"the verdict's dim text", theme.dim, band, readable});
  }
  return pairs;
}

std::string_view glyphOf(State state) {
  switch (state) {
    case State::pass:
      return "\u2713";
    case State::warn:
      return "\u25B2";
    case State::fail:
      return "\u2717";
    case State::info:
      return "\u25CF";
    case State::unknown:
      return "?";
  }
  return "?";
}

}  // namespace preflight::page
