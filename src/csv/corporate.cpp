#include "csv/corporate.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "csv/characters.h"

namespace preflight::csv {
namespace {

struct FieldRule {
  std::string CorporateRow::*field;
  std::string_view name;
  std::string_view takenOut;  // characters that Intune's look-up does not know
  std::string_view words;     // which ones, for people
};

constexpr std::array<FieldRule, 3> fieldRules{{
    {&CorporateRow::manufacturer, "Manufacturer", ",", "without commas"},
    {&CorporateRow::model, "Model", ",", "without commas"},
    {&CorporateRow::serialNumber, "Serial number", ",.", "without commas and periods"},
}};

Result<void> checkField(const FieldRule& rule, std::string_view value) {
  if (value.empty()) {
    return refusedField(rule.name, "it is empty, and Intune compares all three fields: fill it in (rule CI-02)");
  }
  if (Result<void> fits = checkCharacters(rule.name, value); !fits) {
    return fits;
  }
  if (const std::size_t at = value.find_first_of(rule.takenOut); at != std::string_view::npos) {
    return refusedField(rule.name, fmt::format("character {} is a period (U+002E), which must not stand there: take "
                                               "it out (rule CI-05)",
                                               at + 1));
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
      form.notes.push_back(fmt::format("{}: '{}' is written as '{}', {}, as Intune looks it up.", rule.name,
                                       printable(before, 200), printable(after, 200), rule.words));
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
  constexpr std::string_view step = "write corporate identifiers for Intune";
  if (rows.empty()) {
    return fail(ErrorKind::invalid, std::string(step), "there is no device to write");
  }
  if (rows.size() > maximumCorporateRows) {
    return fail(ErrorKind::invalid, std::string(step),
                fmt::format("{} devices are more than the {} that Intune takes in one file: split them (rule CI-03)",
                            rows.size(), maximumCorporateRows));
  }
  std::string file;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (Result<void> checked = checkCorporateRow(rows[i]); !checked) {
      Error error = checked.error();
      error.step += fmt::format(" of device {}", i + 1);
      return tl::unexpected(std::move(error));
    }
    file += corporateLine(rows[i]) + "\r\n";
  }
  if (file.size() > maximumCorporateBytes) {
    return fail(ErrorKind::invalid, std::string(step),
                fmt::format("{} bytes are more than the 5 MB that Intune takes in one file: split them (rule CI-03)",
                            file.size()));
  }
  return file;
}

}  // namespace preflight::csv
