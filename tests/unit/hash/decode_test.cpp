#include "hash/decode.h"

#include <doctest/doctest.h>

#include "support/hash_builder.h"

using namespace preflight;

namespace {

hash::Decoded decodeRecords(const std::vector<test::HashRecord>& records) {
  const Bytes bytes = test::buildHashOf(records);
  return hash::decode(hash::walk(bytes));
}

Bytes wide(std::u16string_view text) {
  Bytes payload;
  for (const char16_t unit : text) {
    test::put(payload, unit, 2);
  }
  test::put(payload, 0, 2);
  return payload;
}

Bytes adapter(std::uint32_t medium, std::uint8_t firstByte, std::u16string_view bus) {
  Bytes payload = test::numbers({{medium, 4}});
  payload.insert(payload.end(), {firstByte, 0, 0x5e, 0, 0x53, 9});
  const Bytes name = wide(bus);
  test::put(payload, name.size(), 4);
  payload.insert(payload.end(), name.begin(), name.end());
  return payload;
}

}  // namespace

TEST_CASE("every value of an invented device is decoded") {
  const hash::Decoded d = decodeRecords(test::hashRecords({}));
  CHECK(isoText(d.capturedAt.value()) == "2026-03-20T09:46:40Z");
  CHECK(d.utcOffsetMinutes == 60);
  CHECK(d.toolBuild == "10.0.22631.3235");
  CHECK(d.osBuild == "10.0.22631.3235");
  CHECK(hash::osTypeWord(d.osType.value()) == "FullOS");
  CHECK(hash::architectureWord(d.architecture.value()) == "x64");
  CHECK(d.toolVersion == 8);
  CHECK(d.system.serialNumber == "CB14-000123");
  CHECK(d.system.manufacturer == "Contoso");
  CHECK(d.system.productName == "Contoso Book 14");
  CHECK(d.system.skuNumber == "CB14-SKU");
  CHECK(d.system.family == "Contoso Book");
  CHECK(d.system.version == "A01");
  CHECK(d.system.uuid == "00112233-4455-4677-8899-aabbccddeeff");
  CHECK(d.firmwareVendor == "Contoso Firmware");
  CHECK(d.board.manufacturer == "Contoso Boards");
  CHECK(d.board.product == "CB14-MB");
  CHECK(d.board.version == "B2");
  CHECK(hash::chassisWord(d.chassisType.value()) == "Notebook");
  CHECK(d.processor.manufacturer == "GenuineIntel");
  CHECK(d.processor.model == "Intel(R) Core(TM) i5-1135G7 @ 2.40GHz");
  CHECK(d.processor.packages == 1);
  CHECK(d.processor.cores == 4);
  CHECK(d.processor.threads == 8);
  CHECK(d.memoryGiB == 16U);
  CHECK(d.memorySlots == 2);
  REQUIRE(d.disks.size() == 1);
  CHECK(d.disks[0].capacityGB == 256U);
  CHECK(hash::busWord(d.disks[0].bus.value()) == "NVMe");
  CHECK(d.disks[0].serialNumber == "CD-0001");
  CHECK(d.disks[0].product == "CONTOSO NVME 256");
  CHECK(d.disks[0].vendor == "");
  CHECK(d.disks[0].system == true);
  REQUIRE(d.networkAdapters.size() == 1);
  CHECK(hash::mediumWord(d.networkAdapters[0].medium) == "802.3");
  CHECK(d.networkAdapters[0].mac == "00:00:5e:00:53:01");
  CHECK(d.networkAdapters[0].bus == "PCI");
  CHECK(d.networkAdapters[0].onBoard());
  REQUIRE(d.displays.size() == 1);
  CHECK(d.displays[0].widthPx == 1920);
  CHECK(d.displays[0].heightPx == 1080);
  CHECK(d.displays[0].widthMm == 309);
  CHECK(d.displays[0].heightMm == 174);
  CHECK(d.displays[0].internal);
  CHECK(d.tpm.version == "2.0");
  CHECK(d.tpm.vendor == "CTSO");
  CHECK(d.tpm.ekSha256 == sha256Hex(test::ekModulus(1)));
  REQUIRE(d.offlineDeviceId);
  CHECK(hash::methodWord(d.offlineDeviceId->method) == "TPM_EK");
  CHECK(d.offlineDeviceId->id == d.tpm.ekSha256);
  CHECK_FALSE(d.productKeyId.has_value());
  REQUIRE(d.other.size() == 1);  // 27, the panel in cm
  CHECK(d.other[0].type == 27);
  CHECK(d.other[0].note.find("31 x 17") != std::string::npos);
}

TEST_CASE("unknown records are kept with place and bytes") {
  const hash::Decoded d = decodeRecords({{14, test::textPayload("S")}, {38, {1, 2, 3}}, {0x0107, {}}});
  REQUIRE(d.other.size() == 2);
  CHECK(d.other[0].type == 38);
  CHECK(d.other[0].offset == 4 + 6);
  CHECK(d.other[0].length == 7);
  CHECK(d.other[0].payload == Bytes{1, 2, 3});
  CHECK(d.other[1].type == 0x0107);
  CHECK(d.disks.empty());
}

TEST_CASE("a record shorter than known is kept raw, a longer one is read and kept") {
  const Bytes one = test::timePayload({});
  for (const std::uint16_t type : {1, 2, 5, 6, 8, 9, 10, 11, 12, 27, 29}) {
    CAPTURE(type);
    for (std::size_t size = 0; size < 4; ++size) {
      const hash::Decoded d = decodeRecords({{type, Bytes(size, 7)}});
      REQUIRE(d.other.size() == 1);
      CHECK(d.other[0].note.find("not decoded") != std::string::npos);
    }
  }
  Bytes longer = one;
  longer.push_back(9);
  const hash::Decoded d = decodeRecords({{1, longer}});
  CHECK(d.osBuild == "10.0.22631.3235");
  REQUIRE(d.other.size() == 1);
  CHECK(d.other[0].payload.back() == 9);
}

TEST_CASE("an offset of 30 hours is no time zone") {
  test::HashFields fields;
  const std::vector<std::pair<int, std::optional<int>>> zones{
      {120, std::nullopt}, {-28, -420}, {56, 840}, {-49, std::nullopt}, {0, 0}};
  for (const auto& zone : zones) {
    const int quarters = zone.first;
    const std::optional<int> minutes = zone.second;
    CAPTURE(quarters);
    fields.zoneQuarterHours = static_cast<std::int8_t>(quarters);
    CHECK(decodeRecords(test::hashRecords(fields)).utcOffsetMinutes == minutes);
  }
}

TEST_CASE("two disks are paired in order, and the system disk need not be the first") {
  const hash::Decoded d = decodeRecords({{6, test::numbers({{2000, 8}, {11, 2}, {1, 1}, {0, 1}})},
                                         {6, test::numbers({{512, 8}, {8, 2}, {0, 1}, {1, 1}})},
                                         {7, test::textPayload("   HDD-1|Big Disk|Contoso ", false)},
                                         {7, test::textPayload("SSD-2|Small Disk|", false)},
                                         {28, test::textPayload("SSD-2|Small Disk|")}});
  REQUIRE(d.disks.size() == 2);
  CHECK(d.disks[0].serialNumber == "HDD-1");
  CHECK(d.disks[0].vendor == "Contoso");
  CHECK(d.disks[0].capacityGB == 2000U);
  CHECK(d.disks[0].system == false);
  CHECK(d.disks[1].serialNumber == "SSD-2");
  CHECK(hash::busWord(d.disks[1].bus.value()) == "RAID");
  CHECK(d.disks[1].system == true);
}

TEST_CASE("a system disk that is none of the disks says nothing") {
  const hash::Decoded d = decodeRecords({{7, test::textPayload("A|B|", false)}, {28, test::textPayload("X|Y|")}});
  REQUIRE(d.disks.size() == 1);
  CHECK_FALSE(d.disks[0].system.has_value());
  CHECK_FALSE(d.disks[0].capacityGB.has_value());
}

TEST_CASE("addresses made up by software and adapters on USB are not on the board") {
  const hash::Decoded d =
      decodeRecords({{8, adapter(9, 0x00, u"PCI")}, {8, adapter(9, 0x02, u"PCI")}, {8, adapter(14, 0x00, u"USB")}});
  REQUIRE(d.networkAdapters.size() == 3);
  CHECK(d.networkAdapters[0].onBoard());
  CHECK(d.networkAdapters[1].locallyAdministered);
  CHECK_FALSE(d.networkAdapters[1].onBoard());
  CHECK(d.networkAdapters[2].bus == "USB");
  CHECK_FALSE(d.networkAdapters[2].onBoard());
}

TEST_CASE("a bus name whose length is wrong is not read, the address is") {
  Bytes payload = adapter(14, 0x00, u"PCI");
  payload[10] = 0xFF;
  const hash::Decoded d = decodeRecords({{8, payload}});
  REQUIRE(d.networkAdapters.size() == 1);
  CHECK(d.networkAdapters[0].mac == "00:00:5e:00:53:09");
  CHECK_FALSE(d.networkAdapters[0].bus.has_value());
  CHECK(d.other.size() == 1);
}

TEST_CASE("graphics are paired in order, odd UTF-16 is kept raw") {
  const auto memory = test::numbers({{8ULL << 30, 8}, {0, 8}, {1, 1}, {0, 1}});
  const hash::Decoded d = decodeRecords({{29, memory}, {30, wide(u"Contoso|Graphics 7")}, {30, {1, 2, 3}}});
  REQUIRE(d.gpus.size() == 2);
  CHECK(d.gpus[0].vendor == "Contoso");
  CHECK(d.gpus[0].model == "Graphics 7");
  CHECK(d.gpus[0].dedicatedVideoBytes == 8ULL << 30);
  CHECK_FALSE(d.gpus[1].dedicatedVideoBytes.has_value());
  CHECK(d.other.size() == 1);
}

TEST_CASE("a TPM 1.2, a text of no known form and a blank key are read as far as they go") {
  const hash::Decoded old =
      decodeRecords({{13, test::textPayload("TPM-Version:01.02-SpecLevel:2-Errata:3-VendorID:'IFX '-Firmware:4.40")},
                     {25, Bytes(256)}});
  CHECK(old.tpm.version == "01.02");
  CHECK(old.tpm.vendor == "IFX");
  CHECK_FALSE(old.tpm.ekSha256.has_value());
  const hash::Decoded odd = decodeRecords({{13, test::textPayload("something")}});
  CHECK(odd.tpm.text == "something");
  CHECK_FALSE(odd.tpm.version.has_value());
}

TEST_CASE("numbers that are not known are shown as numbers") {
  CHECK(hash::busWord(99) == "unknown (99)");
  CHECK(hash::mediumWord(0xFFFFFFFF) == "unknown (4294967295)");
  CHECK(hash::architectureWord(12) == "ARM64");
  CHECK(hash::architectureWord(1) == "unknown (1)");
  CHECK(hash::osTypeWord(3) == "unknown (3)");
  CHECK(hash::methodWord(200) == "unknown (200)");
}
