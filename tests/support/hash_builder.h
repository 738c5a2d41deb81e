// Makes hardware hashes for tests and sample recordings. Written from the description of the bytes, without any code
// of src/hash. Only tests build hashes: the product never does.
//
//   const Bytes bytes = test::buildHash({.serialNumber = "CB14-000123"});
//   const std::string text = test::hashText({});   // 4000 characters of base64
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/time.h"

namespace preflight::test {

// Type and payload; a record that must not be there is left out.
using HashRecord = std::pair<std::uint16_t, Bytes>;

struct HashFields {
  UtcTime capturedAt = {1'774'000'000'000};  // 2026-03-20T09:46:40Z
  std::int8_t zoneQuarterHours = 4;
  std::string serialNumber = "CB14-000123";  // empty: no record
  std::string manufacturer = "Contoso";
  std::string productName = "Contoso Book 14";
  std::string skuNumber = "CB14-SKU";
  std::string family = "Contoso Book";
  std::string systemVersion = "A01";
  std::string firmwareVendor = "Contoso Firmware";
  std::string boardManufacturer = "Contoso Boards";
  std::string boardProduct = "CB14-MB";
  std::string boardVersion = "B2";
  std::array<std::uint8_t, 16> uuid = {0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x46,
                                       0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
  std::string diskText = "CD-0001|CONTOSO NVME 256|";
  std::array<std::uint8_t, 6> mac = {0x00, 0x00, 0x5e, 0x00, 0x53, 0x01};  // documentation range
  std::uint8_t ekSeed = 1;  // another seed, another TPM; 0: no TPM, records 13 and 25 are missing
};

inline void put(Bytes& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

inline Bytes textPayload(std::string_view text, bool withNul = true) {
  Bytes payload(text.begin(), text.end());
  if (withNul) {
    payload.push_back(0);
  }
  return payload;
}

// 256 bytes that look like an RSA modulus: top bit set, odd.
inline Bytes ekModulus(std::uint8_t seed) {
  Bytes key(256);
  std::uint32_t state = 0x9E3779B9U * seed + 1;
  for (std::uint8_t& byte : key) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  key.front() |= 0x80;
  key.back() |= 1;
  return key;
}

// Head, records, "CS" with the digest, zeros up to `size` bytes (longer content is not cut).
inline Bytes buildHashOf(const std::vector<HashRecord>& records, std::size_t size = 3000) {
  Bytes bytes{'O', 'A', 0, 0};
  for (const auto& [type, payload] : records) {
    put(bytes, type, 2);
    put(bytes, payload.size() + 4, 2);
    bytes.insert(bytes.end(), payload.begin(), payload.end());
  }
  bytes[2] = static_cast<std::uint8_t>(bytes.size());
  bytes[3] = static_cast<std::uint8_t>(bytes.size() >> 8);
  const Sha256Digest digest = sha256(bytes);
  bytes.insert(bytes.end(), {'C', 'S', 36, 0});
  bytes.insert(bytes.end(), digest.begin(), digest.end());
  if (bytes.size() < size) {
    bytes.resize(size);
  }
  return bytes;
}

inline Bytes timePayload(const HashFields& fields) {
  constexpr std::int64_t secondsTo2000 = 946'684'800;
  Bytes payload;
  for (int i = 0; i < 2; ++i) {  // tool and system: 10.0.22631.3235 as minor, major, revision, build
    for (const std::uint64_t part : {0, 10, 3235, 22631}) {
      put(payload, part, 2);
    }
  }
  put(payload, static_cast<std::uint64_t>(fields.capturedAt.milliseconds / 1000 - secondsTo2000), 4);
  payload.push_back(static_cast<std::uint8_t>(fields.zoneQuarterHours));
  payload.insert(payload.end(), {2, 9, 8});  // full system, x64, tool version
  return payload;
}

inline Bytes numbers(std::initializer_list<std::pair<std::uint64_t, int>> values) {
  Bytes payload;
  for (const auto& [value, size] : values) {
    put(payload, value, size);
  }
  return payload;
}

inline Bytes networkPayload(const HashFields& fields) {
  constexpr std::u16string_view bus = u"PCI";
  Bytes payload = numbers({{14, 4}});
  payload.insert(payload.end(), fields.mac.begin(), fields.mac.end());
  put(payload, (bus.size() + 1) * 2, 4);
  for (const char16_t unit : bus) {
    put(payload, unit, 2);
  }
  put(payload, 0, 2);
  return payload;
}

inline std::vector<HashRecord> hashRecords(const HashFields& fields) {
  std::vector<HashRecord> records{
      {1, timePayload(fields)},
      {2, numbers({{9, 2}, {1, 2}, {4, 2}, {8, 2}, {1, 4}})},
      {5, numbers({{16, 8}, {64, 8}, {2, 2}, {1, 2}, {3, 1}})},
      {3, textPayload("GenuineIntel")},
      {6, numbers({{256, 8}, {17, 2}, {0, 1}, {1, 1}})},
      {7, textPayload(fields.diskText, false)},
      {8, networkPayload(fields)},
      {9, numbers({{309, 2}, {174, 2}, {1920, 2}, {1080, 2}, {0x80000000, 4}})},
      {27, numbers({{31, 2}, {17, 2}})},
      {10, numbers({{10, 1}, {2, 1}, {0, 1}, {0, 1}, {0, 1}})},
  };
  Bytes processor = textPayload("Intel(R) Core(TM) i5-1135G7 @ 2.40GHz");
  processor.resize(48);
  records.insert(records.begin() + 4, {4, processor});
  Bytes deviceId = numbers({{0, 4}, {0, 1}, {0, 1}, {32, 4}});
  Bytes id(32, 0x5A);
  if (fields.ekSeed != 0) {
    const Bytes key = ekModulus(fields.ekSeed);
    const Sha256Digest digest = sha256(key);
    id.assign(digest.begin(), digest.end());
    deviceId[4] = 1;  // made from the TPM's endorsement key
    records.push_back(
        {13, textPayload("TPM-Version:2.0 -Level:0-Revision:1.38-VendorID:'CTSO'-Firmware:458814.800256")});
    records.push_back({25, key});
  }
  deviceId.insert(deviceId.end(), id.begin(), id.end());
  records.push_back({11, deviceId});
  records.push_back({12, Bytes(fields.uuid.begin(), fields.uuid.end())});
  const std::vector<std::pair<std::uint16_t, std::string_view>> texts{
      {14, fields.serialNumber},  {15, fields.firmwareVendor},    {16, fields.manufacturer},
      {17, fields.productName},   {18, fields.skuNumber},         {19, fields.family},
      {23, fields.systemVersion}, {20, fields.boardManufacturer}, {21, fields.boardProduct},
      {22, fields.boardVersion},  {28, fields.diskText}};
  for (const auto& [type, text] : texts) {
    if (!text.empty()) {
      records.push_back({type, textPayload(text)});
    }
  }
  return records;
}

inline Bytes buildHash(const HashFields& fields = {}) {
  return buildHashOf(hashRecords(fields));
}

inline std::string hashText(const HashFields& fields = {}) {
  return toBase64(buildHash(fields));
}

}  // namespace preflight::test
