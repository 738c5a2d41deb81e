#include "smbios/smbios.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "support/smbios_builder.h"

using namespace preflight;

namespace {

bool hasNote(const smbios::Tables& tables, smbios::Oddity oddity) {
  return std::ranges::find(tables.notes, oddity) != tables.notes.end();
}

// The raw form around bytes that need not be structures.
Bytes rawOf(std::initializer_list<std::uint8_t> table) {
  return test::rawSmbios({Bytes(table)});
}

// Every text of `cut` is missing or the whole text of `whole`.
void checkNothingInvented(const smbios::Tables& cut, const smbios::Tables& whole) {
  const auto check = [](const smbios::Text& a, const smbios::Text& b) { CHECK((!a || a == b)); };
  if (cut.firmware) {
    check(cut.firmware->vendor, whole.firmware->vendor);
    check(cut.firmware->releaseDate, whole.firmware->releaseDate);
  }
  if (cut.system) {
    check(cut.system->manufacturer, whole.system->manufacturer);
    check(cut.system->serialNumber, whole.system->serialNumber);
    check(cut.system->family, whole.system->family);
    CHECK((!cut.system->uuid || cut.system->uuid == whole.system->uuid));
  }
  if (cut.board) {
    check(cut.board->serialNumber, whole.board->serialNumber);
  }
  if (cut.chassis) {
    check(cut.chassis->serialNumber, whole.chassis->serialNumber);
    CHECK((!cut.chassis->type || cut.chassis->type == whole.chassis->type));
  }
}

}  // namespace

TEST_CASE("a whole table gives every field of types 0 to 3") {
  const auto tables = smbios::parse(test::buildSmbios({.assetTag = "Desk 7"})).value();
  CHECK(tables.majorVersion == 3);
  CHECK(tables.minorVersion == 4);
  CHECK(tables.complete);
  CHECK(tables.notes.empty());
  REQUIRE(tables.firmware);
  CHECK(tables.firmware->vendor == "Contoso Firmware");
  CHECK(tables.firmware->version == "1.07");
  CHECK(tables.firmware->releaseDate == "03/14/2026");
  REQUIRE(tables.system);
  CHECK(tables.system->manufacturer == "Contoso");
  CHECK(tables.system->productName == "Contoso Book 14");
  CHECK(tables.system->version == "A01");
  CHECK(tables.system->serialNumber == "CB14-000123");
  CHECK(tables.system->uuid == test::SmbiosDevice{}.uuid);
  CHECK(tables.system->skuNumber == "CB14-SKU");
  CHECK(tables.system->family == "Contoso Book");
  REQUIRE(tables.board);
  CHECK(tables.board->manufacturer == "Contoso Boards");
  CHECK(tables.board->product == "CB14-MB");
  CHECK(tables.board->version == "B2");
  CHECK(tables.board->serialNumber == "MB-7788");
  REQUIRE(tables.chassis);
  CHECK(tables.chassis->type == 10);
  CHECK(tables.chassis->manufacturer == "Contoso");
  CHECK(tables.chassis->serialNumber == "CH-5566");
  CHECK(tables.chassis->assetTag == "Desk 7");
}

TEST_CASE("a text with number 0 is nothing, a text of blanks stays as it is") {
  const auto tables =
      smbios::parse(test::buildSmbios({.serialNumber = "  CB1 ", .skuNumber = {}, .family = " "})).value();
  CHECK(tables.system->serialNumber == "  CB1 ");
  CHECK_FALSE(tables.system->skuNumber.has_value());
  CHECK(tables.system->family == " ");
  CHECK(tables.complete);
}

TEST_CASE("the bytes of a text are kept, UTF-8 or not") {
  const auto tables =
      smbios::parse(test::buildSmbios({.manufacturer = "Fabrik\xC3\xA4m", .productName = "B\xE4r"})).value();
  CHECK(tables.system->manufacturer == "Fabrik\xC3\xA4m");
  CHECK(tables.system->productName == "B\xE4r");
}

TEST_CASE("a text number beyond the texts is nothing and is noted") {
  const Bytes system = test::SmbiosStructure(1).text("Contoso").field({9, 0, 0}).done();
  const auto tables = smbios::parse(test::rawSmbios({system, test::endStructure()})).value();
  CHECK(tables.system->manufacturer == "Contoso");
  CHECK_FALSE(tables.system->productName.has_value());
  CHECK(hasNote(tables, smbios::Oddity::missingText));
  CHECK(tables.complete);
}

TEST_CASE("fields behind the structure's length are absent, also when bytes follow") {
  // SMBIOS 2.0: a system structure of 8 bytes has no UUID, SKU and family; a chassis of 5 bytes no type.
  const Bytes system = test::SmbiosStructure(1).text("Contoso").text("Old").text("1").text("S1").done();
  const Bytes chassis = test::SmbiosStructure(3).text("Contoso").done();
  const auto tables = smbios::parse(test::rawSmbios({system, chassis, test::endStructure()}, 2, 0)).value();
  CHECK(tables.system->serialNumber == "S1");
  CHECK_FALSE(tables.system->uuid.has_value());
  CHECK_FALSE(tables.system->skuNumber.has_value());
  CHECK_FALSE(tables.chassis->type.has_value());
  CHECK_FALSE(tables.chassis->assetTag.has_value());
  CHECK(tables.notes.empty());
}

TEST_CASE("the first structure of a type counts, a second system is noted once") {
  test::SmbiosDevice other;
  other.serialNumber = "OTHER";
  const auto tables = smbios::parse(test::rawSmbios({test::systemStructure({}), test::systemStructure(other),
                                                     test::systemStructure(other), test::endStructure()}))
                          .value();
  CHECK(tables.system->serialNumber == "CB14-000123");
  CHECK(hasNote(tables, smbios::Oddity::secondSystem));
  CHECK(tables.notes.size() == 1);
}

TEST_CASE("unknown structures and texts of several hundred bytes are stepped over") {
  const Bytes oem = test::SmbiosStructure(221).text(std::string(900, 'x')).text("y").field({1, 2, 3}).done();
  const Bytes bare = test::SmbiosStructure(140).field({0, 0, 0, 0}).done();
  const auto tables = smbios::parse(test::rawSmbios({oem, bare, test::systemStructure({}), test::endStructure()}));
  CHECK(tables->system->serialNumber == "CB14-000123");
  CHECK(tables->complete);
  CHECK(tables->notes.empty());
}

TEST_CASE("a table of more than 64 KB is read to its end") {
  std::vector<Bytes> structures;
  for (int i = 0; i < 400; ++i) {
    structures.push_back(test::SmbiosStructure(221).text(std::string(200, 'x')).done());
  }
  structures.push_back(test::systemStructure({}));
  structures.push_back(test::endStructure());
  const Bytes raw = test::rawSmbios(structures);
  REQUIRE(raw.size() > 70'000);
  const auto tables = smbios::parse(raw).value();
  CHECK(tables.system->serialNumber == "CB14-000123");
  CHECK(tables.complete);
}

TEST_CASE("a structure that is shorter than its head stops the walk and is noted") {
  for (std::uint8_t length = 0; length < 4; ++length) {
    CAPTURE(int{length});
    const Bytes bad{2, length, 0, 0, 0, 0};
    const auto tables =
        smbios::parse(test::rawSmbios({test::systemStructure({}), bad, test::chassisStructure({})})).value();
    CHECK(tables.system->serialNumber == "CB14-000123");
    CHECK_FALSE(tables.chassis.has_value());
    CHECK_FALSE(tables.complete);
    CHECK(hasNote(tables, smbios::Oddity::shortHead));
  }
}

TEST_CASE("a structure that reaches beyond the table gives only its whole fixed fields") {
  const Bytes bad{3, 200, 0, 0, 1, 10, 0, 0, 0};
  const auto tables = smbios::parse(test::rawSmbios({test::systemStructure({}), bad})).value();
  CHECK(tables.chassis->type == 10);
  CHECK_FALSE(tables.chassis->manufacturer.has_value());
  CHECK_FALSE(tables.complete);
  CHECK(hasNote(tables, smbios::Oddity::cutStructure));
}

TEST_CASE("texts without their double NUL give the whole ones only") {
  const auto tables = smbios::parse(rawOf({1, 8, 0, 0, 1, 2, 0, 0, 'C', 'o', 0, 'B', 'o'})).value();
  CHECK(tables.system->manufacturer == "Co");
  CHECK_FALSE(tables.system->productName.has_value());
  CHECK_FALSE(tables.complete);
  CHECK(hasNote(tables, smbios::Oddity::endlessTexts));
}

TEST_CASE("a missing end-of-table structure is noted, and the table is still whole") {
  const auto tables = smbios::parse(test::rawSmbios({test::systemStructure({})})).value();
  CHECK(tables.complete);
  CHECK(hasNote(tables, smbios::Oddity::noEndOfTable));
}

TEST_CASE("what follows the end-of-table structure is not read") {
  const auto tables =
      smbios::parse(test::rawSmbios({test::systemStructure({}), test::endStructure(), test::boardStructure({})}));
  CHECK_FALSE(tables->board.has_value());
  CHECK(tables->complete);
}

TEST_CASE("the length in the head of the raw form bounds the table") {
  Bytes raw = test::rawSmbios({test::systemStructure({}), test::boardStructure({})});
  Bytes more = raw;
  more[4] = static_cast<std::uint8_t>(more[4] + 50);
  const auto missing = smbios::parse(more).value();
  CHECK(missing.board.has_value());
  CHECK_FALSE(missing.complete);
  CHECK(hasNote(missing, smbios::Oddity::shorterThanSaid));
  Bytes fewer = raw;
  fewer[4] = static_cast<std::uint8_t>(test::systemStructure({}).size());
  fewer[5] = 0;
  const auto bounded = smbios::parse(fewer).value();
  CHECK(bounded.system.has_value());
  CHECK_FALSE(bounded.board.has_value());
}

TEST_CASE("too few bytes for one structure are refused") {
  const Bytes raw = test::buildSmbios();
  for (std::size_t size = 0; size < 12; ++size) {
    const auto tables = smbios::parse(ByteView(raw).first(size));
    REQUIRE_FALSE(tables.has_value());
    CHECK(tables.error().kind == ErrorKind::invalid);
  }
  Bytes empty = raw;
  std::fill_n(empty.begin() + 4, 4, std::uint8_t{0});
  CHECK_FALSE(smbios::parse(empty).has_value());
}

TEST_CASE("a table cut at any byte gives whole texts or none, and says that it is not complete") {
  const Bytes raw = test::buildSmbios({.assetTag = "Desk 7"});
  const auto whole = smbios::parse(raw).value();
  for (std::size_t size = 12; size < raw.size(); ++size) {
    CAPTURE(size);
    const auto cut = smbios::parse(ByteView(raw).first(size));
    REQUIRE(cut.has_value());
    CHECK(hasNote(*cut, smbios::Oddity::shorterThanSaid));
    // The last two NULs belong to the end-of-table structure, whose head alone says that all is read.
    CHECK(cut->complete == (size >= raw.size() - 2));
    checkNothingInvented(*cut, whole);
  }
}

TEST_CASE("a table with any one byte changed is read without harm") {
  const Bytes raw = test::buildSmbios();
  for (std::size_t at = 0; at < raw.size(); ++at) {
    for (const int value : {0, 1, 3, 127, 255}) {
      Bytes changed = raw;
      changed[at] = static_cast<std::uint8_t>(value);
      const auto tables = smbios::parse(changed);
      CHECK((tables.has_value() || at < 8));
    }
  }
}

TEST_CASE("a UUID prints as Windows prints it from SMBIOS 2.6 on, before in the order of its bytes") {
  const smbios::Uuid uuid{0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66,
                          0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF};
  const std::string swapped = "00112233-4455-6677-8899-aabbccddeeff";
  CHECK(smbios::uuidText(uuid, 2, 6) == swapped);
  CHECK(smbios::uuidText(uuid, 3, 0) == swapped);
  CHECK(smbios::uuidText(uuid, 2, 5) == "33221100-5544-7766-8899-aabbccddeeff");
}

TEST_CASE("a UUID of only 00 or only FF is blank") {
  smbios::Uuid uuid{};
  CHECK(smbios::isBlankUuid(uuid));
  uuid[15] = 1;
  CHECK_FALSE(smbios::isBlankUuid(uuid));
  uuid.fill(0xFF);
  CHECK(smbios::isBlankUuid(uuid));
  uuid.fill(0x11);
  CHECK_FALSE(smbios::isBlankUuid(uuid));
}
