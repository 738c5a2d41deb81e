// What can be wrong with a file of devices: one table of rules with stable ids, and a problem as one of them at a
// place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "csv/column.h"
#include "text/csv_id.h"

namespace preflight::csv {

enum class Format : std::uint8_t;  // csv/layout.h

enum class Severity : std::uint8_t { error, warning, info };
// "error", "warning", "info".
std::string_view name(Severity severity);

// The order is that of the table in rules.cpp.
enum class Rule : std::uint8_t {
  notCsv,
  encodingUtf16,
  encodingMark,
  encodingCut,
  encodingMixed,
  headerMissing,
  headerNotFirst,
  headerSpelling,
  headerColumns,
  headerTwice,
  headerUnknown,
  headerRepeated,
  headerNotWanted,
  formatAssumed,
  hashColumnMissing,
  deviceAssociation,
  columnsSwapped,
  columnUnknown,
  separator,
  columnCount,
  columnsShifted,
  lineTooLong,
  rowWrapped,
  lineEndReturn,
  lineEndMixed,
  lineEndFeed,
  emptyLine,
  quotes,
  quoteOpen,
  character,
  blankEdge,
  formula,
  formulaStart,
  valueExcel,
  rowLimit,
  rowLimitPartner,
  rowLimitCorporate,
  sizeLimit,
  noDevice,
  serialEmpty,
  serialExcel,
  serialRounded,
  serialPlaceholder,
  serialLostZeros,
  serialNotOfHash,
  serialShared,
  productId,
  productIdOdd,
  userForm,
  fieldEmpty,
  deviceNotTold,
  corporateForm,
  hashEmpty,
  hashPadding,
  cellCut,
  hashNotAHash,
  hashTruncated,
  hashRecordOverrun,
  hashDigestMissing,
  hashDigestMismatch,
  hashBadBase64,
  hashTooFewRecords,
  hashMissingSerial,
  hashMissingManufacturer,
  hashPlaceholderSerial,
  hashNoTpm,
  hashEkMismatch,
  hashNotFullOs,
  hashClockImplausible,
  hashNonzeroPadding,
  hashWeakIdentity,
  hashUnusualSize,
  hashForeignTool,
  duplicateDevice,
  duplicateAcrossFiles,
  newestUnknown,
};

struct RuleInfo {
  std::string_view id;      // "serial-excel": never changes
  std::string_view number;  // of the product's table of CSV rules: "IH-13"
  Severity severity;
  bool repairable;  // merge, split and convert repair it and say so; else the row stays out
  CsvId fixRow{};
  // What to do, a sentence; a command in it reads this file of this format.
  std::string fix(std::string_view file, Format format) const;
};

const RuleInfo& infoOf(Rule rule);
std::span<const RuleInfo> allRules();

struct Problem {
  Rule rule = Rule::notCsv;
  std::size_t line = 0;                        // of the file, from 1; 0: of the file as a whole
  std::size_t column = 0;                      // in characters, from 1; 0: of the line as a whole
  std::string message;                         // what it is, a clause for people
  std::optional<Column> field = std::nullopt;  // whose value it is
};

}  // namespace preflight::csv
