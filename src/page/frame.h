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

// All sizes: those of the drawings at 1280x800, times what the window and the monitor enlarge everything by, and of
// texts also what the person asked for. From 150 % of text on there is no header, and spaces stay as they are.
struct Sizes {
  Sizes(float width, float height, float monitor, int textPercent);

  // So many pixels of the drawings.
  float px(float drawn) const;
  // From one line of the banner's fact to the next.
  float factLine() const;
  static float high(Style style) { return static_cast<float>(style.pixels); }

  float unit;                                                // pixels of one pixel of the drawings
  float text;                                                // 1: 100 %
  bool large;                                                // 150 % of text and more
  float em;                                                  // height of the body's text
  Style body, bold, small, smallBold, mono, monoSmall, key;  // 20 and 16
  Style lead;                                                // 24 bold: a tile's state, a stick's name
  Style title;                                               // 28 bold
  Style serial;                                              // 56
  Style mark, tick;                                          // glyphs of the banner and of the receipt
  float pad;                                                 // between a card's edge and its content
  float gap;                                                 // between cards
  float line;                                                // from one line of body text to the next
  float row;                                                 // a row with one line
  float head;                                                // a card's heading
  float ring;                                                // thickness of the focus ring
  float cap;                                                 // height of a key
  float chip;                                                // height of the next action
  float margin;                                              // least, at the sides of the column
  float header, banner, tabs, bar;                           // heights that never change with the text in them
  float columnWidth;                                         // most, of the content
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
  Rect column{};         // what everything is aligned to: its sides
  Rect content{};        // what a screen may draw in
  float y = 0;           // where the next card goes
  Rect region{};         // where what scrolls is seen
  float bottom = 0;      // where that ends, if it were not scrolled
  float labelWidth = 0;  // of the widest label of the cards that are drawn together
  std::vector<Item> items{};
  std::string said{};               // by the banner: no screen says it again
  std::string start{};              // the item that has the focus first; empty: the first
  ActionId asked = ActionId::none;  // what was clicked
  bool again = false;               // something has another size than it was drawn with: draw once more

  // The same text, with what identifies the device masked when that is wanted.
  std::string shown(std::string_view text) const;
  bool hasFocus(std::string_view id) const { return state.focus[state.view()] == id; }
  bool isSaid(std::string_view text) const { return !text.empty() && said.find(text) != std::string::npos; }
  // Which way the sign of what is running looks now; notes that it must go on turning.
  int turn() const;
  // Notes something that can have the focus; true when it has been clicked in this frame.
  bool item(Item item);
};

// At the right edge of the column, where what is shown does not fit into the region.
void drawScrollbar(Frame& frame, const Rect& region, float scroll);

// Every text that tells this device from others.
std::vector<std::string> secretsOf(const Report& report, const std::vector<Section>& sections);
// The text with every secret masked.
std::string hidden(std::string_view text, const std::vector<std::string>& secrets);

// "3 s ago", "2 min ago", "5 h ago"; a clock that was set back gives "just now".
std::string ageText(UtcTime then, UtcTime now);

}  // namespace preflight::page
