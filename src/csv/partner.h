// Upload files for the Partner Center: "Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device
// model". Rules have the numbers of the product's table (PC-01 ...); characters obey those of Intune's files.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace preflight::csv {

// The most devices that the Partner Center takes in one file (PC-07).
inline constexpr std::size_t maximumPartnerRows = 1000;

enum class PartnerField : std::uint8_t { serialNumber, productId, hardwareHash, manufacturer, model };
inline constexpr std::array<std::string_view, 5> partnerColumns{"Device Serial Number", "Windows Product ID",
                                                                "Hardware Hash", "Manufacturer name", "Device model"};

struct PartnerRow {
  std::string serialNumber;
  std::string productId;     // 13 digits, or empty
  std::string hardwareHash;  // base64 with padding, or empty
  std::string manufacturer;  // as SMBIOS has it, capital letters count (PC-04)
  std::string model;         // likewise (PC-05)

  const std::string& value(PartnerField field) const;

  friend bool operator==(const PartnerRow&, const PartnerRow&) = default;
};

// The header line without its line end.
std::string partnerHeader();

// What identifies the device is enough (PC-02, PC-03): its hash, its product id, or serial number, manufacturer and
// model together. Every field holds ASCII only, without comma, quotation mark or blanks at its ends; the error
// (`invalid`) names the field, the character and what to do. Nothing is changed to make it fit.
Result<void> checkPartnerRow(const PartnerRow& row);

// The row without line end; `row` has passed checkPartnerRow.
std::string partnerLine(const PartnerRow& row);

// A whole new file: ASCII, CRLF, no byte order mark, no quotes, 1 to 1,000 rows.
Result<std::string> writePartner(std::span<const PartnerRow> rows);

}  // namespace preflight::csv
