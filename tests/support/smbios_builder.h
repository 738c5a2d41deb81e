// Makes SMBIOS tables for tests and sample recordings, in the RawSMBIOSData form. Written from the specification
// (DSP0134), without any code of src/smbios.
//
//   const Bytes raw = test::buildSmbios({.manufacturer = "Contoso", .serialNumber = "CB-1001"});
//
// A text that is not given gets number 0 in its structure: "no text".
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace preflight::test {

struct SmbiosDevice {
  std::optional<std::string> biosVendor = "Contoso Firmware";
  std::optional<std::string> biosVersion = "1.07";
  std::optional<std::string> biosDate = "03/14/2026";
  std::optional<std::string> manufacturer = "Contoso";
  std::optional<std::string> productName = "Contoso Book 14";
  std::optional<std::string> systemVersion = "A01";
  std::optional<std::string> serialNumber = "CB14-000123";
  std::array<std::uint8_t, 16> uuid = {0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x46,
                                       0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
  std::optional<std::string> skuNumber = "CB14-SKU";
  std::optional<std::string> family = "Contoso Book";
  std::optional<std::string> boardManufacturer = "Contoso Boards";
  std::optional<std::string> boardProduct = "CB14-MB";
  std::optional<std::string> boardVersion = "B2";
  std::optional<std::string> boardSerialNumber = "MB-7788";
  std::uint8_t chassisType = 10;  // notebook
  std::optional<std::string> chassisManufacturer = "Contoso";
  std::optional<std::string> chassisSerialNumber = "CH-5566";
  std::optional<std::string> assetTag = std::nullopt;
  std::uint8_t majorVersion = 3;
  std::uint8_t minorVersion = 4;
};

// One structure: type, then `field` and `text` in the order of the specification, then done().
class SmbiosStructure {
 public:
  explicit SmbiosStructure(std::uint8_t type, std::uint16_t handle = 0) : bytes_{type, 0} {
    bytes_.push_back(static_cast<std::uint8_t>(handle));
    bytes_.push_back(static_cast<std::uint8_t>(handle >> 8));
  }
  SmbiosStructure& field(std::initializer_list<std::uint8_t> raw) {
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
    return *this;
  }
  template <std::size_t Count>
  SmbiosStructure& field(const std::array<std::uint8_t, Count>& raw) {
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
    return *this;
  }
  SmbiosStructure& text(const std::optional<std::string>& value) {
    if (!value) {
      return field({0});
    }
    texts_.push_back(*value);
    return field({static_cast<std::uint8_t>(texts_.size())});
  }
  Bytes done() const {
    Bytes whole = bytes_;
    whole[1] = static_cast<std::uint8_t>(whole.size());
    for (const std::string& each : texts_) {
      whole.insert(whole.end(), each.begin(), each.end());
      whole.push_back(0);
    }
    whole.insert(whole.end(), texts_.empty() ? 2 : 1, std::uint8_t{0});
    return whole;
  }

 private:
  Bytes bytes_;
  std::vector<std::string> texts_;
};

// The structures in the RawSMBIOSData form, without an end-of-table structure of its own.
inline Bytes rawSmbios(const std::vector<Bytes>& structures, std::uint8_t major = 3, std::uint8_t minor = 4) {
  Bytes table;
  for (const Bytes& each : structures) {
    table.insert(table.end(), each.begin(), each.end());
  }
  Bytes raw{0, major, minor, 0};
  for (int shift = 0; shift < 32; shift += 8) {
    raw.push_back(static_cast<std::uint8_t>(table.size() >> shift));
  }
  raw.insert(raw.end(), table.begin(), table.end());
  return raw;
}

inline Bytes biosStructure(const SmbiosDevice& device) {
  return SmbiosStructure(0, 0)
      .text(device.biosVendor)
      .text(device.biosVersion)
      .field({0x00, 0xF0})
      .text(device.biosDate)
      .field({0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 0xFF, 0xFF})
      .done();
}

inline Bytes systemStructure(const SmbiosDevice& device) {
  return SmbiosStructure(1, 1)
      .text(device.manufacturer)
      .text(device.productName)
      .text(device.systemVersion)
      .text(device.serialNumber)
      .field(device.uuid)
      .field({6})  // woken by the power switch
      .text(device.skuNumber)
      .text(device.family)
      .done();
}

inline Bytes boardStructure(const SmbiosDevice& device) {
  return SmbiosStructure(2, 2)
      .text(device.boardManufacturer)
      .text(device.boardProduct)
      .text(device.boardVersion)
      .text(device.boardSerialNumber)
      .field({0, 9, 0, 3, 0, 10, 0})
      .done();
}

inline Bytes chassisStructure(const SmbiosDevice& device) {
  return SmbiosStructure(3, 3)
      .text(device.chassisManufacturer)
      .field({device.chassisType})
      .text(std::nullopt)
      .text(device.chassisSerialNumber)
      .text(device.assetTag)
      .field({3, 3, 3, 2})
      .done();
}

inline Bytes endStructure() {
  return SmbiosStructure(127, 0x7F).done();
}

inline Bytes buildSmbios(const SmbiosDevice& device = {}) {
  return rawSmbios({biosStructure(device), systemStructure(device), boardStructure(device), chassisStructure(device),
                    endStructure()},
                   device.majorVersion, device.minorVersion);
}

}  // namespace preflight::test
