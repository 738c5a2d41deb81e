#include "export/tables/swapped_columns.h"

#include <fmt/format.h>

#include "base/text.h"
#include "smbios/placeholder.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

using csv::Column;

constexpr std::array compared{Column::manufacturer, Column::model, Column::productId};

std::string deviceText(const csv::TableRow& row) {
  return fmt::format("{},{},{}", row.value(Column::manufacturer), row.value(Column::model),
                     row.value(Column::productId));
}

}  // namespace

void SwappedColumns::add(const csv::TableRow& row) {
  const std::string serial = lower(row.value(Column::serialNumber));
  if (serial.empty() || row.text.size() > longestRow || rows_ == mostRows || smbios::isPlaceholderSerial(serial) ||
      !seen_.insert(lower(deviceText(row)) + "," + serial).second) {
    return;
  }
  ++rows_;
  anySerial_ = row.value(Column::serialNumber);
  serials_.try_emplace(
      serial, Other{row.line, fmt::format("{} {}", row.value(Column::manufacturer), row.value(Column::model))});
  for (const Column column : compared) {
    if (!row.value(column).empty()) {
      others_[static_cast<std::size_t>(column)].insert(lower(row.value(column)));
    }
  }
}

std::optional<std::string> SwappedColumns::words() const {
  if (rows_ < 2 || serials_.size() == rows_) {
    return std::nullopt;
  }
  for (const Column column : compared) {
    const std::size_t different = others_[static_cast<std::size_t>(column)].size();
    // A vendor's product ids differ too, so that one serial number twice says little.
    const bool few = column != Column::productId || serials_.size() * 2 <= rows_;
    if (different == rows_ && few) {
      return say(serials_.size() == 1 ? CsvId::swappedAll : CsvId::swappedSome,
                 {{"serial", printable(anySerial_, 80)},
                  {"rows", std::to_string(rows_)},
                  {"serials", std::to_string(serials_.size())},
                  {"column", csv::columnTitle(column)}});
    }
  }
  return std::nullopt;
}

std::optional<SwappedColumns::Other> SwappedColumns::sharing(const csv::TableRow& row) const {
  const auto found = serials_.find(lower(row.value(Column::serialNumber)));
  const std::string device = fmt::format("{} {}", row.value(Column::manufacturer), row.value(Column::model));
  if (found == serials_.end() || equalIgnoringCase(found->second.device, device)) {
    return std::nullopt;
  }
  return found->second;
}

}  // namespace preflight::tables
