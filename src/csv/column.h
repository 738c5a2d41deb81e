// The values that a row of a table of devices can have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace preflight::csv {

enum class Column : std::uint8_t {
  serialNumber,
  productId,
  hardwareHash,
  groupTag,
  assignedUser,
  manufacturer,
  model,
};
inline constexpr std::size_t columnKinds = 7;
// "Device Serial Number", ..., "Manufacturer name", "Device model".
std::string_view columnTitle(Column column);

}  // namespace preflight::csv
