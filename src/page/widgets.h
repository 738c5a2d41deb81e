// The few things that screens are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "page/frame.h"

namespace preflight::page {

// A line of a card. A value is shown whole or wrapped, else it ends in an ellipsis and stands whole in the evidence.
struct RowSpec {
  std::string id;
  std::string label;
  std::string value;
  State status = State::info;
  std::string word;                  // beside the status' glyph; empty: no status is shown
  std::string source;                // shown where there is room
  std::vector<RowFinding> findings;  // in the evidence: what it means, what to do
  std::vector<Evidence> evidence;
  std::vector<RowDetails> details;  // further cards of the evidence
  bool known = true;                // false: the value says why there is none
  bool mono = false;                // the value is one to compare letter by letter
  TextField* field = nullptr;       // the value can be typed
  std::string hint;                 // dim, behind the value; in place of an empty field's text
  bool button = false;              // the value is a button's label
  LogEntryRef logEntry{};           // where the log says so
  std::string copy;                 // what Ctrl+C takes, when it is not the value
};

struct CardSpec {
  std::string title;
  std::string right;  // at the right of the heading: where from, how long that took
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
// Frame and heading of a card; returns where the content starts.
float drawCardFrame(Frame& frame, const Rect& rect, std::string_view title, std::string_view right);
void drawCard(Frame& frame, const CardSpec& card, const Rect& rect);

// Cards below each other from frame.y on, in two columns where there is room for `columnEms` twice.
void drawCards(Frame& frame, const std::vector<CardSpec>& cards, float columnEms);

// A key as it is printed on the keyboard; returns where it ends.
enum class KeyLook : std::uint8_t { plain, named, dead };
float keyCapWidth(Frame& frame, std::string_view label);
float drawKeyCap(Frame& frame, float x, float y, std::string_view label, KeyLook look);

// Wrapped text at frame.y, which moves on.
void drawParagraph(Frame& frame, Style style, Colour colour, float x, float width, std::string_view text);

// The ring around what has the focus.
void drawFocus(Frame& frame, const Rect& rect);

}  // namespace preflight::page
