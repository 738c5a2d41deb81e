#include "smbios/placeholder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "base/text.h"

namespace preflight::smbios {
namespace {

// Lower case, letters and digits only: see lettersAndDigits. Seen in published device lists and firmware images.
constexpr std::array<std::string_view, 64> meaningless{
    "tobefilledbyoem",
    "tobefilledbyoemserial",
    "tobefilledinbyoem",
    "filledbyoem",
    "fillbyoem",
    "oem",
    "oemserialnumber",
    "oemserial",
    "defaultstring",
    "default",
    "string",
    "defaultserialnumber",
    "systemserialnumber",
    "systemserial",
    "sysserialnumber",
    "chassisserialnumber",
    "chassisserial",
    "baseboardserialnumber",
    "boardserialnumber",
    "motherboardserialnumber",
    "serialnumber",
    "serialno",
    "serial",
    "sernum",
    "sn",
    "noserial",
    "noserialnumber",
    "noserialnumberavailable",
    "none",
    "null",
    "nil",
    "void",
    "empty",
    "blank",
    "notapplicable",
    "notavailable",
    "notspecified",
    "notdefined",
    "notprovided",
    "notpresent",
    "notset",
    "notsettable",
    "notfilled",
    "notassigned",
    "na",
    "invalid",
    "invalidserialnumber",
    "unknown",
    "unspecified",
    "undefined",
    "uninitialized",
    "unassigned",
    "reserved",
    "tbd",
    "test",
    "sample",
    "asset",
    "assettag",
    "systemproductname",
    "systemmanufacturer",
    "systemversion",
    "smbiosstringindex0",
    "ssn12345678901234567",
    "mb1234567890",
};

// Compared as they stand, only trimmed and in lower case: with hyphens a run of digits may be a real serial.
constexpr std::array<std::string_view, 19> counted{
    "12345",         "123456",          "1234567",          "12345678",         "123456789",
    "1234567890",    "0123456",         "01234567",         "012345678",        "0123456789",
    "12345678901",   "123456789012",    "1234567890123",    "123456789012345",  "0123456789abcdef",
    "123456789abcd", "123456789abcdef", "1234567890abcdef", "0123456789012345",
};

constexpr bool isLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::string lettersAndDigits(std::string_view lowered) {
  std::string kept;
  std::copy_if(lowered.begin(), lowered.end(), std::back_inserter(kept), isLetterOrDigit);
  return kept;
}

// "0", "xxxxxxx", "----", "00000000-0000", erased flash (0xFF, which WMI gives as U+00FF): nothing but one character,
// apart from separators.
bool isOneCharacterRepeated(std::string_view lowered) {
  std::string_view seen;
  while (!lowered.empty()) {
    std::string_view rest = lowered;
    (void)takeCodePoint(rest);
    const std::string_view character = lowered.substr(0, lowered.size() - rest.size());
    lowered = rest;
    if (std::string_view(" -_.:/").find(character) != std::string_view::npos) {
      continue;
    }
    if (!seen.empty() && character != seen) {
      return false;
    }
    seen = character;
  }
  return true;
}

template <std::size_t Count>
bool isIn(const std::array<std::string_view, Count>& table, std::string_view text) {
  return std::find(table.begin(), table.end(), text) != table.end();
}

}  // namespace

bool isPlaceholderSerial(std::string_view serial) {
  const std::string lowered = lower(trimmed(serial));
  if (isOneCharacterRepeated(lowered) || isIn(counted, lowered)) {
    return true;
  }
  // Bytes beyond ASCII are not dropped before the comparison: a text with them is somebody's own.
  const bool ascii =
      std::all_of(lowered.begin(), lowered.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) {
    return false;
  }
  const std::string kept = lettersAndDigits(lowered);
  return kept.empty() || isIn(meaningless, kept);
}

}  // namespace preflight::smbios
