// The few things that screens are made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "page/frame.h"

namespace preflight::page {

// --- small things ---------------------------------------------------------------------------------------------------

// How a key looks: dead: it cannot act now; next: inside the next action.
enum class KeyLook : std::uint8_t { plain, next, dead };

// "Ctrl C" as two keys beside each other; each as it is printed on the keyboard. Returns where they end.
float capsWidth(Frame& frame, std::string_view keys);
float drawCaps(Frame& frame, float x, float y, std::string_view keys, KeyLook look);

// A state: its glyph in a column of its own, then its word. `style`: of the word.
float stateWidth(Frame& frame, Sign sign, Style style);
float drawState(Frame& frame, float x, float y, Sign sign, Style style);

// A pill with a word in it, of the small text; returns where it ends.
float chipWidth(Frame& frame, std::string_view text);
float drawChip(Frame& frame, float x, float y, std::string_view text, bool chosen);

// A bar that is filled so far, 0 to 1.
void drawBar(Frame& frame, const Rect& rect, float share);

// The ring around what has the focus, with its ground.
void drawFocus(Frame& frame, const Rect& rect, float rounding);

// --- cards ----------------------------------------------------------------------------------------------------------

// A card without anything in it; with the bar of a state at its left edge, which moves in where the card has the focus.
void drawCardBox(Frame& frame, const Rect& rect, std::optional<Sign> edge = {}, bool focused = false);
// A heading in capitals.
float drawHeading(Frame& frame, float x, float y, std::string_view text, Colour colour);
// A card with its heading and what is said at the right of it; returns where the content starts.
float drawCardFrame(Frame& frame, const Rect& rect, std::string_view title, std::string_view right,
                    std::optional<Sign> sign = {});

// A line of a card. A value is shown whole or wrapped, else it ends in an ellipsis and is whole in the evidence.
struct RowSpec {
  std::string id;
  std::string label;
  std::string value;
  std::optional<Sign> sign;          // before the value
  std::string source;                // shown where there is room
  std::vector<RowFinding> findings;  // in the evidence: what it means, what to do
  std::vector<Evidence> evidence;
  std::vector<RowDetails> details;  // further cards of the evidence
  bool known = true;                // false: the value says why there is none
  bool mono = false;                // the value is one to compare letter by letter
  TextField* field = nullptr;       // the value can be typed
  std::string hint;                 // dim, behind the value; in place of an empty field's text
  bool always = false;              // there is evidence behind it, elsewhere
  bool button = false;              // the value is a button's label
  LogEntryRef logEntry{};           // where the log says so
  std::string keys{}, twin{};       // drawn as keys, in place of the label
  std::string copy;                 // what Ctrl+C takes, when it is not the value
};

struct CardSpec {
  std::string title;
  std::string right;  // at the right of the heading
  std::vector<RowSpec> rows;
};

// ASCII letters only.
std::string upper(std::string text);

RowSpec rowOf(const Row& row);
// A finding with its evidence, its meaning and what to do behind it.
RowSpec rowOf(const Finding& finding);
// Rows with the same id get a number behind it.
void numberRepeated(std::vector<CardSpec>& cards);

float cardHeight(Frame& frame, const CardSpec& card, float width);
void drawCard(Frame& frame, const CardSpec& card, const Rect& rect);

// Cards below each other from frame.y on, in two columns where there is room for `columnEms` twice.
void drawCards(Frame& frame, const std::vector<CardSpec>& cards, float columnEms);

// The text of a field, moved so that its caret is in sight.
void drawField(Frame& frame, std::string_view id, const TextField& field, std::string_view hint, float x, float y,
               float room);

}  // namespace preflight::page
