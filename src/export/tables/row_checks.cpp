#include "export/tables/row_checks.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "csv/cells.h"
#include "csv/intune.h"
#include "hash/records.h"
#include "smbios/placeholder.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;
using hash::ProblemCode;
using hash::RecordType;

constexpr std::size_t excelCell = 32767;  // characters, the most that a cell of Excel holds
constexpr std::size_t productIdDigits = 13;

void add(CsvRow& row, Rule rule, Column column, std::string message) {
  row.problems.push_back({rule, row.line, row.place(column), std::move(message)});
}

// Problems of a hash that the row's own rules tell in other words have no rule here.
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

// The serial number that a whole hash holds; empty: not known.
std::string_view innerSerial(const hash::Checked* checked) {
  return checked != nullptr && checked->records.digestRight
             ? trimmed(hash::rawText(checked->records, RecordType::serialNumber))
             : std::string_view();
}

bool looksLikeUser(std::string_view value) {
  return csv::checkField(csv::Field::assignedUser, value).has_value();
}

}  // namespace

CsvJudge::CsvJudge(std::optional<UtcTime> now) : context_{now, {}, smbios::isPlaceholderSerial} {}

void CsvJudge::judge(CsvRow& row) {
  checked_.reset();
  mended_.reset();
  if (!row.readable) {
    sayStray(row);
    return;
  }
  if (row.format == Format::corporate) {
    corporate(row);
    return;
  }
  hash(row);
  serial(row);
  required(row);
}

// A line whose values cannot be told apart is found again by what its hash says.
void CsvJudge::sayStray(CsvRow& row) const {
  if (row.strayHash.empty() || row.problems.empty()) {
    return;
  }
  const hash::Checked checked = hash::check(row.strayHash, context_);
  if (const std::string_view inside = innerSerial(&checked); !inside.empty()) {
    row.problems.back().message += fmt::format("; the hash on it is that of '{}'", printable(inside, 80));
  }
}

void CsvJudge::hash(CsvRow& row) {
  const std::string_view text = row.value(Column::hardwareHash);
  if (text.empty()) {
    return;
  }
  if (text.size() >= excelCell) {
    add(row, Rule::cellCut, Column::hardwareHash,
        fmt::format("the hash has {} characters, where Excel cuts a cell off", text.size()));
    return;
  }
  context_.serialNumber = {};
  checked_ = hash::check(text, context_);
  for (const hash::Problem& each : checked_->problems) {
    const bool toldAlready = each.code == ProblemCode::placeholderSerial &&
                             equalIgnoringCase(innerSerial(&*checked_), row.value(Column::serialNumber));
    if (const auto rule = ruleOf(each.code); rule && !toldAlready) {
      add(row, *rule, Column::hardwareHash, fmt::format("the hash: {}", each.message));
    }
  }
  if (!checked_->repairs.empty()) {
    if (Result<hash::PaddedText> padded = hash::paddedBase64(text)) {
      mended_ = std::move(padded->text);
    }
    for (const hash::Repair each : checked_->repairs) {
      const Rule rule = ruleOf(each);
      add(row, rule, Column::hardwareHash,
          rule == Rule::hashPadding ? "the hash lacks \"=\" at its end"
                                    : "characters stand in the hash that do not belong to it");
    }
  }
}

void CsvJudge::serial(CsvRow& row) const {
  const std::string_view serial = row.value(Column::serialNumber);
  const std::string_view inside = innerSerial(checked());
  if (serial.empty() || equalIgnoringCase(serial, inside)) {
    if (smbios::isPlaceholderSerial(serial) && !serial.empty()) {
      add(row, Rule::serialPlaceholder, Column::serialNumber,
          fmt::format("the serial number '{}' is a placeholder that many devices share", printable(serial, 80)));
    }
    return;
  }
  const std::string shown = printable(serial, 80);
  const std::string says = inside.empty() ? std::string() : fmt::format("; the hash says '{}'", printable(inside, 80));
  if (csv::isExcelDamage(serial) ||
      (csv::maybeRounded(serial) && serial.size() == inside.size() && serial.substr(0, 15) == inside.substr(0, 15))) {
    add(row, Rule::serialExcel, Column::serialNumber,
        fmt::format("Excel turned the serial number into '{}'{}", shown, says));
    return;
  }
  if (!inside.empty() && equalIgnoringCase(serial, withoutZeros(inside))) {
    add(row, Rule::serialLostZeros, Column::serialNumber,
        fmt::format("the serial number '{}' has lost the zeros at its start{}", shown, says));
    return;
  }
  if (!inside.empty()) {
    add(row, Rule::serialNotOfHash, Column::serialNumber,
        fmt::format("the serial number is '{}', but the hash is that of '{}'", shown, printable(inside, 80)));
  } else if (csv::maybeRounded(serial)) {
    add(row, Rule::serialRounded, Column::serialNumber,
        fmt::format("the serial number '{}' ends in zeros behind its 15th digit", shown));
  }
  if (smbios::isPlaceholderSerial(serial)) {
    add(row, Rule::serialPlaceholder, Column::serialNumber,
        fmt::format("the serial number '{}' is a placeholder that many devices share", shown));
  }
}

void CsvJudge::required(CsvRow& row) const {
  const std::string_view product = row.value(Column::productId);
  const std::string_view user = row.value(Column::assignedUser);
  if (!user.empty() && !looksLikeUser(user)) {
    add(row, Rule::userForm, Column::assignedUser,
        fmt::format("the user '{}' is not of the form name@domain", printable(user, 80)));
  }
  const bool hasSerial = !row.value(Column::serialNumber).empty();
  const bool hasHash = !row.value(Column::hardwareHash).empty();
  if (row.format != Format::partner) {
    if (!hasSerial) {
      const std::string_view inside = innerSerial(checked());
      add(row, Rule::serialEmpty, Column::serialNumber,
          inside.empty() ? "the serial number is missing"
                         : fmt::format("the serial number is missing; the hash says '{}'", printable(inside, 80)));
    }
    if (!hasHash) {
      add(row, Rule::hashEmpty, Column::hardwareHash, "the hardware hash is missing");
    }
    return;
  }
  const bool isNumber = std::all_of(product.begin(), product.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!product.empty() && (product.size() != productIdDigits || !isNumber)) {
    add(row, Rule::productId, Column::productId,
        fmt::format("'{}' is not a product id of 13 digits", printable(product, 80)));
  }
  const bool hasTuple = hasSerial && !row.value(Column::manufacturer).empty() && !row.value(Column::model).empty();
  if (!hasHash && product.empty() && !hasTuple) {
    add(row, Rule::deviceNotTold, Column::serialNumber,
        "there is no hash, no product id, and not all of serial number, manufacturer and model");
  }
}

void CsvJudge::corporate(CsvRow& row) const {
  for (const Column column : {Column::manufacturer, Column::model, Column::serialNumber}) {
    const std::string_view value = row.value(column);
    if (value.empty()) {
      add(row, Rule::fieldEmpty, column, fmt::format("{} is missing", csv::columnTitle(column)));
    } else if (value.find_first_of(column == Column::serialNumber ? ",." : ",") != std::string_view::npos) {
      add(row, Rule::corporateForm, column,
          fmt::format("{} '{}' holds a {}, which Intune does not look up", csv::columnTitle(column),
                      printable(value, 80), value.find(',') == std::string_view::npos ? "period" : "comma"));
    }
  }
  serial(row);
}

}  // namespace preflight
