#include "csv/partner.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "csv/characters.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr std::size_t productIdDigits = 13;

std::string_view nameOf(PartnerField field) {
  return partnerColumns[static_cast<std::size_t>(field)];
}

bool isDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The first field that is missing before serial number, manufacturer and model identify the device.
Result<void> checkCombination(const PartnerRow& row) {
  if (!row.hardwareHash.empty() || !row.productId.empty()) {
    return {};
  }
  for (const PartnerField field : {PartnerField::serialNumber, PartnerField::manufacturer, PartnerField::model}) {
    if (row.value(field).empty()) {
      return refusedField(nameOf(field), say(CsvId::fieldTuple));
    }
  }
  return {};
}

}  // namespace

const std::string& PartnerRow::value(PartnerField field) const {
  switch (field) {
    case PartnerField::serialNumber:
      return serialNumber;
    case PartnerField::productId:
      return productId;
    case PartnerField::hardwareHash:
      return hardwareHash;
    case PartnerField::manufacturer:
      return manufacturer;
    case PartnerField::model:
      break;
  }
  return model;
}

std::string partnerHeader() {
  return fmt::format("{}", fmt::join(partnerColumns, ","));
}

Result<void> checkPartnerRow(const PartnerRow& row) {
  for (std::size_t i = 0; i < partnerColumns.size(); ++i) {
    const auto field = static_cast<PartnerField>(i);
    if (field == PartnerField::hardwareHash && isWholeBase64(row.hardwareHash)) {
      continue;
    }
    if (Result<void> fits = checkCharacters(partnerColumns[i], row.value(field)); !fits) {
      return fits;
    }
  }
  if (!row.productId.empty() && (row.productId.size() != productIdDigits || !isDigits(row.productId))) {
    return refusedField(nameOf(PartnerField::productId),
                        say(CsvId::fieldProductId,
                            {{"value", printable(row.productId, 80)}, {"digits", std::to_string(productIdDigits)}}));
  }
  if (!row.hardwareHash.empty() && !isWholeBase64(row.hardwareHash)) {
    if (Result<void> fits = checkBase64(nameOf(PartnerField::hardwareHash), row.hardwareHash); !fits) {
      return fits;
    }
  }
  return checkCombination(row);
}

std::string partnerLine(const PartnerRow& row) {
  return fmt::format("{},{},{},{},{}", row.serialNumber, row.productId, row.hardwareHash, row.manufacturer, row.model);
}

Result<std::string> writePartner(std::span<const PartnerRow> rows) {
  const std::string step = say(CsvId::writePartner);
  if (rows.empty()) {
    return fail(ErrorKind::invalid, step, say(CsvId::writeNone));
  }
  if (rows.size() > maximumPartnerRows) {
    return fail(
        ErrorKind::invalid, step,
        say(CsvId::writeTooMany,
            {{"count", std::to_string(rows.size())}, {"most", std::to_string(maximumPartnerRows)}, {"rule", "PC-07"}}));
  }
  std::string file = partnerHeader() + "\r\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (Result<void> checked = checkPartnerRow(rows[i]); !checked) {
      Error error = checked.error();
      error.step = say(CsvId::writeDevice, {{"step", error.step}, {"number", std::to_string(i + 1)}});
      return tl::unexpected(std::move(error));
    }
    file += partnerLine(rows[i]) + "\r\n";
  }
  return file;
}

}  // namespace preflight::csv
