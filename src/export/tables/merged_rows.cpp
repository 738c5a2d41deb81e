#include "export/tables/merged_rows.h"

#include "csv/corporate.h"
#include "csv/intune.h"
#include "csv/partner.h"

namespace preflight::tables {
namespace {

using csv::Column;
using csv::Format;

// Each value may be moved out of a row that is not needed any more.
csv::Row intuneRow(MergedRow&& row) {
  return {std::move(row.value(Column::serialNumber)), std::move(row.value(Column::productId)),
          std::move(row.value(Column::hardwareHash)), std::move(row.value(Column::groupTag)),
          std::move(row.value(Column::assignedUser))};
}

csv::PartnerRow partnerRow(MergedRow&& row) {
  return {std::move(row.value(Column::serialNumber)), std::move(row.value(Column::productId)),
          std::move(row.value(Column::hardwareHash)), std::move(row.value(Column::manufacturer)),
          std::move(row.value(Column::model))};
}

csv::CorporateRow corporateRow(MergedRow&& row) {
  return {std::move(row.value(Column::manufacturer)), std::move(row.value(Column::model)),
          std::move(row.value(Column::serialNumber))};
}

template <class Row>
std::vector<Row> rowsOf(const std::vector<MergedRow*>& rows, Row (*make)(MergedRow&&)) {
  std::vector<Row> made;
  made.reserve(rows.size());
  for (MergedRow* row : rows) {
    made.push_back(make(std::move(*row)));
  }
  return made;
}

}  // namespace

void DeviceGroups::add(const std::vector<std::uint32_t>& same) {
  const auto row = static_cast<std::uint32_t>(parents_.size());
  parents_.push_back(row);
  for (const std::uint32_t other : same) {
    const std::uint32_t a = groupOf(other);
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

Result<std::string> writeRows(Format format, const std::vector<MergedRow*>& rows) {
  switch (format) {
    case Format::partner:
      return csv::writePartner(rowsOf(rows, partnerRow));
    case Format::corporate:
      return csv::writeCorporate(rowsOf(rows, corporateRow));
    default:
      return csv::writeIntune(rowsOf(rows, intuneRow));
  }
}

}  // namespace preflight::tables
