// Reads tables of devices as people have them: any encoding, separator and order of columns, lines above the header,
// what Excel, a script, a console or a mail program left behind. Nothing is guessed: a row is given as it is written,
// with what is wrong with it. A file is exactly of a format when this finds no problem in it (see sheet.h).
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "csv/cells.h"
#include "csv/layout.h"
#include "csv/line_reader.h"
#include "csv/rules.h"

namespace preflight::csv {

struct TableRow {
  std::size_t line = 0;            // from 1
  std::size_t lastLine = 0;        // the same, unless a console or a mail program wrapped the row
  Format format = Format::intune;  // of the file
  std::string_view text;           // the whole row without its line end
  LineReader::End end = LineReader::End::none;
  std::span<const Cell> cells;                       // of that text, in their order
  std::array<std::string_view, columnKinds> values;  // freed from quotation marks and outer blanks
  std::vector<Problem> problems;                     // of how the row is written
  bool readable = true;                              // false: its values cannot be assigned to columns
  std::string_view looseHash;                        // of such a row: a cell that can only be a hash

  std::string_view& value(Column column) { return values[static_cast<std::size_t>(column)]; }
  std::string_view value(Column column) const { return values[static_cast<std::size_t>(column)]; }
  // Where the column's cell begins: characters from 1; 0: the row has no such cell.
  std::size_t place(Column column) const;

  std::array<std::size_t, columnKinds> cellNumbers{};  // of each column: the number of its cell, from 1; 0: none
  bool wholeQuoted = false;                            // one pair of quotation marks around the whole row
};

class TableSink {
 public:
  TableSink() = default;
  TableSink(const TableSink&) = delete;
  TableSink& operator=(const TableSink&) = delete;
  virtual ~TableSink() = default;
  // Of the file or its header.
  virtual void problem(Problem problem) = 0;
  // What `row` refers to holds until this returns.
  virtual void row(TableRow& row) = 0;
  // A line of nothing but separators, as many as the columns need, is a row too.
  virtual bool keepsEmptyRows() const { return false; }
  // False ends the reading early.
  virtual bool wantsMore() const { return true; }
};

// Gives the format that was seen, or `forced`; `unknown` when it is no table of devices, which `problem` was called
// for. Memory does not grow with the file. An error means that reading broke off.
Result<Format> readTable(ByteSource& source, std::optional<Format> forced, TableSink& sink);
// The same for lines of which some may have been looked at with peek.
Result<Format> readTable(LineReader& lines, std::optional<Format> forced, TableSink& sink);

}  // namespace preflight::csv
