// Inside src/export: one line of a table whose columns are known becomes a row.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv/cells.h"
#include "export/tables/table_reader.h"

namespace preflight {

class CsvRowReader {
 public:
  explicit CsvRowReader(CsvSink& sink) : sink_(sink) {}

  // `number`: the line that named the columns.
  void begin(csv::Layout layout, csv::Format format, std::size_t number);
  csv::Format format() const { return row_.format; }
  const csv::Layout& layout() const { return layout_; }

  // No line follows: tells what columns of unknown names held.
  void end();

  // A line was in another encoding.
  bool isMixed() const { return mixed_; }

  // Gives the sink a row, or what the line is instead of one.
  void take(std::string_view line, std::size_t number);

 private:
  csv::Problem at(csv::Rule rule, std::size_t column, std::string message) const {
    return {rule, row_.line, column, std::move(message)};
  }
  void unreadable(csv::Problem problem, std::string_view strayHash = {});
  bool endsInNuls(std::string_view& line);
  bool isEmpty(std::string_view line);
  bool isRepeatedHeader(std::string_view line);
  void split(std::string_view line);
  bool fits(std::string_view line);
  bool fitsColumns();
  void values(std::string_view line);
  void characters(csv::Column column, std::string_view value);

  CsvSink& sink_;
  csv::Layout layout_;
  std::optional<csv::Problem> unusable_;  // why no row can be read
  std::size_t headerLine_ = 0;
  std::vector<std::size_t> dropped_;  // values of each column of unknown name
  bool mixed_ = false;
  bool wholeQuoted_ = false;  // the line is one quoted cell that holds them all
  std::vector<csv::Cell> cells_;
  CsvRow row_;
  std::array<std::string, csv::columnKinds> storage_;
};

}  // namespace preflight
