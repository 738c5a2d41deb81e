// What the records of a hash are called, and how their values are read. Undocumented by Microsoft; as read off real
// captures of 2018 to 2026.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "hash/container.h"

namespace preflight::hash {

struct RecordType {
  static constexpr std::uint16_t tool = 1;
  static constexpr std::uint16_t processor = 2;
  static constexpr std::uint16_t processorManufacturer = 3;
  static constexpr std::uint16_t processorModel = 4;
  static constexpr std::uint16_t memory = 5;
  static constexpr std::uint16_t diskInfo = 6;
  static constexpr std::uint16_t diskName = 7;
  static constexpr std::uint16_t networkAdapter = 8;
  static constexpr std::uint16_t display = 9;
  static constexpr std::uint16_t enclosure = 10;
  static constexpr std::uint16_t offlineDeviceId = 11;
  static constexpr std::uint16_t uuid = 12;
  static constexpr std::uint16_t tpmVersion = 13;
  static constexpr std::uint16_t serialNumber = 14;
  static constexpr std::uint16_t firmwareVendor = 15;
  static constexpr std::uint16_t manufacturer = 16;
  static constexpr std::uint16_t productName = 17;
  static constexpr std::uint16_t skuNumber = 18;
  static constexpr std::uint16_t family = 19;
  static constexpr std::uint16_t boardManufacturer = 20;
  static constexpr std::uint16_t boardProduct = 21;
  static constexpr std::uint16_t boardVersion = 22;
  static constexpr std::uint16_t systemVersion = 23;
  static constexpr std::uint16_t productKeyId = 24;
  static constexpr std::uint16_t tpmEk = 25;
  static constexpr std::uint16_t productKeyPartNumber = 26;
  static constexpr std::uint16_t panelSize = 27;
  static constexpr std::uint16_t systemDisk = 28;
  static constexpr std::uint16_t gpuMemory = 29;
  static constexpr std::uint16_t gpuName = 30;
};

// Payloads are this long, in bytes; a longer one is a newer form whose known part is read.
struct PayloadSize {
  static constexpr std::size_t tool = 24;
  static constexpr std::size_t processor = 8;  // what follows is not read
  static constexpr std::size_t memory = 21;
  static constexpr std::size_t diskInfo = 12;
  static constexpr std::size_t networkAdapter = 14;  // without the bus' name
  static constexpr std::size_t display = 12;
  static constexpr std::size_t enclosure = 5;
  static constexpr std::size_t offlineDeviceId = 42;
  static constexpr std::size_t uuid = 16;
  static constexpr std::size_t panelSize = 4;
  static constexpr std::size_t gpuMemory = 18;
};

inline constexpr std::uint8_t methodTpmEk = 1;  // of the offline device id: SHA-256 of record 25

// Text up to its first NUL, blanks kept: UTF-8, else read as Latin-1.
std::string textOfPayload(ByteView payload);
// The same of the first record of this type; nothing when there is none.
std::optional<std::string> textOfRecord(const Records& found, std::uint16_t type);
// Bytes of that text, as they are; empty when there is no such record.
std::string_view rawText(const Records& found, std::uint16_t type);

// "2.0", "1.2" or "01.02" out of record 13; empty when it does not say.
std::string_view tpmVersionText(std::string_view record13);
std::string_view tpmVendorText(std::string_view record13);
std::string_view tpmFirmwareText(std::string_view record13);
bool isTpm12(std::string_view version);

// By the device's own clock; nothing when record 1 is missing or too short.
std::optional<UtcTime> captureTime(const Records& found);

// All bytes 00 or FF, or none: firmware's way to say that it has nothing.
bool isFiller(ByteView bytes);
// Filler, or 03000200-0400-0500-0006-000700080009, the default of a firmware vendor's kit.
bool isBlankUuid(ByteView uuid);

// "serial|product|vendor" of records 7 and 28; blanks kept, what is missing is empty.
struct DiskName {
  std::string_view serialNumber;
  std::string_view product;
  std::string_view vendor;
};
DiskName diskNameOf(std::string_view text);

}  // namespace preflight::hash
