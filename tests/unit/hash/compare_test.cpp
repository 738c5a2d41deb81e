#include "hash/compare.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/hash_builder.h"

using namespace preflight;
using hash::Conclusion;
using hash::RegisterAgain;
using hash::Weight;

namespace {

hash::Comparison compareBytes(const Bytes& before, const Bytes& after) {
  return hash::compare(hash::check(toBase64(before), {}), hash::check(toBase64(after), {}));
}

hash::Comparison compareFields(const test::HashFields& before, const test::HashFields& after) {
  return compareBytes(test::buildHash(before), test::buildHash(after));
}

// The device of the tests with records added or, where `drop` says so, taken away.
Bytes changed(const std::vector<test::HashRecord>& added, const std::vector<std::uint16_t>& drop = {}) {
  auto records = test::hashRecords({});
  std::erase_if(records, [&](const test::HashRecord& each) {
    return std::find(drop.begin(), drop.end(), each.first) != drop.end();
  });
  records.insert(records.end(), added.begin(), added.end());
  return test::buildHashOf(records);
}

Bytes adapter(std::uint32_t medium, std::array<std::uint8_t, 6> mac, std::u16string_view bus) {
  Bytes payload = test::numbers({{medium, 4}});
  payload.insert(payload.end(), mac.begin(), mac.end());
  test::put(payload, (bus.size() + 1) * 2, 4);
  for (const char16_t unit : bus) {
    test::put(payload, unit, 2);
  }
  test::put(payload, 0, 2);
  return payload;
}

const hash::Change* changeOf(const hash::Comparison& comparison, std::string_view field) {
  const auto at = std::find_if(comparison.changes.begin(), comparison.changes.end(),
                               [&](const hash::Change& each) { return each.field == field; });
  return at == comparison.changes.end() ? nullptr : &*at;
}

const Bytes good = test::buildHash();

}  // namespace

TEST_CASE("two captures of one device are the same at any time and in any zone") {
  test::HashFields later;
  later.capturedAt.milliseconds += 86'400'000;
  later.zoneQuarterHours = -28;
  const hash::Comparison comparison = compareFields({}, later);
  CHECK(comparison.conclusion == Conclusion::same);
  CHECK(comparison.registerAgain == RegisterAgain::notNeeded);
  CHECK(comparison.changes.empty());
  CHECK(comparison.notes.empty());
}

TEST_CASE("another board with the old serial number is a replaced board") {
  test::HashFields other;
  other.ekSeed = 2;
  other.uuid[3] ^= 1;
  other.mac[5] ^= 1;
  const hash::Comparison comparison = compareFields({}, other);
  CHECK(comparison.conclusion == Conclusion::boardReplaced);
  CHECK(comparison.registerAgain == RegisterAgain::required);
  CHECK(changeOf(comparison, "ekSha256")->weight == Weight::strong);
  CHECK(changeOf(comparison, "uuid")->before == "00112233-4455-4677-8899-aabbccddeeff");
  CHECK(changeOf(comparison, "uuid")->group == hash::ChangeGroup::board);
  other.uuid[3] ^= 1;  // the UUID was written over as well: the address still shows it
  CHECK(compareFields({}, other).conclusion == Conclusion::boardReplaced);
  other.serialNumber.clear();
  CHECK(compareFields({}, other).conclusion == Conclusion::boardReplaced);
}

TEST_CASE("another endorsement key alone is another TPM") {
  test::HashFields other;
  other.ekSeed = 2;
  const hash::Comparison comparison = compareFields({}, other);
  CHECK(comparison.conclusion == Conclusion::tpmChanged);
  CHECK(comparison.registerAgain == RegisterAgain::required);
  REQUIRE(comparison.changes.size() == 1);
  CHECK(comparison.changes[0].group == hash::ChangeGroup::tpm);
}

TEST_CASE("another disk or more memory is another part") {
  test::HashFields other;
  other.diskText = "CD-0002|CONTOSO NVME 256|";
  const hash::Comparison disk = compareFields({}, other);
  CHECK(disk.conclusion == Conclusion::partChanged);
  CHECK(disk.registerAgain == RegisterAgain::recommended);
  REQUIRE(disk.changes.size() == 1);
  CHECK(disk.changes[0].group == hash::ChangeGroup::storage);
  CHECK(disk.changes[0].before == "CD-0001");
  CHECK(disk.changes[0].after == "CD-0002");
  CHECK(disk.changes[0].weight == Weight::medium);
  const Bytes memory = changed({{5, test::numbers({{32, 8}, {64, 8}, {2, 2}, {1, 2}, {3, 1}})}}, {5});
  const hash::Comparison more = compareBytes(good, memory);
  CHECK(more.conclusion == Conclusion::partChanged);
  REQUIRE(changeOf(more, "memoryGiB") != nullptr);
  CHECK(changeOf(more, "memoryGiB")->weight == Weight::weak);
}

TEST_CASE("a docking station is noise") {
  const Bytes docked = changed({{8, adapter(14, {0, 0, 0x5e, 0, 0x53, 0x77}, u"USB")},
                                {9, test::numbers({{597, 2}, {336, 2}, {2560, 2}, {1440, 2}, {0xFFFFFFFF, 4}})}});
  const hash::Comparison comparison = compareBytes(good, docked);
  CHECK(comparison.conclusion == Conclusion::same);
  CHECK(comparison.changes.size() == 2);
  for (const hash::Change& each : comparison.changes) {
    CHECK(each.weight == Weight::noise);
  }
  CHECK(compareBytes(docked, changed({}, {9})).conclusion == Conclusion::same);  // lid closed, undocked
}

TEST_CASE("two disks in another order are the same, a second disk is a part") {
  const test::HashRecord size{6, test::numbers({{256, 8}, {17, 2}, {0, 1}, {1, 1}})};
  const test::HashRecord first{7, test::textPayload("D-1|A|", false)};
  const test::HashRecord second{7, test::textPayload("D-2|B|", false)};
  const Bytes one = changed({size, size, first, second}, {6, 7, 28});
  CHECK(compareBytes(one, changed({size, size, second, first}, {6, 7, 28})).conclusion == Conclusion::same);
  CHECK(compareBytes(one, changed({size, first}, {6, 7, 28})).conclusion == Conclusion::partChanged);
}

TEST_CASE("several radios with addresses made up by software are the same device") {
  const std::array<std::uint8_t, 6> card{0, 0, 0x5e, 0, 0x53, 0x40};
  const Bytes a = changed({{8, adapter(9, card, u"PCI")},
                           {8, adapter(9, {0x02, 0, 0x5e, 0, 0x53, 0x41}, u"PCI")},
                           {8, adapter(10, {0, 0, 0x5e, 0, 0x53, 0x42}, u"BTH")}});
  const Bytes b = changed({{8, adapter(9, card, u"PCI")}, {8, adapter(9, {0x06, 0, 0x5e, 0, 0x53, 0x55}, u"PCI")}});
  CHECK(compareBytes(a, b).conclusion == Conclusion::same);
  CHECK(compareBytes(a, good).conclusion == Conclusion::partChanged);  // the card itself is gone
}

TEST_CASE("a capture in WinPE without TPM, disk and display is the same device, TPM not comparable") {
  Bytes tool = test::timePayload({});
  tool[21] = 3;
  const Bytes winPe = changed({{1, tool}}, {1, 7, 9, 11, 13, 25, 27, 28});
  for (const hash::Comparison& each : {compareBytes(good, winPe), compareBytes(winPe, good)}) {
    CHECK(each.conclusion == Conclusion::same);
    CHECK(each.changes.empty());
    REQUIRE_FALSE(each.notes.empty());
    CHECK(each.notes.front().find("TPM not comparable") != std::string::npos);
  }
}

TEST_CASE("the same key with another label is a relabelled device") {
  for (int i = 0; i < 3; ++i) {
    test::HashFields other;
    (i == 0 ? other.serialNumber : other.productName) = "Fabrikam-9";
    if (i == 2) {
      other = {};
      other.uuid[0] ^= 1;
    }
    const hash::Comparison comparison = compareFields({}, other);
    CHECK(comparison.conclusion == Conclusion::relabelled);
    CHECK(comparison.registerAgain == RegisterAgain::recommended);
  }
}

TEST_CASE("the board's version alone is no other label") {
  test::HashFields other;
  other.boardVersion = "KBC Version 02.22.00";
  CHECK(compareFields({}, other).conclusion == Conclusion::partChanged);
}

TEST_CASE("when key, UUID and serial number differ it is another device") {
  test::HashFields other;
  other.ekSeed = 2;
  other.uuid[3] ^= 1;
  other.serialNumber = "CB14-000999";
  CHECK(compareFields({}, other).conclusion == Conclusion::differentDevice);
  other.ekSeed = 0;
  other.mac[5] ^= 1;
  CHECK(compareFields({}, other).conclusion == Conclusion::differentDevice);
}

TEST_CASE("without a TPM on one side the rest decides") {
  test::HashFields none;
  none.ekSeed = 0;
  CHECK(compareFields({}, none).conclusion == Conclusion::same);
  CHECK(compareFields(none, none).conclusion == Conclusion::same);
  test::HashFields other = none;
  other.uuid[3] ^= 1;
  CHECK(compareFields(none, other).conclusion == Conclusion::relabelled);
  other.mac[5] ^= 1;
  CHECK(compareFields(none, other).conclusion == Conclusion::boardReplaced);
}

TEST_CASE("what is damaged, or holds nothing in common, is not compared") {
  Bytes bad = good;
  bad[100] ^= 1;
  CHECK(compareBytes(good, bad).conclusion == Conclusion::notComparable);
  CHECK(compareBytes(bad, bad).conclusion == Conclusion::notComparable);
  CHECK(hash::compare(hash::check("T0*", {}), hash::check(test::hashText(), {})).conclusion ==
        Conclusion::notComparable);
  const Bytes little = test::buildHashOf({{1, test::timePayload({})}, {16, test::textPayload("Contoso")}});
  const hash::Comparison comparison = compareBytes(little, good);
  CHECK(comparison.conclusion == Conclusion::notComparable);
  CHECK_FALSE(comparison.sentence.empty());
}

TEST_CASE("names of a comparison are those of the contract") {
  CHECK(name(Conclusion::boardReplaced) == "board-replaced");
  CHECK(name(Conclusion::notComparable) == "not-comparable");
  CHECK(name(RegisterAgain::notNeeded) == "not-needed");
  CHECK(name(hash::ChangeGroup::storage) == "storage");
  CHECK(name(Weight::noise) == "noise");
}
