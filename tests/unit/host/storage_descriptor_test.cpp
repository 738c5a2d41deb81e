#include "host/windows/storage_descriptor.h"

#include <doctest/doctest.h>

namespace preflight::windows {
namespace {

void put32(Bytes& bytes, std::size_t offset, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

// A descriptor as a stick gives it: vendor at 40, product at 60, serial number at 80.
Bytes stick() {
  Bytes bytes(100, 0);
  put32(bytes, 0, 40);
  put32(bytes, 4, 100);
  bytes[10] = 1;
  put32(bytes, 12, 40);
  put32(bytes, 16, 60);
  put32(bytes, 24, 80);
  put32(bytes, 28, 7);
  const auto text = [&](std::size_t at, std::string_view words) {
    std::copy(words.begin(), words.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  };
  text(40, "Contoso ");
  text(60, "Stick 3.0   ");
  text(80, "  SN-42");
  return bytes;
}

}  // namespace

TEST_CASE("a stick's descriptor tells vendor, product, serial number, bus and that it is removable") {
  const auto facts = parseStorageDescriptor(stick());
  REQUIRE(facts);
  CHECK(facts->vendor == "Contoso");
  CHECK(facts->product == "Stick 3.0");
  CHECK(facts->serialNumber == "SN-42");
  CHECK(facts->bus == Bus::usb);
  CHECK(facts->removable);
}

TEST_CASE("offsets of 0, of all ones, into the fixed part and behind the end all mean that there is no text") {
  for (const std::uint32_t offset : {0U, 0xFFFFFFFFU, 12U, 35U, 100U, 101U, 0x7FFFFFFFU}) {
    Bytes bytes = stick();
    put32(bytes, 24, offset);
    const auto facts = parseStorageDescriptor(bytes);
    REQUIRE(facts);
    CHECK(facts->serialNumber.empty());
    CHECK(facts->product == "Stick 3.0");
  }
}

TEST_CASE("a text without an end stops at the end of the bytes") {
  Bytes bytes = stick();
  bytes.resize(82);
  const auto facts = parseStorageDescriptor(bytes);
  REQUIRE(facts);
  CHECK(facts->serialNumber.empty());  // the two blanks that are left
  bytes.resize(85);
  CHECK(parseStorageDescriptor(bytes)->serialNumber.empty());
  bytes[82] = 'S';
  CHECK(parseStorageDescriptor(bytes)->serialNumber == "S");
}

TEST_CASE("a descriptor that is shorter than its fixed part is invalid") {
  for (std::size_t size = 0; size < 36; ++size) {
    const Bytes bytes(size, 0xFF);
    const auto facts = parseStorageDescriptor(bytes);
    REQUIRE_FALSE(facts);
    CHECK(facts.error().kind == ErrorKind::invalid);
  }
}

TEST_CASE("bus numbers that Windows adds later are 'other', not 'unknown'") {
  CHECK(busFromStorageType(0) == Bus::unknown);
  CHECK(busFromStorageType(12) == Bus::sd);
  CHECK(busFromStorageType(13) == Bus::mmc);
  CHECK(busFromStorageType(17) == Bus::nvme);
  CHECK(busFromStorageType(200) == Bus::other);
}

}  // namespace preflight::windows
