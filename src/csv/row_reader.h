// Inside src/csv: one line of a table whose columns are known becomes a row; a row that was wrapped over several lines
// is put together.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv/cells.h"
#include "csv/table_reader.h"

namespace preflight::csv {

class RowReader {
 public:
  explicit RowReader(TableSink& sink) : sink_(sink) {}

  // `number`: the line that named the columns; 0: none did.
  void begin(Layout layout, Format format, std::size_t number);
  Format format() const { return row_.format; }
  const Layout& layout() const { return layout_; }

  // Takes the next line and gives the sink a row, or what the line is instead of one.
  void take(std::string_view line, std::size_t number, LineReader::End end);
  // No line follows.
  void end();

  // A line was in another encoding than the file.
  bool isMixed() const { return mixed_; }

 private:
  // Lines of a row that may go on in the next line.
  struct Pending {
    std::string text;                // of all of them, put together
    std::vector<std::string> lines;  // as they were read, with number and end of each
    std::vector<std::size_t> numbers;
    std::vector<LineReader::End> ends;
    std::size_t cells = 0;   // so far
    std::size_t hash = 0;    // where the hash begins in `text`
    std::size_t indent = 0;  // of the second line
    bool inQuotes = false;
    bool isBehindHash = false;
    bool isWhole = false;  // no further line belongs to it
  };

  Problem at(Rule rule, std::size_t column, std::string message) const {
    return {rule, row_.line, column, std::move(message)};
  }
  void takeAlone(std::string_view line);
  void unreadable(Problem problem, std::string_view looseHash = {});
  bool endsInNuls(std::string_view& line);
  bool isEmpty(std::string_view line);
  bool isRepeatedHeader(std::string_view line);
  void split(std::string_view line);
  void emit(std::string_view line);
  bool fits(std::string_view line);
  bool fitsColumns();
  std::string columnsWords(std::size_t found, std::size_t wanted) const;
  void values();
  void characters(Column column, std::string_view value);
  void noteColumns();

  bool isColumn(std::size_t cell, Column column) const {
    return cell < layout_.columns.size() && layout_.columns[cell] == column;
  }
  bool mayGoOn() const;
  bool goesOn(std::string_view line);
  bool goesOnInHash(std::string_view line);
  bool goesOnBehindHash(std::string_view line);
  bool goesOnInQuotes(std::string_view line);
  bool isRowOfItsOwn(std::string_view line);
  void hold(std::string_view line, bool inQuotes);
  void release();

  TableSink& sink_;
  Layout layout_;
  std::optional<Problem> unusable_;  // why no row can be read
  std::size_t headerLine_ = 0;
  std::vector<std::size_t> ignored_;  // values of each column of unknown name
  bool mixed_ = false;
  bool again_ = false;  // lines are taken for the second time: no quoted cell goes on over several of them
  std::vector<Cell> cells_;
  TableRow row_;
  std::array<std::string, columnKinds> storage_;
  std::optional<Pending> pending_;
};

}  // namespace preflight::csv
