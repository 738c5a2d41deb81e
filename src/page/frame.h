// One frame while it is drawn: what screens draw with and what they look at.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/session/session.h"
#include "page/canvas.h"
#include "page/state.h"

namespace preflight::page {

// All sizes come from the height of the text.
struct Sizes {
  explicit Sizes(float scale, int textPercent);

  int px;
  float em;
  Style body, small, bold, title, mono, key, mark;
  float pad;   // between a card's edge and its content
  float gap;   // between cards
  float line;  // from one line of body text to the next
  float row;   // a row with one line
  float ring;  // thickness of the focus ring
};

// The mouse in this frame.
struct Mouse {
  float x = -1, y = -1;
  bool pressed = false;
};

struct Frame {
  Canvas& canvas;
  PageState& state;
  const Session& session;
  const Theme& theme;
  const Sizes& size;
  const std::vector<std::string>& secrets;  // what masking hides, the longest first
  Mouse mouse;
  UtcTime now;
  Rect whole;
  Rect content{};        // what a screen may draw in
  float y = 0;           // where the next card goes
  float labelWidth = 0;  // of the widest label of the cards that are drawn together
  std::vector<Item> items{};
  ActionId asked = ActionId::none;  // what was clicked

  // The same text, with what identifies the device masked when that is wanted.
  std::string shown(std::string_view text) const;
  bool hasFocus(std::string_view id) const { return state.focus[state.view()] == id; }
  // Notes something that can have the focus; true when it has been clicked in this frame.
  bool item(Item item);
};

// Every text that tells this device from others.
std::vector<std::string> secretsOf(const Report& report, const std::vector<Section>& sections);
// The text with every secret masked.
std::string hidden(std::string_view text, const std::vector<std::string>& secrets);

// "3 s ago", "2 min ago", "5 h ago"; a clock that was set back gives "just now".
std::string ageText(UtcTime then, UtcTime now);

}  // namespace preflight::page
