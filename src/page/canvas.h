// Everything that is drawn goes through here, and every text is noted with its place: so a test can ask whether any is
// cut off or lies on another.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "page/fonts.h"
#include "page/theme.h"

namespace preflight::page {

struct Rect {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;

  float width() const { return x1 - x0; }
  float height() const { return y1 - y0; }
  bool contains(float x, float y) const { return x >= x0 && x < x1 && y >= y0 && y < y1; }
  bool holds(const Rect& other) const { return other.x0 >= x0 && other.y0 >= y0 && other.x1 <= x1 && other.y1 <= y1; }
  bool meets(const Rect& other) const { return x0 < other.x1 && other.x0 < x1 && y0 < other.y1 && other.y0 < y1; }
  friend bool operator==(const Rect&, const Rect&) = default;
};

// One text as it was drawn.
struct TextRecord {
  std::string text;
  Rect rect;          // what it covers
  Rect clip;          // what could be seen there
  std::string owner;  // "row serialNumber"
  bool elided = false;
  Colour colour = 0;
  Colour ground = 0;  // what was filled there last; only while a canvas is audited
};

// Text that was made to fit.
struct Fitted {
  std::vector<std::string> lines;
  bool elided = false;
};

class Canvas {
 public:
  Canvas(ImDrawList& list, Fonts& fonts, Rect whole);

  float width(Style style, std::string_view text);
  // One line, at most `room` wide; what is too long ends in an ellipsis.
  std::string elide(Style style, std::string_view text, float room);
  // Broken at blanks, and within words only when one is wider than `room`. The last line takes the ellipsis.
  Fitted wrap(Style style, std::string_view text, float room, std::size_t mostLines);

  // Draws one line with its upper left corner at (x, y) and returns where it ends. Inside a scrolled region a line that
  // would be cut at its upper or lower edge is left out whole.
  float text(Style style, float x, float y, Colour colour, std::string_view text);
  // The same, elided to `room`.
  float textIn(Style style, float x, float y, float room, Colour colour, std::string_view text);

  // With so many pixels more behind each character: headings in capitals, a serial number to be read out.
  float spaced(Style style, float x, float y, Colour colour, std::string_view text, float spacing);
  float spacedWidth(Style style, std::string_view text, float spacing);

  void fill(const Rect& rect, Colour colour, float rounding = 0);
  // Only the left or the right corners are round.
  void fillLeft(const Rect& rect, Colour colour, float rounding);
  void frame(const Rect& rect, Colour colour, float thickness, float rounding = 0);

  void disc(float x, float y, float radius, Colour colour);
  void circle(float x, float y, float radius, Colour colour, float thickness);
  // Everything so far shows through less.
  void dim(const Rect& rect, Colour ground);
  // What is drawn from now on hides what was drawn here: its texts are not on the page any more.
  void cover(const Rect& rect);

  // What is drawn in between belongs to a region that scrolls up and down; outside it nothing shows.
  void beginRegion(const Rect& region);
  void endRegion();
  const Rect& clip() const { return clip_; }

  // Who the texts that follow belong to.
  void owner(std::string name) { owner_ = std::move(name); }
  const std::vector<TextRecord>& log() const { return log_; }
  std::vector<TextRecord> takeLog() { return std::move(log_); }
  void markElided() { elidedNext_ = true; }
  // Remembers every fill, so that each text knows what it is drawn on; for tests.
  void audit() { audited_ = true; }

 private:
  struct Fill {
    Rect rect;
    Colour colour;
  };

  Colour groundAt(const Rect& rect) const;
  void note(std::string_view text, const Rect& rect, bool elided, Colour colour);
  float advance(Style style, ImFont* font, char32_t character);
  Style boxStyle(Style style) const;
  std::string boxLabel(char32_t character) const;
  void drawBox(Style style, float x, float y, Colour colour, char32_t character);

  ImDrawList& list_;
  Fonts& fonts_;
  Rect whole_;
  Rect clip_;
  bool inRegion_ = false;
  bool elidedNext_ = false;
  bool audited_ = false;
  std::vector<Fill> fills_;
  std::string owner_;
  std::vector<TextRecord> log_;
};

}  // namespace preflight::page
