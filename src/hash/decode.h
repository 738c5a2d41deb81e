// Everything that a hardware hash holds, in plain values. Unofficial: Microsoft documents none of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "hash/container.h"

namespace preflight::hash {

// Texts are UTF-8 without the final NUL, blanks cut at both ends. Nothing: no such record, or one of another shape.
using Text = std::optional<std::string>;

struct SystemText {
  Text serialNumber;  // 14
  Text manufacturer;  // 16
  Text productName;   // 17
  Text skuNumber;     // 18
  Text family;        // 19
  Text version;       // 23
  Text uuid;          // 12, as Windows prints it, lower case
};

struct BoardText {
  Text manufacturer;  // 20
  Text product;       // 21
  Text version;       // 22; with some vendors it holds the version of a firmware
};

struct ProcessorPart {
  Text manufacturer;                                      // 3
  Text model;                                             // 4
  std::optional<std::uint16_t> packages, cores, threads;  // 2
};

// The n-th record 6 and the n-th record 7.
struct DiskPart {
  std::optional<std::uint64_t> capacityGB;  // of 10^9 bytes
  std::optional<std::uint16_t> bus;         // STORAGE_BUS_TYPE; see busWord
  Text serialNumber, product, vendor;
  std::optional<bool> system;  // record 28 names it; nothing when 28 is missing or names none of them
};

struct NetworkPart {
  std::uint32_t medium = 0;          // NDIS_PHYSICAL_MEDIUM; see mediumWord
  std::string mac;                   // "00:00:5e:00:53:01"
  Text bus;                          // "PCI", "USB", "BTH"
  bool locallyAdministered = false;  // made up by software: no identity

  // Soldered to the board, as far as is known: wired or Wi-Fi on PCI with an address of its manufacturer.
  bool onBoard() const;
};

struct DisplayPart {
  std::uint16_t widthPx = 0, heightPx = 0, widthMm = 0, heightMm = 0;
  bool internal = false;
};

// The n-th record 29 and the n-th record 30.
struct GpuPart {
  Text vendor, model;
  std::optional<std::uint64_t> dedicatedVideoBytes;
};

struct TpmPart {
  Text text;      // 13, whole
  Text version;   // "2.0", out of the text
  Text vendor;    // "INTC", out of the text
  Text ekSha256;  // of the modulus in 25; nothing when it is blank
};

struct OfflineDeviceId {
  std::uint8_t method = 0;  // see methodWord
  std::string id;           // hexadecimal
};

// A record that no value above covers, or not completely.
struct OtherRecord {
  std::uint16_t type = 0;
  std::size_t offset = 0;
  std::size_t length = 0;  // with its head of 4 bytes
  Bytes payload;
  std::string note;
};

struct Decoded {
  std::optional<UtcTime> capturedAt;
  std::optional<int> utcOffsetMinutes;       // nothing when it is not plausible
  Text toolBuild, osBuild;                   // "10.0.22621.3235"
  std::optional<std::uint8_t> osType;        // 2: the full system
  std::optional<std::uint8_t> architecture;  // PROCESSOR_ARCHITECTURE; see architectureWord
  std::optional<std::uint8_t> toolVersion;
  SystemText system;
  Text firmwareVendor;
  BoardText board;
  std::optional<std::uint8_t> chassisType;  // SMBIOS; see chassisWord
  ProcessorPart processor;
  std::optional<std::uint64_t> memoryGiB;
  std::optional<std::uint16_t> memorySlots;
  std::vector<DiskPart> disks;
  std::vector<NetworkPart> networkAdapters;
  std::vector<DisplayPart> displays;
  std::vector<GpuPart> gpus;
  TpmPart tpm;
  std::optional<OfflineDeviceId> offlineDeviceId;
  Text productKeyId;
  Text productKeyPartNumber;
  std::vector<OtherRecord> other;
};

// Of every record that was walked to; never fails.
Decoded decode(const Records& found);

// Words as Windows' own tools show them: "NVMe", "802.3", "x64", "Notebook", "TPM_EK", "FullOS"; a number that is not
// known gives "unknown (77)".
std::string busWord(std::uint16_t bus);
std::string mediumWord(std::uint32_t medium);
std::string architectureWord(std::uint8_t architecture);
std::string chassisWord(std::uint8_t chassis);
std::string methodWord(std::uint8_t method);
std::string osTypeWord(std::uint8_t osType);

}  // namespace preflight::hash
