// Corporate identifiers for Intune: "manufacturer,model,serial" without a header. Rules have the numbers of the
// product's table (CI-01 ...); characters obey those of Intune's import files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace preflight::csv {

// The most that Intune takes in one file (CI-03).
inline constexpr std::size_t maximumCorporateRows = 5000;
inline constexpr std::size_t maximumCorporateBytes = 5'000'000;

struct CorporateRow {
  std::string manufacturer;  // as Windows reports it (CI-10)
  std::string model;
  std::string serialNumber;

  friend bool operator==(const CorporateRow&, const CorporateRow&) = default;
};

struct CorporateForm {
  CorporateRow row;
  // Sentences for people, one for each field that was changed: "Serial number: 'A.1' is written as 'A1' (...)".
  std::vector<std::string> notes;
};

// The form in which Intune looks devices up: periods go out of the serial number (CI-05), and commas, for which such a
// file has no room, out of every field. Else manufacturer and model stay as Windows reports them (CI-10), periods
// included. What was changed is said. Any other character that a field may not hold is refused as in checkCorporateRow.
Result<CorporateForm> corporateForm(const CorporateRow& asReported);

// No field is empty or holds a comma, a quotation mark, a control or non-ASCII character or blanks at its ends; the
// serial number holds no period. The error (`invalid`) names the field, the character and what to do.
Result<void> checkCorporateRow(const CorporateRow& row);

// The row without line end; `row` has passed checkCorporateRow.
std::string corporateLine(const CorporateRow& row);

// A whole new file: no header, ASCII, CRLF, no byte order mark, 1 to 5,000 rows and at most 5 MB. Rows are to be in the
// form that corporateForm gives; others are refused, never changed here.
Result<std::string> writeCorporate(std::span<const CorporateRow> rows);

}  // namespace preflight::csv
