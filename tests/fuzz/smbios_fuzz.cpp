// The input is a table in the RawSMBIOSData form; and, cut in two by its first byte, Linux's entry point and table.
#include <algorithm>

#include "base/chassis.h"
#include "base/text.h"
#include "require.h"
#include "smbios/placeholder.h"
#include "smbios/smbios.h"

using namespace preflight;

namespace {

void checkText(const smbios::Text& text) {
  if (text) {
    FUZZ_REQUIRE(isUtf8(*text));
    FUZZ_REQUIRE(!text->empty() && text->find('\0') == std::string::npos);
    smbios::isPlaceholderSerial(*text);
  }
}

void checkParse(ByteView raw) {
  const auto tables = smbios::parse(raw);
  if (!tables) {
    return;
  }
  FUZZ_REQUIRE(tables->notes.size() < 40);
  FUZZ_REQUIRE(tables->complete || !tables->notes.empty());
  if (tables->firmware) {
    checkText(tables->firmware->vendor);
    checkText(tables->firmware->releaseDate);
  }
  if (tables->system) {
    checkText(tables->system->serialNumber);
    checkText(tables->system->family);
    if (tables->system->uuid) {
      FUZZ_REQUIRE(smbios::uuidText(*tables->system->uuid, tables->majorVersion, tables->minorVersion).size() == 36);
    }
  }
  if (tables->board) {
    checkText(tables->board->serialNumber);
  }
  if (tables->chassis) {
    checkText(tables->chassis->assetTag);
    chassisName(tables->chassis->type.value_or(0));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  checkParse(input);
  if (!input.empty()) {
    const std::size_t cut = std::min<std::size_t>(input[0] + std::size_t{1}, input.size());
    const auto raw = smbios::fromLinux(input.subspan(1, cut - 1), input.subspan(cut));
    if (raw) {
      FUZZ_REQUIRE(raw->size() == input.size() - cut + 8);
      checkParse(*raw);
    }
  }
  return 0;
}
