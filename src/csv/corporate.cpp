#include "csv/corporate.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "csv/characters.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

struct FieldRule {
  std::string CorporateRow::*field;
  CsvId name{};
  std::string_view takenOut;  // characters that Intune does not compare
  CsvId note{};
};

constexpr std::array<FieldRule, 3> fieldRules{{
    {&CorporateRow::manufacturer, CsvId::identifierManufacturer, ",", CsvId::identifierCommas},
    {&CorporateRow::model, CsvId::identifierModel, ",", CsvId::identifierCommas},
    {&CorporateRow::serialNumber, CsvId::identifierSerial, ",.", CsvId::identifierPeriods},
}};

Result<void> checkField(const FieldRule& rule, std::string_view value) {
  if (value.empty()) {
    return refusedField(say(rule.name), say(CsvId::fieldIdentifier));
  }
  if (Result<void> fits = checkCharacters(say(rule.name), value); !fits) {
    return fits;
  }
  if (const std::size_t at = value.find_first_of(rule.takenOut); at != std::string_view::npos) {
    return refusedField(say(rule.name), say(CsvId::fieldPeriod, {{"position", std::to_string(at + 1)}}));
  }
  return {};
}

}  // namespace

Result<CorporateForm> corporateForm(const CorporateRow& asReported) {
  CorporateForm form;
  for (const FieldRule& rule : fieldRules) {
    const std::string& before = asReported.*rule.field;
    std::string& after = form.row.*rule.field;
    std::copy_if(before.begin(), before.end(), std::back_inserter(after),
                 [&](char c) { return rule.takenOut.find(c) == std::string_view::npos; });
    if (after != before) {
      after = trimmed(after);
      form.notes.push_back(
          say(rule.note, {{"field", rule.name}, {"before", printable(before, 200)}, {"after", printable(after, 200)}}));
    }
    if (Result<void> fits = checkField(rule, after); !fits) {
      return tl::unexpected(fits.error());
    }
  }
  return form;
}

Result<void> checkCorporateRow(const CorporateRow& row) {
  for (const FieldRule& rule : fieldRules) {
    if (Result<void> fits = checkField(rule, row.*rule.field); !fits) {
      return fits;
    }
  }
  return {};
}

std::string corporateLine(const CorporateRow& row) {
  return fmt::format("{},{},{}", row.manufacturer, row.model, row.serialNumber);
}

Result<std::string> writeCorporate(std::span<const CorporateRow> rows) {
  const std::string step = say(CsvId::writeCorporate);
  if (rows.empty()) {
    return fail(ErrorKind::invalid, step, say(CsvId::writeNone));
  }
  if (rows.size() > maximumCorporateRows) {
    return fail(ErrorKind::invalid, step,
                say(CsvId::writeTooMany, {{"count", std::to_string(rows.size())},
                                          {"most", std::to_string(maximumCorporateRows)},
                                          {"rule", "CI-03"}}));
  }
  std::string file;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (Result<void> checked = checkCorporateRow(rows[i]); !checked) {
      Error error = checked.error();
      error.step = say(CsvId::writeDevice, {{"step", error.step}, {"number", std::to_string(i + 1)}});
      return tl::unexpected(std::move(error));
    }
    file += corporateLine(rows[i]) + "\r\n";
  }
  if (file.size() > maximumCorporateBytes) {
    return fail(ErrorKind::invalid, step, say(CsvId::writeTooLarge, {{"bytes", std::to_string(file.size())}}));
  }
  return file;
}

}  // namespace preflight::csv
