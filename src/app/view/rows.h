// The report as people read it: sections of rows, the same on the page and in `preflight status`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/report.h"

namespace preflight {

// More that stands behind a row, under a heading of its own.
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
  std::string word;    // beside the state's glyph: "OK", "NO RIGHTS"; empty: the state is not worth a word
  std::string source;  // "SMBIOS type 1"
  bool known = false;
  bool identifies = false;           // tells this device from others: hidden when masking is on
  std::vector<Evidence> evidence;    // for Enter
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

// The row with that id, wherever it stands; a null pointer when there is none.
const Row* findRow(std::span<const Section> all, std::string_view id);

// What a state of a fact is called beside its row: "NO RIGHTS", "TIMED OUT", ...
std::string_view stateWord(FactState state);

// "OK", "WARN", "FAIL", "INFO", "UNKNOWN".
std::string_view stateWord(State state);

// The serial number as it is shown big, or nothing.
std::string shownSerial(const Report& report);

// "Contoso Laptop 5", as far as maker and model are known.
std::string makerAndModel(const Report& report);

// What stands in for an identifying value when masking is on: its last two characters stay, to tell two devices apart.
std::string masked(std::string_view value);

}  // namespace preflight
