#include "export/tables/target_format.h"

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
#include "text/csv_id.h"

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

std::optional<Unfit> productIdProblem(Format format, const std::string& value) {
  if (isProductKeyId(value) || (format == Format::intune && isWindowsProductId(value))) {
    return std::nullopt;
  }
  return Unfit{format == Format::partner ? Rule::productId : Rule::productIdOdd, productIdWords(value)};
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
                 say(CsvId::valueExcel, {{"column", title}, {"value", printable(value, 80)}})};
  }
  if (format == Format::corporate) {
    std::erase(value, ',');  // goes out by itself
  }
  if (const auto bad = csv::badCharacter(value)) {
    return Unfit{Rule::character, csv::wordsOf(*bad, title)};
  }
  if (column == Column::hardwareHash && !csv::isWholeBase64(value)) {
    return Unfit{Rule::hashBadBase64, say(CsvId::hashCharacters)};
  }
  if (column == Column::assignedUser && !csv::checkField(csv::Field::assignedUser, value)) {
    return Unfit{Rule::userForm, say(CsvId::userForm, {{"value", printable(value, 80)}})};
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
    return {Rule::deviceNotTold, say(CsvId::deviceUnknown)};
  }
  if (format == Format::corporate) {
    return {Rule::fieldEmpty, say(CsvId::valueMissing, {{"column", csv::columnTitle(column)}})};
  }
  return column == Column::hardwareHash ? Unfit{Rule::hashEmpty, say(CsvId::hashMissing)}
                                        : Unfit{Rule::serialEmpty, say(CsvId::serialMissing)};
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
    notes.push_back(say(CsvId::moreChanges, {{"count", std::to_string(more)}}));
  }
  merged.notes.insert(merged.notes.end(), notes.begin(), notes.end());
  if (lost > 0) {
    const bool isIntune = merged.format == Format::intune;
    merged.notes.push_back(say(lost == 1  ? isIntune ? CsvId::lostModel : CsvId::lostTag
                               : isIntune ? CsvId::lostModels
                                          : CsvId::lostTags,
                               {{"count", std::to_string(lost)}}));
  }
}

// Rows that became one identifier: Intune takes capital letters for small ones, and cannot distinguish the devices.
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
  return {row.input, row.line, first.input, first.line, std::move(serial), {say(CsvId::sameIdentifier)}};
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
    merged.notes.push_back(say(CsvId::sharedSerial, {{"serial", printable(row->value(Column::serialNumber), 80)},
                                                     {"count", std::to_string(found->second.size())},
                                                     {"file", printable(merged.inputs[row->input].file, 300)},
                                                     {"line", std::to_string(row->line)},
                                                     {"otherFile", printable(merged.inputs[other.input].file, 300)},
                                                     {"otherLine", std::to_string(other.line)}}));
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
    notes.push_back(
        say(CsvId::noteOfDevice, {{"serial", printable(row.value(Column::serialNumber), 80)}, {"note", note}}));
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
  return form ? std::nullopt : std::optional(Unfit{Rule::fieldEmpty, say(CsvId::identifierBlank)});
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
