#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/sha256.h"
#include "base/text.h"
#include "export/device/device_export.h"
#include "export/device/stick_layout.h"

namespace preflight {
namespace {

constexpr std::size_t longestName = 100;  // far below every file system's 255, with room for endings

bool isSafe(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// CON, PRN, AUX, NUL, COM0 to COM9, LPT0 to LPT9, also with an ending behind.
bool isDeviceName(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"CON", "PRN", "AUX", "NUL"};
  const std::string_view stem = name.substr(0, name.find('.'));
  const auto is = [&](std::string_view each) { return equalIgnoringCase(stem, each); };
  return std::any_of(names.begin(), names.end(), is) ||
         (stem.size() == 4 && stem[3] >= '0' && stem[3] <= '9' &&
          (startsWithIgnoringCase(stem, "COM") || startsWithIgnoringCase(stem, "LPT")));
}

}  // namespace

std::string fileNameFor(std::string_view serial) {
  std::string name;
  for (std::size_t i = 0; i < serial.size(); ++i) {
    const bool inner = i > 0 && i + 1 < serial.size();
    if (isSafe(serial[i]) || (serial[i] == '.' && inner)) {
      name += serial[i];
    } else {
      name += fmt::format("={:02X}", static_cast<std::uint8_t>(serial[i]));
    }
  }
  if (isDeviceName(name)) {
    name = fmt::format("={:02X}", static_cast<std::uint8_t>(name.front())) + name.substr(1);
  }
  const bool lowerCase = std::any_of(serial.begin(), serial.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (lowerCase || name.size() > longestName) {
    // '==' never comes out of the mapping above, so that such a name cannot meet a plain one.
    name = name.substr(0, longestName - 18) + "==" + sha256Hex(viewOf(serial)).substr(0, 16);
  }
  return name.empty() ? "==" : name;
}

std::string CsvTarget::path(std::string_view serial, csv::Format format) const {
  const std::string below = onStick ? deviceFolder(format) : subfolder;
  const std::string folder = below.empty() ? base : joinPath(base, below);
  return joinPath(folder, fileName.empty() ? fileNameFor(serial) + ".csv" : fileName);
}

}  // namespace preflight
