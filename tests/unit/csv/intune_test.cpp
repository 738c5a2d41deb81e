#include <doctest/doctest.h>

#include "csv/characters.h"
#include "csv/intune.h"
#include "csv/sheet.h"
#include "support/hash_builder.h"

using namespace preflight;
using csv::Field;

namespace {

const std::string someHash = test::hashText();

csv::Row rowOf(std::string serial, std::string tag = "", std::string user = "") {
  return {std::move(serial), "", someHash, std::move(tag), std::move(user)};
}

// The words of the refusal; empty when the value is taken.
std::string refusal(Field field, std::string_view value) {
  const Result<void> checked = csv::checkField(field, value);
  if (checked) {
    return {};
  }
  CHECK(checked.error().kind == ErrorKind::invalid);
  CHECK(checked.error().step.str().find(csv::columnName(field)) != std::string::npos);
  return checked.error().words.str();
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("ordinary values of every field are taken, blanks inside and apostrophes too") {
  CHECK(refusal(Field::serialNumber, "CB14-000123").empty());
  CHECK(refusal(Field::serialNumber, "VMware-56 4d 3f 12 9a 01 c4 7e-0b 55 21 9d 3e 40 aa 17").empty());
  CHECK(refusal(Field::productId, "").empty());
  CHECK(refusal(Field::productId, "00330-80000-00000-AA123").empty());
  CHECK(refusal(Field::hardwareHash, someHash).empty());
  CHECK(refusal(Field::groupTag, "").empty());
  CHECK(refusal(Field::groupTag, "Director's desk; 1st floor").empty());
  CHECK(refusal(Field::assignedUser, "").empty());
  CHECK(refusal(Field::assignedUser, "anna.o'hara@contoso.example").empty());
}

TEST_CASE("a comma, quote, control or non-ASCII character is refused in every field, with name and place") {
  const std::vector<std::pair<std::string, std::string>> bad{
      {",", "a comma (U+002C)"},
      {"\"", "a quotation mark (U+0022)"},
      {"\xE2\x80\x9C", "a typographic quotation mark (U+201C)"},
      {"\xE2\x80\x9E", "a typographic quotation mark (U+201E)"},
      {std::string(1, '\0'), "a NUL (U+0000)"},
      {"\t", "a tab (U+0009)"},
      {"\r", "a line end (U+000D)"},
      {"\n", "a line end (U+000A)"},
      {"\x1B", "'\\x1b' (U+001B)"},
      {"\x7F", "(U+007F)"},
      {"\xC3\xA4", "'\xC3\xA4' (U+00E4)"},
      {"\xC2\xA0", "a no-break space (U+00A0)"},
      {"\xEF\xBB\xBF", "a byte order mark (U+FEFF)"},
      {"\xE4", "the byte \\xe4"},
  };
  for (const Field field :
       {Field::serialNumber, Field::productId, Field::hardwareHash, Field::groupTag, Field::assignedUser}) {
    for (const auto& each : bad) {
      const std::string& shown = each.second;
      CAPTURE(shown);
      const std::string words = refusal(field, "AB" + each.first + "CD");
      CAPTURE(words);
      CHECK(has(words, shown));
      CHECK(has(words, "character 3 is"));
      CHECK(has(words, "remove it"));
    }
  }
}

TEST_CASE("positions count characters, not bytes, and the first bad one is named") {
  CHECK(has(refusal(Field::groupTag, "K\xC3\xB6ln, Nord"), "character 2 is '\xC3\xB6' (U+00F6)"));
  CHECK(has(refusal(Field::groupTag, ","), "character 1 is a comma"));
  CHECK(has(refusal(Field::groupTag, "Nord,"), "character 5 is a comma"));
}

TEST_CASE("blanks at either end are refused, not taken off") {
  CHECK(has(refusal(Field::serialNumber, " S1"), "character 1 is a blank, U+0020"));
  CHECK(has(refusal(Field::serialNumber, "S1  "), "character 4 is a blank, U+0020"));
  CHECK(has(refusal(Field::groupTag, " "), "character 1 is a blank"));
}

TEST_CASE("serial and hash are required") {
  CHECK(has(refusal(Field::serialNumber, ""), "no import works without a serial number"));
  CHECK(has(refusal(Field::hardwareHash, ""), "no import works without the hash"));
}

TEST_CASE("a hash that is not whole base64 is refused") {
  CHECK(has(refusal(Field::hardwareHash, someHash.substr(0, 3999)), "multiple of 4"));
  CHECK(has(refusal(Field::hardwareHash, someHash.substr(0, 3999)), "not complete base64"));
  CHECK(has(refusal(Field::hardwareHash, "T0E-"), "character 4"));
  CHECK(has(refusal(Field::hardwareHash, "T=E="), "not complete base64"));
}

TEST_CASE("an assigned user must look like name@domain") {
  for (const std::string user :
       {"anna", "@contoso.example", "anna@", "anna@b@contoso.example", "anna b@contoso.example"}) {
    CAPTURE(user);
    CHECK(has(refusal(Field::assignedUser, user), "name@domain"));
  }
}

TEST_CASE("the column set follows from what the row holds") {
  CHECK(csv::columnsFor(rowOf("S")) == csv::Columns::three);
  CHECK(csv::columnsFor(rowOf("S", "Tag")) == csv::Columns::four);
  CHECK(csv::columnsFor(rowOf("S", "", "a@b.example")) == csv::Columns::five);
  CHECK(csv::columnsFor(rowOf("S", "Tag", "a@b.example")) == csv::Columns::five);
}

TEST_CASE("a new file is exactly what Intune takes, with three, four and five columns") {
  const std::vector<csv::Row> three{rowOf("S1")};
  CHECK(csv::writeIntune(three).value() ==
        "Device Serial Number,Windows Product ID,Hardware Hash\r\nS1,," + someHash + "\r\n");
  const std::vector<csv::Row> four{rowOf("S1"), rowOf("S2", "Sales")};
  CHECK(csv::writeIntune(four).value() == "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag\r\nS1,," +
                                              someHash + ",\r\nS2,," + someHash + ",Sales\r\n");
  const std::vector<csv::Row> five{rowOf("S1", "", "anna@contoso.example")};
  CHECK(csv::writeIntune(five).value() ==
        "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\r\nS1,," + someHash +
            ",,anna@contoso.example\r\n");
}

TEST_CASE("a new file holds one to 500 devices, all of them valid") {
  CHECK_FALSE(csv::writeIntune({}).has_value());
  std::vector<csv::Row> rows;
  for (int i = 0; i < 500; ++i) {
    rows.push_back(rowOf("S" + std::to_string(i)));
  }
  CHECK(csv::parseSheet(csv::Format::intune, csv::writeIntune(rows).value())->rows.size() == 500);
  rows.push_back(rowOf("S500"));
  const auto tooMany = csv::writeIntune(rows);
  REQUIRE_FALSE(tooMany.has_value());
  CHECK(has(tooMany.error().words.str(), "501 devices"));
  rows.resize(3);
  rows[1].groupTag = "a,b";
  const auto bad = csv::writeIntune(rows);
  REQUIRE_FALSE(bad.has_value());
  CHECK(has(bad.error().step.str(), "Group Tag of device 2"));
}

TEST_CASE("what is taken for whole base64 at a glance is what the slow test takes, at every place of a block") {
  const std::string plain = "ABCDwxyz0189+/AaZz09+/QRSTUVabcd";
  CHECK(csv::isWholeBase64(plain));
  CHECK(csv::isWholeBase64(plain + "QQ=="));
  CHECK(csv::isWholeBase64(plain + "QUE="));
  CHECK(!csv::isWholeBase64(plain + "Q==="));
  CHECK(!csv::isWholeBase64(plain + "QUE"));
  CHECK(!csv::isWholeBase64(""));
  for (std::size_t place = 0; place < plain.size(); ++place) {
    for (int c = 0; c < 256; ++c) {
      std::string text = plain;
      text[place] = static_cast<char>(c);
      const bool fast = csv::isWholeBase64(text);
      const bool slow = fromBase64(text).has_value() && csv::checkCharacters("x", text).has_value();
      if (fast != slow) {
        CAPTURE(c);
        CAPTURE(place);
        CHECK(fast == slow);
      }
    }
  }
}
