// Screen 1: three tiles, the device, what to do next, and the stick.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/view/situation.h"
#include "app/view/subjects.h"

namespace preflight {

struct Tile {
  Topic topic{};
  std::string id;  // of the row whose evidence it opens
  std::string title;
  Sign sign{};
  std::string line;
  friend bool operator==(const Tile&, const Tile&) = default;
};

struct SerialStrip {
  std::string serial;  // empty: not known, and `why`
  std::string why;
  bool placeholder = false;  // many devices share it
  std::string model;
  std::string parts;    // "SKU 0A4B · 512 GB NVMe"
  std::string network;  // the adapter that is connected
  std::string networkLine;
  Sign networkSign{};
  friend bool operator==(const SerialStrip&, const SerialStrip&) = default;
};

struct NextStep {
  int number = 0;
  std::string title;
  std::string note;
  std::vector<std::string> keys;  // "F8", "F8"
  bool done = false;
  bool current = false;
  friend bool operator==(const NextStep&, const NextStep&) = default;
};

struct StickLine {
  std::string id;
  std::string label;
  std::optional<Sign> sign;
  std::string value;
  std::string dim;  // behind the value
  friend bool operator==(const StickLine&, const StickLine&) = default;
};

struct StickCard {
  Sign sign{};
  std::string name;   // "E: KINGSTON"; empty: `emptyTitle`
  std::string space;  // "14.2 of 28.8 GB free"
  float used = -1;    // 0 to 1; less: not known
  std::vector<StickLine> lines;
  std::string emptyTitle;
  std::vector<std::string> emptyLines;
  std::string note;  // of a recording: that nothing is written to its drives; may be empty
  friend bool operator==(const StickCard&, const StickCard&) = default;
};

struct OverviewModel {
  std::vector<Tile> tiles;
  SerialStrip strip;
  std::vector<NextStep> steps;  // one of them is current, unless all are done
  std::string stepsNote;        // "step 1 of 4"
  StickCard stick;
};
OverviewModel overviewModel(const Situation& situation);

std::vector<Tile> tilesOf(const Situation& situation);
SerialStrip serialStripOf(const Report& report);
std::vector<NextStep> nextStepsOf(const Situation& situation);
StickCard stickCardOf(const Situation& situation);

// "14:02" when the device was saved, by this session or as the stick's log has it, and the tag; nothing: it was not.
struct SavedBefore {
  std::string time;  // empty: not known
  std::string tag;   // empty: none
};
std::optional<SavedBefore> savedBefore(const Situation& situation);

// The verdict's next step is to save the hash.
bool asksForExport(const Situation& situation);

}  // namespace preflight
