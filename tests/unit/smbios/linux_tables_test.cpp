#include <doctest/doctest.h>

#include <numeric>

#include "smbios/smbios.h"
#include "support/smbios_builder.h"

using namespace preflight;

namespace {

// Sets the byte at `at` so that the `size` bytes from `from` on add up to 0.
void setChecksum(Bytes& bytes, std::size_t from, std::size_t size, std::size_t at) {
  bytes[at] = 0;
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(from);
  const unsigned sum = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(size), 0U);
  bytes[at] = static_cast<std::uint8_t>(256 - sum % 256);
}

Bytes entry64() {
  Bytes entry{'_', 'S', 'M', '3', '_', 0, 0x18, 3, 4, 7, 1, 0, 0x00, 0x10, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0};
  setChecksum(entry, 0, 0x18, 5);
  return entry;
}

Bytes entry32() {
  Bytes entry{'_', 'S', 'M', '_', 0,   0x1F, 2, 5, 0x80, 0, 0,    0,    0, 0, 0,   0,
              '_', 'D', 'M', 'I', '_', 0,    0, 2, 0,    0, 0x0F, 0x00, 4, 0, 0x25};
  setChecksum(entry, 0x10, 15, 0x15);
  setChecksum(entry, 0, 0x1F, 4);
  return entry;
}

Bytes tableOf(const Bytes& raw) {
  return Bytes(raw.begin() + 8, raw.end());
}

}  // namespace

TEST_CASE("Linux's two files become the raw form, with either entry point") {
  const Bytes raw = test::buildSmbios();
  Bytes expected = raw;
  expected[3] = 7;  // document revision
  CHECK(smbios::fromLinux(entry64(), tableOf(raw)).value() == expected);

  const auto old = smbios::fromLinux(entry32(), tableOf(raw)).value();
  const auto tables = smbios::parse(old).value();
  CHECK(tables.majorVersion == 2);
  CHECK(tables.minorVersion == 5);
  CHECK(old[3] == 0x25);
  CHECK(tables.system->serialNumber == "CB14-000123");
  CHECK(tables.complete);
}

TEST_CASE("an entry point that is cut, foreign or has a wrong checksum is refused") {
  const Bytes table = tableOf(test::buildSmbios());
  for (const Bytes& good : {entry64(), entry32()}) {
    for (std::size_t size = 0; size < good.size(); ++size) {
      CAPTURE(size);
      CHECK_FALSE(smbios::fromLinux(ByteView(good).first(size), table).has_value());
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
      CAPTURE(at);
      Bytes bad = good;
      bad[at] ^= 0x10;
      const auto result = smbios::fromLinux(bad, table);
      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().kind == ErrorKind::invalid);
    }
  }
}

TEST_CASE("an empty or absurdly big table is refused") {
  CHECK_FALSE(smbios::fromLinux(entry64(), {}).has_value());
  CHECK_FALSE(smbios::fromLinux(entry64(), Bytes(17 * 1024 * 1024)).has_value());
}
