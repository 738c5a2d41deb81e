#include <fmt/format.h>
#include <algorithm>

#include "smbios/smbios.h"

namespace preflight::smbios {
namespace {

constexpr std::array<std::size_t, 16> printOrder{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
constexpr std::array<std::size_t, 16> swappedOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

}  // namespace

std::string uuidText(const Uuid& uuid, std::uint8_t majorVersion, std::uint8_t minorVersion) {
  const bool littleEndian = majorVersion > 2 || (majorVersion == 2 && minorVersion >= 6);
  const auto& order = littleEndian ? swappedOrder : printOrder;
  std::string text;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      text += '-';
    }
    text += fmt::format("{:02x}", uuid[order[i]]);
  }
  return text;
}

bool isBlankUuid(const Uuid& uuid) {
  return (uuid[0] == 0x00 || uuid[0] == 0xFF) &&
         std::all_of(uuid.begin(), uuid.end(), [&](std::uint8_t byte) { return byte == uuid[0]; });
}

}  // namespace preflight::smbios
