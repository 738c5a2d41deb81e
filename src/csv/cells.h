// One line of a table, cut into cells, and a cell freed from what editors and scripts leave around a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::csv {

// More cells than any file of devices has; what follows the last one stays in it.
inline constexpr std::size_t maximumCells = 64;

struct Cell {
  std::string_view text;   // without the quotation marks around it
  std::size_t offset = 0;  // of its first byte in the line
  bool quoted = false;
  bool open = false;  // the quotation mark is not closed in this line
};

// Cells between separators; one inside quotation marks does not count.
void splitCells(std::string_view line, char separator, std::vector<Cell>& cells);

// What was taken off a value. The value itself is never changed.
struct Tidied {
  bool unquoted = false;
  bool trimmed = false;  // blanks, tabs, no-break spaces, zero-width characters, NULs at either end
  bool formula = false;  // ="00123", by which a number keeps its zeros in Excel
};

// The value of a cell; `storage` holds it if the line does not have it in this form.
std::string_view tidy(const Cell& cell, std::string& storage, Tidied& done);

// Blank characters of every kind and quotation marks only.
bool isBlankCell(std::string_view text);

// Longer than any other value, and begun as every hardware hash is.
bool looksLikeHash(std::string_view text);
// Begun as every hardware hash is, in base64 and long enough to be nothing else.
bool beginsHash(std::string_view text);
// Base64 digits, with "=" at most at the end; not empty.
bool isBase64Part(std::string_view text);
// Shorter than the head of the hash itself says; false when there is no such head.
bool isCutHash(std::string_view text);

// Characters, not bytes, from 1, of the byte at `offset`.
std::size_t columnAt(std::string_view line, std::size_t offset);

// What Excel makes of a value that looks like a number, a date or a formula to it: 1.23E+11, 12-Mar, #NAME?.
bool isExcelDamage(std::string_view value);
// More than 15 digits, zeros behind the 15th: Excel keeps no more.
bool maybeRounded(std::string_view serial);
// A spreadsheet would calculate it instead of showing it: "=", "+", "-" or "@" first, and more behind it.
bool beginsFormula(std::string_view value);

}  // namespace preflight::csv
