#include "export/tables/merged_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "csv/partner.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;

// Each value may be moved out of a row that is not needed any more.
csv::Row intuneRow(KeptRow&& row) {
  return {std::move(row.value(Column::serialNumber)), std::move(row.value(Column::productId)),
          std::move(row.value(Column::hardwareHash)), std::move(row.value(Column::groupTag)),
          std::move(row.value(Column::assignedUser))};
}

csv::PartnerRow partnerRow(KeptRow&& row) {
  return {std::move(row.value(Column::serialNumber)), std::move(row.value(Column::productId)),
          std::move(row.value(Column::hardwareHash)), std::move(row.value(Column::manufacturer)),
          std::move(row.value(Column::model))};
}

csv::CorporateRow corporateRow(KeptRow&& row) {
  return {std::move(row.value(Column::manufacturer)), std::move(row.value(Column::model)),
          std::move(row.value(Column::serialNumber))};
}

// Checks what `make` makes of the row, and gives the row its values back.
template <class Row>
Result<void> checkedAs(KeptRow& row, Row (*make)(KeptRow&&), Result<void> (*check)(const Row&),
                       void (*giveBack)(Row&&, KeptRow&)) {
  Row made = make(std::move(row));
  Result<void> fits = check(made);
  giveBack(std::move(made), row);  // NOLINT(bugprone-use-after-move): this is what fills it again
  return fits;
}

void partnerBack(csv::PartnerRow&& made, KeptRow& row) {
  row.value(Column::serialNumber) = std::move(made.serialNumber);
  row.value(Column::productId) = std::move(made.productId);
  row.value(Column::hardwareHash) = std::move(made.hardwareHash);
  row.value(Column::manufacturer) = std::move(made.manufacturer);
  row.value(Column::model) = std::move(made.model);
}

template <class Row>
std::vector<Row> rowsOf(const std::vector<KeptRow*>& rows, Row (*make)(KeptRow&&)) {
  std::vector<Row> made;
  made.reserve(rows.size());
  for (KeptRow* each : rows) {
    made.push_back(make(std::move(*each)));
  }
  return made;
}

std::string of(const KeptRow& row) {
  return fmt::format("{}: ", printable(row.value(Column::serialNumber), 80));
}

Result<void> shapeIntune(const KeptRow& row) {
  for (const csv::Field field : {csv::Field::serialNumber, csv::Field::productId, csv::Field::hardwareHash,
                                 csv::Field::groupTag, csv::Field::assignedUser}) {
    if (field == csv::Field::hardwareHash && row.wholeHash) {
      continue;
    }
    if (Result<void> fits = csv::checkField(field, row.value(static_cast<Column>(field))); !fits) {
      return fits;
    }
  }
  return {};
}

// A manufacturer or model out of the hash is a help, not a need: one that may not stand there is left out.
Result<void> shapePartner(KeptRow& row, std::vector<std::string>& notes) {
  for (const Column column : {Column::manufacturer, Column::model}) {
    std::string& value = row.value(column);
    const Result<void> fits = csv::checkCharacters(csv::columnTitle(column), value);
    if (!fits && row.fromHash && !row.value(Column::hardwareHash).empty()) {
      notes.push_back(fmt::format("{}{} is left empty, since the hash's '{}' may not stand in a CSV: {}.", of(row),
                                  csv::columnTitle(column), printable(value, 80), fits.error().words));
      value.clear();
    }
  }
  return checkedAs(row, partnerRow, csv::checkPartnerRow, partnerBack);
}

Result<void> shapeCorporate(KeptRow& row, std::vector<std::string>& notes) {
  Result<csv::CorporateForm> form =
      csv::corporateForm({row.value(Column::manufacturer), row.value(Column::model), row.value(Column::serialNumber)});
  if (!form) {
    return tl::unexpected(form.error());
  }
  for (const std::string& each : form->notes) {
    notes.push_back(of(row) + each);
  }
  row.value(Column::manufacturer) = std::move(form->row.manufacturer);
  row.value(Column::model) = std::move(form->row.model);
  row.value(Column::serialNumber) = std::move(form->row.serialNumber);
  return {};
}

}  // namespace

void DeviceGroups::add(const std::vector<std::uint32_t>& same) {
  const auto row = static_cast<std::uint32_t>(parents_.size());
  parents_.push_back(row);
  for (const std::uint32_t each : same) {
    const std::uint32_t a = groupOf(each);
    const std::uint32_t b = groupOf(row);
    // The earlier row leads, so that the device keeps its place.
    parents_[std::max(a, b)] = std::min(a, b);
  }
}

std::uint32_t DeviceGroups::groupOf(std::uint32_t row) {
  while (parents_[row] != row) {
    parents_[row] = parents_[parents_[row]];
    row = parents_[row];
  }
  return row;
}

Result<void> shape(Format format, KeptRow& row, std::vector<std::string>& notes) {
  switch (format) {
    case Format::partner:
      return shapePartner(row, notes);
    case Format::corporate:
      return shapeCorporate(row, notes);
    default:
      return shapeIntune(row);
  }
}

Result<std::string> writeRows(Format format, const std::vector<KeptRow*>& rows) {
  switch (format) {
    case Format::partner:
      return csv::writePartner(rowsOf(rows, partnerRow));
    case Format::corporate:
      return csv::writeCorporate(rowsOf(rows, corporateRow));
    default:
      return csv::writeIntune(rowsOf(rows, intuneRow));
  }
}

}  // namespace preflight
