#include "hash/identity.h"

#include <doctest/doctest.h>

#include "support/hash_builder.h"

using namespace preflight;
using hash::SameDevice;

namespace {

SameDevice same(const test::HashFields& a, const test::HashFields& b) {
  const SameDevice there = hash::sameDevice(hash::identityOf(test::buildHash(a)), hash::identityOf(test::buildHash(b)));
  const SameDevice back = hash::sameDevice(test::hashText(b), test::hashText(a));
  CHECK(there == back);
  return there;
}

test::HashFields withoutTpm() {
  test::HashFields fields;
  fields.ekSeed = 0;
  return fields;
}

}  // namespace

TEST_CASE("a hash has serial, manufacturer, UUID, endorsement key and its time") {
  const hash::Identity identity = hash::identityOf(test::buildHash());
  CHECK(identity.digestRight);
  CHECK(identity.serialNumber == "CB14-000123");
  CHECK(identity.manufacturer == "Contoso");
  CHECK(identity.uuid == test::HashFields{}.uuid);
  CHECK(identity.ekPublic == test::ekModulus(1));
  REQUIRE(identity.capturedAt);
  CHECK(isoText(*identity.capturedAt) == "2026-03-20T09:46:40Z");
}

TEST_CASE("the clock of a hash starts in 2000 and lasts beyond 2038") {
  const auto captured = [](const char* iso) {
    test::HashFields fields;
    fields.capturedAt = utcTimeFromIso(iso).value();
    return isoText(hash::identityOf(test::buildHash(fields)).capturedAt.value());
  };
  CHECK(captured("2000-01-01T00:00:00Z") == "2000-01-01T00:00:00Z");
  CHECK(captured("2018-03-22T23:38:45Z") == "2018-03-22T23:38:45Z");
  CHECK(captured("2099-12-31T23:59:59Z") == "2099-12-31T23:59:59Z");
}

TEST_CASE("records that are missing or of another size than is known are nothing") {
  const hash::Identity nothing = hash::identityOf(test::buildHashOf({{9, {}}}));
  CHECK(nothing.digestRight);
  CHECK_FALSE(nothing.serialNumber.has_value());
  CHECK_FALSE(nothing.manufacturer.has_value());
  CHECK_FALSE(nothing.uuid.has_value());
  CHECK_FALSE(nothing.ekPublic.has_value());
  CHECK_FALSE(nothing.capturedAt.has_value());
  const hash::Identity odd = hash::identityOf(test::buildHashOf({{1, Bytes(19)}, {12, Bytes(15)}, {25, {}}, {14, {}}}));
  CHECK_FALSE(odd.uuid.has_value());
  CHECK_FALSE(odd.ekPublic.has_value());
  CHECK_FALSE(odd.capturedAt.has_value());
  CHECK(odd.serialNumber == "");
}

TEST_CASE("texts end at their first NUL and are read as UTF-8, else as Latin-1") {
  const hash::Identity identity =
      hash::identityOf(test::buildHashOf({{14, {'S', ' ', 0, 'x'}}, {16, {'B', 0xE4, 'r', 0}}}));
  CHECK(identity.serialNumber == "S ");
  CHECK(identity.manufacturer == "B\xC3\xA4r");
}

TEST_CASE("a damaged hash still gives what is readable, and its checksum is wrong") {
  Bytes bytes = test::buildHash();
  bytes[readU16(bytes, 2) + 10] ^= 1;
  const hash::Identity identity = hash::identityOf(bytes);
  CHECK_FALSE(identity.digestRight);
  CHECK(identity.serialNumber == "CB14-000123");
}

TEST_CASE("equal endorsement keys are the same device, even if all else differs") {
  test::HashFields later;
  later.capturedAt.milliseconds += 86'400'000;
  CHECK(same({}, later) == SameDevice::yes);
  test::HashFields relabelled;
  relabelled.serialNumber = "NEW-1";
  relabelled.uuid[3] ^= 1;
  CHECK(same({}, relabelled) == SameDevice::yes);
}

TEST_CASE("endorsement keys that differ are different devices, also with equal serial and UUID") {
  test::HashFields other;
  other.ekSeed = 2;
  CHECK(same({}, other) == SameDevice::no);
}

TEST_CASE("without an endorsement key on both sides UUID and serial decide") {
  test::HashFields tpm;
  test::HashFields other = withoutTpm();
  CHECK(same(tpm, other) == SameDevice::yes);
  CHECK(same(withoutTpm(), other) == SameDevice::yes);
  other.serialNumber = " cb14-000123 ";
  CHECK(same(tpm, other) == SameDevice::yes);
  other.serialNumber = "OTHER";
  CHECK(same(tpm, other) == SameDevice::unknown);
  other.serialNumber = "";
  CHECK(same(other, other) == SameDevice::unknown);
  other = withoutTpm();
  other.uuid[15] ^= 1;
  CHECK(same(tpm, other) == SameDevice::no);
}

TEST_CASE("UUIDs and keys that say nothing do not count") {
  for (const std::uint8_t filler : {0x00, 0xFF}) {
    test::HashFields blank = withoutTpm();
    blank.uuid.fill(filler);
    CHECK(same(blank, blank) == SameDevice::unknown);
    CHECK(same(blank, withoutTpm()) == SameDevice::unknown);
  }
  test::HashFields kit = withoutTpm();
  kit.uuid = {0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9};
  kit.serialNumber = "Default string";
  CHECK(same(kit, kit) == SameDevice::unknown);
  const Bytes zeroKey = test::buildHashOf({{25, Bytes(256)}, {14, test::textPayload("S")}});
  CHECK(hash::sameDevice(hash::identityOf(zeroKey), hash::identityOf(zeroKey)) == SameDevice::unknown);
}

TEST_CASE("a wrong checksum or a text that is no hash gives unknown") {
  Bytes bytes = test::buildHash();
  bytes[2000] = 0;  // padding: still right
  CHECK(hash::sameDevice(toBase64(bytes), test::hashText()) == SameDevice::yes);
  bytes[100] ^= 1;
  CHECK(hash::sameDevice(toBase64(bytes), toBase64(bytes)) == SameDevice::unknown);
  CHECK(hash::sameDevice(toBase64(bytes), test::hashText()) == SameDevice::unknown);
  CHECK(hash::sameDevice("", test::hashText()) == SameDevice::unknown);
  CHECK(hash::sameDevice("n/a!", "n/a!") == SameDevice::unknown);
}
