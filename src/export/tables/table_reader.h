// Reads tables of devices as people have them: any encoding, separator and order of columns, lines above the header,
// what Excel or a script left behind. Nothing is guessed: a row is told as it stands, with what is wrong with it.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "csv/layout.h"
#include "csv/rules.h"
#include "export/tables/line_reader.h"

namespace preflight {

struct CsvRow {
  std::size_t line = 0;
  csv::Format format = csv::Format::intune;               // of the file
  std::array<std::string_view, csv::columnKinds> values;  // freed from quotation marks and outer blanks
  std::array<std::size_t, csv::columnKinds> places{};     // of their cells: characters from 1; 0: no such cell
  std::vector<csv::Problem> problems;                     // of how the row is written
  bool readable = true;                                   // false: its values cannot be told apart
  std::string_view strayHash;                             // of such a line: a cell that can only be a hash

  std::string_view& value(csv::Column column) { return values[static_cast<std::size_t>(column)]; }
  std::string_view value(csv::Column column) const { return values[static_cast<std::size_t>(column)]; }
  std::size_t place(csv::Column column) const { return places[static_cast<std::size_t>(column)]; }
};

class CsvSink {
 public:
  CsvSink() = default;
  CsvSink(const CsvSink&) = delete;
  CsvSink& operator=(const CsvSink&) = delete;
  virtual ~CsvSink() = default;
  // Of the file or its header.
  virtual void problem(csv::Problem problem) = 0;
  // What `row` refers to holds until this returns.
  virtual void row(CsvRow& row) = 0;
};

// Gives the format that was seen, or `forced`; `unknown` when it is no table of devices, which `problem` was told.
// Memory does not grow with the file. An error means that reading broke off.
Result<csv::Format> readCsv(ByteSource& source, std::optional<csv::Format> forced, CsvSink& sink);

}  // namespace preflight
