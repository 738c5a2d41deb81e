// A file of any of the formats as rows that keep their bytes. For src/csv alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "csv/append.h"
#include "csv/rules.h"

namespace preflight::csv {

inline constexpr std::size_t noColumn = static_cast<std::size_t>(-1);

struct FormatRules {
  Format format;
  CsvId name{};  // "import file"
  std::size_t maximumRows;
  std::size_t maximumBytes;
  std::size_t leastColumns;
  std::size_t mostColumns;
  std::size_t serialColumn;
  std::size_t hashColumn;
  std::size_t manufacturerColumn;
  Rule limit;
};
const FormatRules& rulesOf(Format format);

// Without its line end; empty for a format that has none.
std::string headerOf(Format format, std::size_t columns);
std::string_view columnNameOf(Format format, std::size_t column);
// How many columns the row needs.
std::size_t columnsNeeded(const DeviceRow& row);
std::string lineOf(std::span<const std::string> fields, std::size_t columns);

struct SheetRow {
  std::string raw;      // every byte of the line, without its end
  std::string lineEnd;  // empty for a last line that has none
  std::size_t line = 0;
  std::vector<std::string> fields;
};

struct Sheet {
  std::size_t columns = 0;
  std::string lineEnd;          // that new lines get
  bool headerHasNoEnd = false;  // there is a header, and nothing behind it
  std::vector<SheetRow> rows;
};

// `invalid` with line, column, rule and next step when the file is not exactly of the format.
Result<Sheet> parseSheet(Format format, std::string_view bytes);

}  // namespace preflight::csv
