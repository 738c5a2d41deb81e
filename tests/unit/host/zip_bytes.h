// A zip file of stored members, written from the format's description (APPNOTE 6.3), without any code of src.
#pragma once

#include <cstdint>
#include <string>

#include "recording_support.h"

namespace preflight::test {

inline std::uint32_t zipCrc(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int i = 0; i < 8; ++i) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

inline std::string little(std::uint64_t number, int size) {
  std::string out;
  for (int i = 0; i < size; ++i) {
    out += static_cast<char>(number >> (8 * i));
  }
  return out;
}

inline std::string zipBytes(const MemberMap& members) {
  std::string zip;
  std::string directory;
  for (const auto& [name, bytes] : members) {
    const std::string common = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x5A21, 2) +
                               little(zipCrc(bytes), 4) + little(bytes.size(), 4) + little(bytes.size(), 4) +
                               little(name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                 little(zip.size(), 4) + name;
    zip += "PK\x03\x04" + common + name + bytes;
  }
  const std::string count = little(members.size(), 2);
  return zip + directory + "PK\x05\x06" + little(0, 4) + count + count + little(directory.size(), 4) +
         little(zip.size(), 4) + little(0, 2);
}

}  // namespace preflight::test
