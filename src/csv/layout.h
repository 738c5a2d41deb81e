// Which column of a table holds what: read from the line that names them, in any spelling.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "csv/column.h"
#include "csv/rules.h"

namespace preflight::csv {

enum class Format : std::uint8_t { intune, partner, corporate, unknown };
inline constexpr std::size_t formatCount = 4;
// "intune", "partner", "corporate", "unknown".
std::string_view name(Format format);
// Of the first three.
Result<Format> formatFromName(std::string_view text);

// The most rows that the reader of a file of this format takes.
std::size_t rowLimit(Format format);

struct Layout {
  char separator = ',';
  std::vector<std::optional<Column>> columns;  // in their order; nothing: no column that is known
  std::vector<std::string> titles;             // as they are written; empty when no line names them

  bool has(Column column) const;
  // By what it holds: manufacturer and model are the Partner Center's, all other tables are taken for Intune's.
  Format format() const;

  friend bool operator==(const Layout&, const Layout&) = default;
};

// When `line` names columns: the hash's, the serial number's and another, or two others. Separated by comma,
// semicolon or tab, quoted or not, capital letters, blanks and underscores aside.
std::optional<Layout> layoutOfHeader(std::string_view line);

// Of a file without a header: the first three columns of Intune's, or the corporate identifiers'.
Layout plainLayout(Format format, char separator = ',');

// "the columns are separated by semicolons instead of commas".
std::string separatorWords(char separator);

// "Group Tag '=A1' begins with '=': a spreadsheet takes it for a formula"; see beginsFormula.
std::string formulaWords(Column column, std::string_view value);

// Why no row below this header can be read: a column is there twice, or one that is needed is unknown.
std::optional<Problem> whyUnusable(const Layout& layout, Format format);

// What is wrong with a header for a file of this format, or of that which it seems to be; the line is one that
// layoutOfHeader took.
std::vector<Problem> headerProblems(std::string_view line, std::size_t number, const Layout& layout,
                                    std::optional<Format> forced);

}  // namespace preflight::csv
