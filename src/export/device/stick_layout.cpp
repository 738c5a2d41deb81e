#include "export/device/stick_layout.h"

#include <fmt/format.h>
#include <charconv>

#include "base/names.h"
#include "base/text.h"
#include "export/device/device_export.h"

namespace preflight {
namespace {

using csv::Format;

constexpr NameTable<Format, 3> folderNames{
    {{{Format::intune, "devices"}, {Format::partner, "partner"}, {Format::corporate, "corporate"}}}};
constexpr NameTable<Format, 3> batchNames{
    {{{Format::intune, "autopilot"}, {Format::partner, "partner"}, {Format::corporate, "corporate"}}}};

}  // namespace

std::string deviceFolder(Format format) {
  return fmt::format("{}/{}", stickFolder, folderNames.name(format));
}

std::string batchName(Format format, std::size_t number) {
  return number == 1 ? fmt::format("{}.csv", batchNames.name(format))
                     : fmt::format("{}-{}.csv", batchNames.name(format), number);
}

std::optional<std::size_t> batchNumber(Format format, std::string_view name) {
  constexpr std::size_t largest = 99'999;
  const std::string plain = lower(name);
  std::string_view rest = plain;
  const std::string_view start = batchNames.name(format);
  if (!rest.starts_with(start) || !rest.ends_with(".csv")) {
    return std::nullopt;
  }
  rest = rest.substr(start.size(), rest.size() - start.size() - 4);
  if (rest.empty()) {
    return 1;
  }
  std::size_t number = 0;
  const char* end = rest.data() + rest.size();
  const bool digits = rest.size() > 1 && rest[0] == '-' && rest[1] != '0';
  if (!digits || std::from_chars(rest.data() + 1, end, number).ptr != end || number < 2 || number > largest) {
    return std::nullopt;
  }
  return number;
}

}  // namespace preflight
