// Import files for Intune: "Device Serial Number,Windows Product ID,Hardware Hash[,Group Tag[,Assigned User]]".
// The rules and their numbers (IH-01 ...) are those of the product's table of CSV rules.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace preflight::csv {

// The most devices that Intune takes in one file (IH-09).
inline constexpr std::size_t maximumRows = 500;

enum class Field : std::uint8_t { serialNumber, productId, hardwareHash, groupTag, assignedUser };
inline constexpr std::size_t fieldCount = 5;

// The column's name, exactly as the header has it: "Device Serial Number".
std::string_view columnName(Field field);

struct Row {
  std::string serialNumber;
  std::string productId;     // administrators leave it empty (IH-06)
  std::string hardwareHash;  // base64 with padding
  std::string groupTag;
  std::string assignedUser;

  const std::string& value(Field field) const;
  std::string& value(Field field);

  friend bool operator==(const Row&, const Row&) = default;
};

// Column sets of a file; the value is the number of columns.
enum class Columns : std::uint8_t { three = 3, four = 4, five = 5 };

// Three; four when there is a group tag; five when there is an assigned user, with an empty tag if need be.
Columns columnsFor(const Row& row);

// The header line without its line end.
std::string headerLine(Columns columns);

// Whether the file can hold `value`: no comma, double quote, control or non-ASCII character, no blank at either
// end; serial and hash are required, the hash is whole base64, a user looks like name@domain. The error (`invalid`)
// names the field, the character as U+XXXX, its position counted in characters from 1, the rule and what to do.
// Nothing is ever changed to make it fit.
Result<void> checkField(Field field, std::string_view value);

// All five fields.
Result<void> checkRow(const Row& row);

// The row without line end, fields as they are; `row` has passed checkRow and needs no more than `columns`.
std::string rowLine(const Row& row, Columns columns);

// A whole new file: ASCII, CRLF, no byte order mark, no quotes, 1 to 500 rows, the columns that the rows need.
Result<std::string> writeIntune(std::span<const Row> rows);

}  // namespace preflight::csv
