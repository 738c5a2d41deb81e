// Windows' edition and build. ProductName still says "Windows 10" on 11: the build decides (22000 and later is 11).
#include <fmt/format.h>
#include <charconv>

#include "base/text.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"
#include "text/label_id.h"

namespace preflight {
namespace {

constexpr int firstBuildOfWindows11 = 22000;

int buildNumber(std::string_view build) {
  int number = 0;
  std::from_chars(build.data(), build.data() + build.size(), number);
  return number;
}

}  // namespace

WindowsPart collectWindows(const Host& host, const CollectOptions&) {
  const KeyFacts key(host, R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)");
  WindowsPart part;
  part.edition = key.text("EditionID");
  part.version = key.text("DisplayVersion");
  if (part.version.state == FactState::absent) {
    part.version = key.text("ReleaseId");  // before 20H2
  }
  part.productName = key.text("ProductName");
  part.build = key.text("CurrentBuild");
  constexpr std::string_view ten = "Windows 10";
  if (part.build.known() && part.productName.known() && buildNumber(part.build.value) >= firstBuildOfWindows11 &&
      startsWithIgnoringCase(part.productName.value, ten)) {
    part.productName.value.replace(0, ten.size(), "Windows 11");
    part.productName.source = say(LabelId::howBuild, {{"source", part.productName.source}});
  }
  if (const Fact<std::uint64_t> revision = key.number("UBR"); part.build.known() && revision.known()) {
    part.build.value += fmt::format(".{}", revision.value);
  }
  return part;
}

}  // namespace preflight
