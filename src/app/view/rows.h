// The report as people read it: sections of rows, the same on the page and in `preflight status`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight {

// What a finding says about a row.
struct RowFinding {
  std::string title;
  std::string meaning;
  std::string action;
  Who who = Who::you;
  friend bool operator==(const RowFinding&, const RowFinding&) = default;
};
RowFinding rowFindingOf(const Finding& finding);

// More that belongs to a row, under a heading of its own.
struct RowDetails {
  std::string title;
  std::string note;
  std::vector<Evidence> lines;
  friend bool operator==(const RowDetails&, const RowDetails&) = default;
};

struct Row {
  std::string id;     // stable: "serialNumber"
  std::string label;  // "Serial number"
  std::string value;  // one line, printable; why there is none when it is not known
  State state = State::info;
  std::string word;    // next to the state's glyph: "OK", "WARNING"; empty: the state is not worth a word
  std::string source;  // "SMBIOS type 1"
  bool known = false;
  bool identifies = false;           // distinguishes this device from others: hidden when masking is on
  std::vector<RowFinding> findings;  // for Enter: what it means, what to do
  std::vector<Evidence> evidence;    // behind them
  std::vector<RowDetails> details;   // behind the evidence
  std::vector<std::string> secrets;  // texts in all of these that identify, hidden when masking is on
  friend bool operator==(const Row&, const Row&) = default;
};

struct Section {
  std::string id;
  std::string title;
  std::vector<Row> rows;
  friend bool operator==(const Section&, const Section&) = default;
};

std::vector<Section> sections(const Report& report, const Diagnosis& diagnosis);

// The row with that id, in whichever section; a null pointer when there is none.
const Row* findRow(std::span<const Section> all, std::string_view id);

// The word of the closed list of states (labels.tsv) that is shown next to a row: a fact that is known needs none, and
// why it could not be read is in the row's text.
std::string_view stateWord(FactState state);
std::string_view stateWord(State state);

// Who can take the next step: "You", "Admin".
std::string_view whoWord(Who who);

// The serial number as it is shown big, or nothing.
std::string shownSerial(const Report& report);

// "Contoso Laptop 5", as far as manufacturer and model are known.
std::string makerAndModel(const Report& report);

// The clock of the device's zone as far as it is known, else UTC: minutes east of it.
int zoneOf(const Report& report);

// What replaces an identifying value when masking is on: its last two characters stay, to distinguish two devices.
std::string masked(std::string_view value);

}  // namespace preflight
