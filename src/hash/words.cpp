// Numbers of a hash in words, spelt as Windows' own tools spell them.

#include <array>
#include <span>

#include "base/chassis.h"
#include "hash/decode.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

std::string wordOf(std::span<const std::string_view> words, std::uint64_t number) {
  return number < words.size() && !words[number].empty()
             ? std::string(words[number])
             : say(HashId::unknownNumber, {{"number", std::to_string(number)}});
}

// STORAGE_BUS_TYPE of winioctl.h.
constexpr std::array<std::string_view, 20> buses{
    "Unknown",        "SCSI",  "ATAPI", "ATA",  "1394", "SSA", "Fibre Channel", "USB",
    "RAID",           "iSCSI", "SAS",   "SATA", "SD",   "MMC", "Virtual",       "File Backed Virtual",
    "Storage Spaces", "NVMe",  "SCM",   "UFS"};

// NDIS_PHYSICAL_MEDIUM of ntddndis.h.
constexpr std::array<std::string_view, 16> media{
    "Unspecified",  "Wireless LAN",  "Cable Modem", "Phone Line", "Power Line", "DSL", "Fibre Channel", "1394",
    "Wireless WAN", "Native 802.11", "BlueTooth",   "InfiniBand", "WiMax",      "UWB", "802.3",         "802.5"};

// Names as OA3Tool's own XML spells the first ones; all come from public forensic scripts.
constexpr std::array<std::string_view, 7> methods{
    "DEFAULT",         "TPM_EK",        "UEFI_VARIABLE_TPM", "UEFI_VARIABLE_RANDOM_SEED", "UEFI_DEVICE_LOCK_UNLOCK",
    "XBOX_CONSOLE_ID", "REGISTRY_ENTRY"};

constexpr std::array<std::string_view, 13> architectures{"x86", "", "",    "", "", "ARM",  "",
                                                         "",    "", "x64", "", "", "ARM64"};
constexpr std::array<std::string_view, 3> osTypes{"", "", "FullOS"};

}  // namespace

std::string busWord(std::uint16_t bus) {
  return wordOf(buses, bus);
}

std::string mediumWord(std::uint32_t medium) {
  return wordOf(media, medium);
}

std::string architectureWord(std::uint8_t architecture) {
  return wordOf(architectures, architecture);
}

std::string chassisWord(std::uint8_t type) {
  const std::string_view known = chassisName(type);
  return known.empty() ? say(HashId::unknownNumber, {{"number", std::to_string(type & 0x7FU)}}) : std::string(known);
}

std::string methodWord(std::uint8_t method) {
  return wordOf(methods, method);
}

std::string osTypeWord(std::uint8_t osType) {
  return wordOf(osTypes, osType);
}

}  // namespace preflight::hash
