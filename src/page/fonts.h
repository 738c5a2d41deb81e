// The font atlas holds exactly what has been drawn: faces, sizes and characters are asked for while drawing, and what
// was missing is added before the frame is shown. So the first frame is cheap, and any text can come later.
#pragma once

#include <imgui.h>

#include <bitset>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::page {

enum class Face : std::uint8_t { sans, bold, mono, monoBold };

// A face at a height in pixels.
struct Style {
  Face face = Face::sans;
  int pixels = 20;
  friend auto operator<=>(const Style&, const Style&) = default;
};

class Fonts {
 public:
  // Which characters a style should have from the start.
  void seed(Style style, std::string_view characters);
  // The atlas' font, or null when it is not in there yet; asks for it.
  ImFont* font(Style style);
  // True when the character can be drawn now or will be after the next rebuild; false when no font has it and a box
  // must stand for it. Asks for it.
  bool ask(Style style, char32_t character);

  bool wantsRebuild() const { return wants_; }
  // Not between NewFrame and EndFrame. False when the atlas could not be made.
  bool rebuild(ImFontAtlas& atlas);
  // Sizes that are not used any more go with the next rebuild.
  void forget();

 private:
  struct Wanted {
    std::set<char32_t> characters;
    ImFont* font = nullptr;
    std::set<char32_t> loaded;
    // Of the first characters, those in one of the sets: nearly all text is made of these, and each is asked for in
    // each frame.
    std::bitset<0x180> known;
  };

  Wanted& wantedOf(Style style);

  bool compiledIn(Face face, char32_t character) const;
  // The system's font that has the character, -1 for none.
  int systemFontFor(char32_t character);
  void addSystemFonts(ImFontAtlas& atlas, const Wanted& wanted, Style style, std::deque<ImVector<ImWchar>>& ranges,
                      std::map<int, std::string>& files);

  std::map<Style, Wanted> styles_;
  Style lastStyle_;  // text comes in runs of one style
  Wanted* last_ = nullptr;
  std::map<char32_t, int> system_;  // what systemFontFor has found
  bool wants_ = false;
};

// Paths of the system's fonts, those first that cover most of what our own lack. Looked at only when a value needs it.
std::vector<std::string> systemFontPaths();

// Characters that show nothing or change the order of others: drawn as a box with their number, so that nothing hides
// in a name.
bool isInvisible(char32_t character);

}  // namespace preflight::page
