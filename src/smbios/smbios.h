// The SMBIOS table of a device as plain structs. Source of the layouts: DMTF DSP0134, sections 6 and 7.1 to 7.4.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace preflight::smbios {

using Uuid = std::array<std::uint8_t, 16>;

// A text exactly as the table holds it, blanks included. Nothing when the structure has no such field, the field has
// number 0 ("no text"), or the text is not whole in the table. Bytes that are not UTF-8 become visible escapes (\xe4).
using Text = std::optional<std::string>;

struct Firmware {  // type 0
  Text vendor;
  Text version;
  Text releaseDate;
};

struct SystemInfo {  // type 1
  Text manufacturer;
  Text productName;
  Text version;
  Text serialNumber;
  std::optional<Uuid> uuid;  // raw bytes; uuidText prints them
  Text skuNumber;
  Text family;
};

struct Board {  // type 2
  Text manufacturer;
  Text product;
  Text version;
  Text serialNumber;
};

struct Chassis {                     // type 3
  std::optional<std::uint8_t> type;  // raw byte; base/chassis.h names it
  Text manufacturer;
  Text serialNumber;
  Text assetTag;
};

// What can be odd in a table whose whole parts were read.
enum class Oddity : std::uint8_t {
  shorterThanSaid,  // the table's head gives more bytes than there are
  noEndOfTable,     // the last structure is missing
  cutStructure,     // the table ends within a structure
  shortHead,        // a structure gives a length that is less than its own head
  endlessTexts,     // the texts behind a structure have no end
  missingText,      // a structure names a text that it does not have
  secondSystem,     // a second structure of type 1, which is not read
};

struct Tables {
  std::uint8_t majorVersion = 0;
  std::uint8_t minorVersion = 0;
  // False when the walk stopped before the table's end: what is not here may be in the part that could not be read.
  bool complete = false;
  std::vector<Oddity> notes;  // each kind once
  // The first structure of each type; a device may have several boards and chassis.
  std::optional<Firmware> firmware;
  std::optional<SystemInfo> system;
  std::optional<Board> board;
  std::optional<Chassis> chassis;
};

// Reads the RawSMBIOSData form that GetSystemFirmwareTable('RSMB') gives: calling method, major, minor, DMI revision
// (one byte each), u32 length, then the table. Fails with `invalid` only when not even one structure's head is there;
// a damaged table gives what is whole, with notes.
Result<Tables> parse(ByteView raw);

// The RawSMBIOSData form out of Linux's /sys/firmware/dmi/tables/smbios_entry_point and .../DMI. Entry points "_SM_"
// and "_SM3_" are known; one with a wrong length or checksum is refused with `invalid`.
Result<Bytes> fromLinux(ByteView entryPoint, ByteView dmiTable);

// Lower case, with hyphens. From SMBIOS 2.6 on the first three groups are little-endian, which is also how Windows
// prints them; before, all bytes stand in print order.
std::string uuidText(const Uuid& uuid, std::uint8_t majorVersion, std::uint8_t minorVersion);

// All bytes 00 ("not settable") or all FF ("not set").
bool isBlankUuid(const Uuid& uuid);

}  // namespace preflight::smbios
