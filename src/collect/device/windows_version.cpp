// Windows' edition and build. ProductName still says "Windows 10" on 11: the build decides (22000 and later is 11).
#include <fmt/format.h>
#include <charconv>

#include "base/text.h"
#include "collect/parts.h"

namespace preflight {
namespace {

constexpr std::string_view key = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
constexpr int firstBuildOfWindows11 = 22000;

Fact<std::string> text(const Host& host, std::string_view value) {
  return factOf(registryTextAt(host, key, value), fmt::format("{}\\{}", key, value));
}

int buildNumber(std::string_view build) {
  int number = 0;
  std::from_chars(build.data(), build.data() + build.size(), number);
  return number;
}

}  // namespace

WindowsPart collectWindows(const Host& host, const CollectOptions&) {
  WindowsPart part;
  part.edition = text(host, "EditionID");
  part.version = text(host, "DisplayVersion");
  if (part.version.state == FactState::absent) {
    part.version = text(host, "ReleaseId");  // before 20H2
  }
  part.productName = text(host, "ProductName");
  part.build = text(host, "CurrentBuild");
  constexpr std::string_view ten = "Windows 10";
  if (part.build.known() && part.productName.known() && buildNumber(part.build.value) >= firstBuildOfWindows11 &&
      startsWithIgnoringCase(part.productName.value, ten)) {
    part.productName.value.replace(0, ten.size(), "Windows 11");
    part.productName.source += ", 11 by its build";
  }
  if (part.build.known()) {
    if (const Result<std::uint64_t> revision = registryNumberAt(host, key, "UBR")) {
      part.build.value += fmt::format(".{}", *revision);
    }
  }
  return part;
}

}  // namespace preflight
