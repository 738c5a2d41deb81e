#include "export/tables/target_format.h"

#include <fmt/format.h>
#include <array>
#include <ranges>
#include <span>
#include <unordered_map>

#include "base/text.h"
#include "csv/cells.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "export/tables/row_checks.h"
#include "smbios/placeholder.h"

namespace preflight::tables {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;

constexpr std::size_t mostListed = 200'000;  // rows left out and values left empty, each of them
constexpr std::size_t mostNotes = 1'000;

std::span<const Column> columnsOf(Format format) {
  static constexpr std::array<Column, 5> intune{Column::serialNumber, Column::productId, Column::hardwareHash,
                                                Column::groupTag, Column::assignedUser};
  static constexpr std::array<Column, 5> partner{Column::hardwareHash, Column::productId, Column::serialNumber,
                                                 Column::manufacturer, Column::model};
  static constexpr std::array<Column, 3> corporate{Column::manufacturer, Column::model, Column::serialNumber};
  switch (format) {
    case Format::partner:
      return partner;
    case Format::corporate:
      return corporate;
    default:
      return intune;
  }
}

// "Group Tag: character 2 is ...", without the rule's number, which is beside it.
Unfit unfitBy(Rule rule, const Error& error) {
  constexpr std::string_view step = "check the field ";
  std::string_view words = error.words;
  words = words.substr(0, words.rfind(" (rule "));
  return {rule,
          fmt::format("{}: {}", error.step.starts_with(step) ? error.step.substr(step.size()) : error.step, words)};
}

std::optional<Unfit> productIdProblem(Format format, const std::string& value) {
  if (isProductKeyId(value) || (format == Format::intune && isWindowsProductId(value))) {
    return std::nullopt;
  }
  const std::string what = csv::isExcelDamage(value)
                               ? fmt::format("Excel turned it into '{}'", printable(value, 80))
                               : fmt::format("'{}' is not a product ID of 13 digits", printable(value, 80));
  return Unfit{format == Format::partner ? Rule::productId : Rule::productIdOdd,
               fmt::format("{}: {}", csv::columnTitle(Column::productId), what)};
}

// Why the value of a column may not be in a file of this format; nothing for one that may, or that is empty.
std::optional<Unfit> valueProblem(Format format, Column column, const MergedRow& row) {
  if (column == Column::serialNumber && row.serialProblem) {
    return row.serialProblem;
  }
  std::string value = row.value(column);
  if (value.empty() || (column == Column::hardwareHash && row.wholeHash)) {
    return std::nullopt;
  }
  if (column == Column::productId) {
    return productIdProblem(format, value);
  }
  const std::string_view title = csv::columnTitle(column);
  if (csv::isExcelDamage(value)) {
    return Unfit{column == Column::serialNumber ? Rule::serialExcel : Rule::valueExcel,
                 fmt::format("{}: Excel turned it into '{}'", title, printable(value, 80))};
  }
  if (format == Format::corporate) {
    std::erase(value, ',');  // goes out by itself
  }
  if (const Result<void> fits = csv::checkCharacters(title, value); !fits) {
    return unfitBy(Rule::character, fits.error());
  }
  if (column == Column::hardwareHash) {
    const Result<void> fits = csv::checkBase64(title, value);
    return fits ? std::nullopt : std::optional(unfitBy(Rule::hashBadBase64, fits.error()));
  }
  if (column == Column::assignedUser) {
    const Result<void> fits = csv::checkField(csv::Field::assignedUser, value);
    return fits ? std::nullopt : std::optional(unfitBy(Rule::userForm, fits.error()));
  }
  return std::nullopt;
}

bool isUsable(Format format, Column column, const MergedRow& row) {
  return !row.value(column).empty() && !valueProblem(format, column, row);
}

// Whether the device would be lost without the column's value.
bool isNeeded(Format format, Column column, const MergedRow& row) {
  switch (format) {
    case Format::corporate:
      return true;
    case Format::partner:
      if (isUsable(format, Column::hardwareHash, row)) {
        return column == Column::hardwareHash;
      }
      if (isUsable(format, Column::productId, row)) {
        return column == Column::productId;
      }
      return column == Column::serialNumber || column == Column::manufacturer || column == Column::model;
    default:
      return column == Column::serialNumber || column == Column::hardwareHash;
  }
}

Unfit missing(Format format, Column column) {
  if (format == Format::partner) {
    return {Rule::deviceNotTold,
            "there is no hash, no product id, and not all of serial number, manufacturer and model"};
  }
  if (format == Format::corporate) {
    return {Rule::fieldEmpty, fmt::format("{}: it is empty", csv::columnTitle(column))};
  }
  return column == Column::hardwareHash ? Unfit{Rule::hashEmpty, "there is no hardware hash"}
                                        : Unfit{Rule::serialEmpty, "there is no serial number"};
}

// It has values for which the form has no column.
bool loses(Format format, const MergedRow& row) {
  return format == Format::intune ? !row.fromHash && !row.value(Column::manufacturer).empty()
                                  : !row.value(Column::groupTag).empty() || !row.value(Column::assignedUser).empty();
}

void addNotes(Merged& merged, std::vector<std::string> notes, std::size_t lost) {
  if (notes.size() > mostNotes) {
    const std::size_t more = notes.size() - mostNotes;
    notes.resize(mostNotes);
    notes.push_back(fmt::format("... and {} more changes of this kind.", more));
  }
  merged.notes.insert(merged.notes.end(), notes.begin(), notes.end());
  if (lost > 0) {
    merged.notes.push_back(
        fmt::format("{} of {} {} not in the new file: its form has no column for them.",
                    merged.format == Format::intune ? "Manufacturer and model" : "Group tag and user", lost,
                    lost == 1 ? "device are" : "devices are"));
  }
}

// Rows that became one identifier: Intune takes capital letters for small ones, and cannot tell the devices apart.
class Identifiers {
 public:
  // The row of the same identifier that came first; nothing when this is the first.
  const MergedRow* meet(const MergedRow& row) {
    const auto [place, isNew] =
        rows_.try_emplace(lower(csv::corporateLine({row.value(Column::manufacturer), row.value(Column::model),
                                                    row.value(Column::serialNumber)})),
                          &row);
    return isNew ? nullptr : place->second;
  }

 private:
  std::unordered_map<std::string, const MergedRow*> rows_;
};

Superseded sameIdentifier(const MergedRow& row, const MergedRow& first, std::string serial) {
  return {row.input,
          row.line,
          first.input,
          first.line,
          std::move(serial),
          {"Both are the same identifier, which is in the new file once: Intune could not tell them apart."}};
}

// One serial number for two devices is never written without a word.
void noteSharedSerials(const std::vector<MergedRow*>& rows, Merged& merged) {
  std::unordered_map<std::string, std::vector<const MergedRow*>> serials;
  for (const MergedRow* row : rows) {
    const std::string& serial = row->value(Column::serialNumber);
    if (!serial.empty() && !smbios::isPlaceholderSerial(serial)) {
      serials[lower(serial)].push_back(row);
    }
  }
  for (const MergedRow* row : rows) {
    const auto found = serials.find(lower(row->value(Column::serialNumber)));
    if (found == serials.end() || found->second.size() < 2 || found->second.front() != row) {
      continue;
    }
    const MergedRow& other = *found->second[1];
    merged.notes.push_back(
        fmt::format("The serial number '{}' is in the new file for {} devices ({} line {}, {} line {}): compare them "
                    "with the devices.",
                    printable(row->value(Column::serialNumber), 80), found->second.size(),
                    printable(merged.inputs[row->input].file, 300), row->line,
                    printable(merged.inputs[other.input].file, 300), other.line));
  }
}

// Values that may not be in the file go, when the device is known without them.
void emptyUnneeded(MergedRow& row, const std::string& serial, Merged& merged) {
  for (const Column column : columnsOf(merged.format)) {
    auto problem = isNeeded(merged.format, column, row) ? std::nullopt : valueProblem(merged.format, column, row);
    if (!problem) {
      continue;
    }
    merged.lostWishes = merged.lostWishes || column == Column::groupTag || column == Column::assignedUser;
    if (merged.emptiedCount++ < mostListed) {
      merged.emptied.push_back({row.input, row.line, serial, column, printable(row.value(column), 200), problem->rule,
                                std::move(problem->message)});
    }
    row.value(column).clear();
  }
}

// Commas and periods go out of an identifier, which `unfitFor` has looked at.
void toIdentifier(MergedRow& row, std::vector<std::string>& notes) {
  Result<csv::CorporateForm> form =
      csv::corporateForm({row.value(Column::manufacturer), row.value(Column::model), row.value(Column::serialNumber)});
  for (const std::string& note : form->notes) {
    notes.push_back(fmt::format("{}: {}", printable(row.value(Column::serialNumber), 80), note));
  }
  row.value(Column::manufacturer) = std::move(form->row.manufacturer);
  row.value(Column::model) = std::move(form->row.model);
  row.value(Column::serialNumber) = std::move(form->row.serialNumber);
}

}  // namespace

std::optional<Unfit> unfitFor(Format format, const MergedRow& row) {
  std::optional<Unfit> absent;
  for (const Column column : columnsOf(format)) {
    if (!isNeeded(format, column, row)) {
      continue;
    }
    if (auto problem = valueProblem(format, column, row)) {
      return problem;
    }
    if (!absent && row.value(column).empty()) {
      absent = missing(format, column);
    }
  }
  if (absent || format != Format::corporate) {
    return absent;
  }
  const Result<csv::CorporateForm> form =
      csv::corporateForm({row.value(Column::manufacturer), row.value(Column::model), row.value(Column::serialNumber)});
  return form ? std::nullopt : std::optional(unfitBy(Rule::fieldEmpty, form.error()));
}

void leaveOut(Merged& merged, LeftOut row) {
  if (merged.leftOutCount++ < mostListed) {
    merged.leftOut.push_back(std::move(row));
  }
}

void toTargetFormat(std::vector<MergedRow*>& rows, Merged& merged) {
  std::vector<MergedRow*> fitting;
  std::vector<std::string> notes;
  std::size_t lost = 0;
  Identifiers identifiers;
  for (MergedRow* row : rows) {
    std::string serial = printable(row->value(Column::serialNumber), 80);
    if (auto unfit = unfitFor(merged.format, *row)) {
      leaveOut(merged, {row->input, row->line, std::move(serial), unfit->rule, std::move(unfit->message)});
      continue;
    }
    const bool losing = loses(merged.format, *row);
    emptyUnneeded(*row, serial, merged);
    const MergedRow* first = nullptr;
    if (merged.format == Format::corporate) {
      toIdentifier(*row, notes);
      first = identifiers.meet(*row);
    }
    if (first != nullptr) {
      merged.superseded.push_back(sameIdentifier(*row, *first, std::move(serial)));
    } else {
      fitting.push_back(row);
      lost += losing ? 1 : 0;
    }
  }
  rows = std::move(fitting);
  addNotes(merged, std::move(notes), lost);
  noteSharedSerials(rows, merged);
}

}  // namespace preflight::tables
