#include "export/tables/row_checks.h"

#include <algorithm>
#include <ranges>

#include "base/text.h"
#include "csv/cells.h"
#include "csv/intune.h"
#include "hash/records.h"
#include "smbios/placeholder.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;
using csv::TableRow;
using hash::ProblemCode;
using hash::RecordType;

constexpr std::size_t excelCell = 32767;  // characters, the most that a cell of Excel holds
constexpr std::size_t shownValue = 80;    // bytes

std::string shown(std::string_view value) {
  return printable(value, shownValue);
}

void add(TableRow& row, Rule rule, Column column, std::string message) {
  row.problems.push_back({rule, row.line, row.place(column), std::move(message), column});
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// Problems of a hash that the row's own rules report have no rule here.
std::optional<Rule> ruleOf(ProblemCode code) {
  switch (code) {
    case ProblemCode::notAHash:
      return Rule::hashNotAHash;
    case ProblemCode::truncated:
      return Rule::hashTruncated;
    case ProblemCode::recordOverrun:
      return Rule::hashRecordOverrun;
    case ProblemCode::digestMissing:
      return Rule::hashDigestMissing;
    case ProblemCode::digestMismatch:
      return Rule::hashDigestMismatch;
    case ProblemCode::badBase64:
      return Rule::hashBadBase64;
    case ProblemCode::tooFewRecords:
      return Rule::hashTooFewRecords;
    case ProblemCode::missingSerial:
      return Rule::hashMissingSerial;
    case ProblemCode::missingManufacturer:
      return Rule::hashMissingManufacturer;
    case ProblemCode::placeholderSerial:
      return Rule::hashPlaceholderSerial;
    case ProblemCode::noTpm:
      return Rule::hashNoTpm;
    case ProblemCode::ekMismatch:
      return Rule::hashEkMismatch;
    case ProblemCode::notFullOs:
      return Rule::hashNotFullOs;
    case ProblemCode::clockImplausible:
      return Rule::hashClockImplausible;
    case ProblemCode::nonzeroPadding:
      return Rule::hashNonzeroPadding;
    case ProblemCode::weakIdentity:
      return Rule::hashWeakIdentity;
    case ProblemCode::unusualSize:
      return Rule::hashUnusualSize;
    case ProblemCode::foreignTool:
      return Rule::hashForeignTool;
    case ProblemCode::wrongDevice:
    case ProblemCode::repadded:
      break;
  }
  return std::nullopt;
}

Rule ruleOf(hash::Repair repair) {
  switch (repair) {
    case hash::Repair::byteOrderMark:
    case hash::Repair::whiteSpace:
      return Rule::blankEdge;
    case hash::Repair::quotes:
      return Rule::quotes;
    case hash::Repair::padding:
    case hash::Repair::tail:
      break;
  }
  return Rule::hashPadding;
}

std::string_view withoutZeros(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  return text;
}

// Another column of the row that has the serial number of the hash.
std::optional<Column> elsewhere(const TableRow& row, std::string_view inside) {
  for (const Column column :
       {Column::productId, Column::groupTag, Column::assignedUser, Column::manufacturer, Column::model}) {
    if (equalIgnoringCase(row.value(column), inside)) {
      return column;
    }
  }
  return std::nullopt;
}

bool looksLikeUser(std::string_view value) {
  return csv::checkField(csv::Field::assignedUser, value).has_value();
}

}  // namespace

bool isProductKeyId(std::string_view value) {
  constexpr std::size_t digits = 13;
  return value.size() == digits && std::ranges::all_of(value, isDigit);
}

bool isWindowsProductId(std::string_view value) {
  constexpr std::string_view shape = "00000-00000-00000-AAAAA";
  const auto fits = [](char c, char wanted) {
    return wanted == '-' ? c == '-' : isDigit(c) || (wanted == 'A' && c >= 'A' && c <= 'Z');
  };
  return value.size() == shape.size() && std::ranges::equal(value, shape, fits);
}

std::string productIdWords(std::string_view value) {
  return say(csv::isExcelDamage(value) ? CsvId::productExcel : CsvId::productDigits, {{"value", shown(value)}});
}

RowChecker::RowChecker(std::optional<UtcTime> now)
    : context_{now, {}, [this](std::string_view serial) { return isPlaceholder(serial); }} {}

// The serial number of the row and that in its hash are nearly always equal: they are searched once.
bool RowChecker::isPlaceholder(std::string_view serial) {
  if (serial != lastSerial_) {
    lastSerial_ = serial;
    lastAnswer_ = smbios::isPlaceholderSerial(serial);
  }
  return lastAnswer_;
}

void RowChecker::check(TableRow& row) {
  hasHash_ = false;
  repaired_.reset();
  serialIdentifies_ = false;
  if (!row.readable) {
    nameLooseHash(row);
    return;
  }
  if (row.format != Format::corporate) {
    checkHash(row);
  }
  const std::string_view serial = row.value(Column::serialNumber);
  placeholder_ = !serial.empty() && isPlaceholder(serial);
  serialIdentifies_ = !serial.empty() && !placeholder_;
  if (row.format == Format::corporate) {
    checkIdentifier(row);
  }
  checkSerial(row);
  if (row.format != Format::corporate) {
    checkDevice(row);
  }
  checkOptional(row);
}

// The serial number that a whole hash holds; empty: not known.
std::string_view RowChecker::innerSerial() const {
  return hasHash_ && checked_.records.digestRight ? trimmed(hash::rawText(checked_.records, RecordType::serialNumber))
                                                  : std::string_view();
}

// A line whose values cannot be assigned to columns is found again by what its hash says.
void RowChecker::nameLooseHash(TableRow& row) {
  if (row.looseHash.empty() || row.problems.empty()) {
    return;
  }
  hash::check(row.looseHash, context_, checked_);
  hasHash_ = true;
  if (const std::string_view inside = innerSerial(); !inside.empty()) {
    std::string& message = row.problems.back().message;
    message = say(CsvId::looseHash, {{"problem", message}, {"serial", shown(inside)}});
  }
  hasHash_ = false;
}

void RowChecker::checkHash(TableRow& row) {
  const std::string_view text = row.value(Column::hardwareHash);
  if (text.empty()) {
    return;
  }
  if (text.size() >= excelCell) {
    add(row, Rule::cellCut, Column::hardwareHash, say(CsvId::cellCut, {{"count", std::to_string(text.size())}}));
    return;
  }
  hash::check(text, context_, checked_);
  hasHash_ = true;
  for (const hash::Problem& problem : checked_.problems) {
    checkHashProblem(row, problem);
  }
  if (!checked_.repairs.empty()) {
    if (Result<hash::PaddedText> padded = hash::paddedBase64(text)) {
      repaired_ = std::move(padded->text);
    }
    for (const hash::Repair repair : checked_.repairs) {
      const Rule rule = ruleOf(repair);
      add(row, rule, Column::hardwareHash, say(rule == Rule::hashPadding ? CsvId::hashPadding : CsvId::hashCharacters));
    }
  }
}

void RowChecker::checkHashProblem(TableRow& row, const hash::Problem& problem) {
  const bool reportedAlready = problem.code == ProblemCode::placeholderSerial &&
                               equalIgnoringCase(innerSerial(), row.value(Column::serialNumber));
  if (const auto rule = ruleOf(problem.code); rule && !reportedAlready) {
    add(row, *rule, Column::hardwareHash, say(CsvId::hashProblem, {{"problem", problem.message}}));
  }
}

void RowChecker::checkSerial(TableRow& row) {
  const std::string_view serial = row.value(Column::serialNumber);
  const std::string_view inside = innerSerial();
  if (serial.empty()) {
    return;
  }
  const Args args{{"serial", shown(serial)}, {"inside", shown(inside)}};
  const bool isOfHash = equalIgnoringCase(serial, inside);
  if (!isOfHash && (csv::isExcelDamage(serial) || (csv::maybeRounded(serial) && serial.size() == inside.size() &&
                                                   serial.substr(0, 15) == inside.substr(0, 15)))) {
    add(row, Rule::serialExcel, Column::serialNumber,
        say(inside.empty() ? CsvId::serialExcel : CsvId::serialExcelHash, args));
    serialIdentifies_ = false;
  } else if (!isOfHash && !inside.empty() && equalIgnoringCase(serial, withoutZeros(inside))) {
    add(row, Rule::serialLostZeros, Column::serialNumber, say(CsvId::serialLostZeros, args));
    serialIdentifies_ = false;
  } else {
    checkOtherSerial(row, isOfHash);
  }
}

void RowChecker::checkOtherSerial(TableRow& row, bool isOfHash) const {
  const std::string_view serial = row.value(Column::serialNumber);
  const std::string_view inside = innerSerial();
  if (placeholder_) {
    add(row, Rule::serialPlaceholder, Column::serialNumber, say(CsvId::serialPlaceholder, {{"serial", shown(serial)}}));
  }
  if (isOfHash) {
    return;
  }
  if (!inside.empty()) {
    const std::optional<Column> other = elsewhere(row, inside);
    add(row, Rule::serialNotOfHash, Column::serialNumber,
        say(other ? CsvId::serialSwapped : CsvId::serialNotOfHash,
            {{"serial", shown(serial)}, {"inside", shown(inside)}, {"column", other ? csv::columnTitle(*other) : ""}}));
  } else if (csv::maybeRounded(serial)) {
    add(row, Rule::serialRounded, Column::serialNumber, say(CsvId::serialRounded, {{"serial", shown(serial)}}));
  }
}

// What is needed to identify the device.
void RowChecker::checkDevice(TableRow& row) const {
  const bool hasSerial = !row.value(Column::serialNumber).empty();
  const bool hasHash = !row.value(Column::hardwareHash).empty();
  if (row.format == Format::partner) {
    const bool hasTuple = hasSerial && !row.value(Column::manufacturer).empty() && !row.value(Column::model).empty();
    if (!hasHash && !hasTuple && !isProductKeyId(row.value(Column::productId))) {
      add(row, Rule::deviceNotTold, Column::serialNumber, say(CsvId::deviceUnknown));
    }
    return;
  }
  if (!hasSerial) {
    const std::string_view inside = innerSerial();
    const std::optional<Column> other = elsewhere(row, inside);
    add(row, Rule::serialEmpty, Column::serialNumber,
        inside.empty() ? say(CsvId::serialMissing)
                       : say(other ? CsvId::serialMissingSwapped : CsvId::serialMissingHash,
                             {{"inside", shown(inside)}, {"column", other ? csv::columnTitle(*other) : ""}}));
  }
  // Without a column for it the header's problem says so once.
  if (!hasHash && row.place(Column::hardwareHash) > 0) {
    add(row, Rule::hashEmpty, Column::hardwareHash, say(CsvId::hashMissing));
  }
}

void RowChecker::checkProductId(TableRow& row) const {
  const std::string_view product = row.value(Column::productId);
  if (product.empty() || isProductKeyId(product)) {
    return;
  }
  const std::string what = productIdWords(product);
  if (row.format == Format::partner) {
    add(row, Rule::productId, Column::productId, what);
  } else if (!isWindowsProductId(product)) {
    add(row, Rule::productIdOdd, Column::productId, what);
  }
}

void RowChecker::checkOptional(TableRow& row) const {
  checkProductId(row);
  const std::string_view user = row.value(Column::assignedUser);
  if (!user.empty() && !looksLikeUser(user) && !csv::isExcelDamage(user)) {
    add(row, Rule::userForm, Column::assignedUser, say(CsvId::userForm, {{"value", shown(user)}}));
  }
  for (const Column column : {Column::groupTag, Column::assignedUser, Column::manufacturer, Column::model}) {
    if (const std::string_view value = row.value(column); csv::isExcelDamage(value)) {
      add(row, Rule::valueExcel, column,
          say(CsvId::valueExcel, {{"column", csv::columnTitle(column)}, {"value", shown(value)}}));
    }
  }
  for (const Column column : {Column::groupTag, Column::assignedUser}) {
    if (const std::string_view value = row.value(column); csv::beginsFormula(value)) {
      add(row, Rule::formulaStart, column, csv::formulaWords(column, value));
    }
  }
}

void RowChecker::checkIdentifier(TableRow& row) const {
  for (const Column column : {Column::manufacturer, Column::model, Column::serialNumber}) {
    const std::string_view value = row.value(column);
    if (value.empty()) {
      add(row, Rule::fieldEmpty, column, say(CsvId::valueMissing, {{"column", csv::columnTitle(column)}}));
    } else if (csv::isExcelDamage(value)) {
      continue;  // a comma or period in it is Excel's
    } else if (value.find_first_of(column == Column::serialNumber ? ",." : ",") != std::string_view::npos) {
      add(row, Rule::corporateForm, column,
          say(value.find(',') == std::string_view::npos ? CsvId::valuePeriod : CsvId::valueComma,
              {{"column", csv::columnTitle(column)}, {"value", shown(value)}}));
    }
  }
}

}  // namespace preflight::tables
