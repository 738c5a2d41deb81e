// What is wrong with one row of a table of devices, by the rules of its format.
#pragma once

#include <optional>
#include <string>

#include "csv/table_reader.h"
#include "hash/check.h"

namespace preflight::tables {

// Looks into one row after the other.
class RowChecker {
 public:
  explicit RowChecker(std::optional<UtcTime> now);
  RowChecker(const RowChecker&) = delete;
  RowChecker& operator=(const RowChecker&) = delete;

  // Adds what is wrong with its values to the row's problems.
  void check(csv::TableRow& row);

  // Of the last row's hash; null when it has none.
  const hash::Checked* checked() const { return hasHash_ ? &checked_ : nullptr; }
  // The last row's hash as an import takes it: padded, freed from blanks. Nothing when it needs no repair.
  const std::optional<std::string>& repairedHash() const { return repaired_; }
  // The last row's serial number is one device's: no placeholder, and not damaged.
  bool serialIdentifies() const { return serialIdentifies_; }

 private:
  bool isPlaceholder(std::string_view serial);
  void checkHash(csv::TableRow& row);
  void checkHashProblem(csv::TableRow& row, const hash::Problem& problem);
  void checkSerial(csv::TableRow& row);
  void checkOtherSerial(csv::TableRow& row, bool isOfHash) const;
  void checkDevice(csv::TableRow& row) const;
  void checkProductId(csv::TableRow& row) const;
  void checkOptional(csv::TableRow& row) const;
  void checkIdentifier(csv::TableRow& row) const;
  void nameLooseHash(csv::TableRow& row);
  std::string_view innerSerial() const;

  hash::CheckContext context_;
  hash::Checked checked_;
  bool hasHash_ = false;
  std::optional<std::string> repaired_;
  bool placeholder_ = false;
  bool serialIdentifies_ = false;
  std::string lastSerial_;  // that isPlaceholder was asked for
  bool lastAnswer_ = false;
};

// 13 digits, as vendors give one (PC-08).
bool isProductKeyId(std::string_view value);
// As Windows shows its own: 00330-80000-00000-AA123.
bool isWindowsProductId(std::string_view value);
// Why a value is neither, a clause for people.
std::string productIdWords(std::string_view value);

}  // namespace preflight::tables
