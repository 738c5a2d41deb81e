#include "hash/base64_text.h"

#include <doctest/doctest.h>

#include "support/hash_builder.h"

using namespace preflight;
using hash::Repair;

namespace {

using Repairs = std::vector<Repair>;

// A hash whose content, checksum included, ends exactly with the bytes: sizes mod 3 as asked.
Bytes hashWithSizeMod3(std::size_t rest) {
  Bytes bytes = test::buildHash();
  bytes.resize(2999 - 2999 % 3 + rest);
  return bytes;
}

std::string withoutPadding(std::string text) {
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

}  // namespace

TEST_CASE("a whole text stays as it is, with nothing to report") {
  for (const std::size_t rest : {0, 1, 2}) {
    CAPTURE(rest);
    const Bytes bytes = hashWithSizeMod3(rest);
    const std::string text = toBase64(bytes);
    const auto padded = hash::paddedBase64(text).value();
    CHECK(padded.text == text);
    CHECK(padded.bytes == bytes);
    CHECK(padded.repairs.empty());
  }
}

TEST_CASE("padding is added by the number of characters mod 4") {
  const Bytes two = hashWithSizeMod3(1);
  const std::string twoText = withoutPadding(toBase64(two));
  REQUIRE(twoText.size() % 4 == 2);
  CHECK(hash::paddedBase64(twoText)->text == twoText + "==");
  CHECK(hash::paddedBase64(twoText)->bytes == two);
  CHECK(hash::paddedBase64(twoText)->repairs == Repairs{Repair::padding});

  const Bytes three = hashWithSizeMod3(2);
  const std::string threeText = withoutPadding(toBase64(three));
  REQUIRE(threeText.size() % 4 == 3);
  CHECK(hash::paddedBase64(threeText)->text == threeText + "=");
  CHECK(hash::paddedBase64(threeText)->bytes == three);
  CHECK(hash::paddedBase64(threeText)->repairs == Repairs{Repair::padding});
}

TEST_CASE("padding that is there but wrong is brought to the right number") {
  const std::string text = withoutPadding(toBase64(hashWithSizeMod3(1)));
  CHECK(hash::paddedBase64(text + "=")->text == text + "==");
  CHECK(hash::paddedBase64(text + "=")->repairs == Repairs{Repair::padding});
  const std::string whole = test::hashText();
  CHECK(hash::paddedBase64(whole + "=")->text == whole);
}

TEST_CASE("a single character too many gets A== only if the checksum is right") {
  const std::string whole = test::hashText();
  // In the zeros behind the checksum: what is cut there is harmless.
  const std::string cutInZeros = whole.substr(0, 3801);
  const auto padded = hash::paddedBase64(cutInZeros);
  REQUIRE(padded.has_value());
  CHECK(padded->text == cutInZeros + "A==");
  CHECK(padded->repairs == Repairs{Repair::tail});
  CHECK(padded->text.size() % 4 == 0);
  // In the content: nothing may make it look whole.
  const auto cut = hash::paddedBase64(whole.substr(0, 1001));
  REQUIRE_FALSE(cut.has_value());
  CHECK(cut.error().kind == ErrorKind::invalid);
  CHECK(cut.error().words.str().find("1001 characters") != std::string::npos);
  CHECK_FALSE(hash::paddedBase64("T0E=A").has_value());
  CHECK_FALSE(hash::paddedBase64("T").has_value());
}

TEST_CASE("white space, quotes, byte order mark and zero-width characters are removed and reported") {
  const std::string text = test::hashText();
  const auto check = [&](const std::string& given, const Repairs& repairs) {
    CAPTURE(given.substr(0, 20));
    const auto padded = hash::paddedBase64(given);
    REQUIRE(padded.has_value());
    CHECK(padded->text == text);
    CHECK(padded->repairs == repairs);
  };
  check(" " + text + "\r\n", {Repair::whiteSpace});
  check(text.substr(0, 76) + "\r\n" + text.substr(76), {Repair::whiteSpace});
  check("\xEF\xBB\xBF" + text, {Repair::byteOrderMark});
  check(text.substr(0, 50) + "\xE2\x80\x8B" + text.substr(50), {Repair::byteOrderMark});
  check("\"" + text + "\"", {Repair::quotes});
  check("\xE2\x80\x9C" + text + "\xE2\x80\x9D", {Repair::quotes});
  check("\xEF\xBB\xBF'" + text + "'\n", {Repair::byteOrderMark, Repair::whiteSpace, Repair::quotes});
}

TEST_CASE("any other character is refused with its place") {
  const std::string text = test::hashText();
  const auto refused = [&](std::string bad, std::string_view part) {
    std::string changed = text;
    changed.replace(10, 1, bad);
    const auto padded = hash::paddedBase64(changed);
    REQUIRE_FALSE(padded.has_value());
    CAPTURE(padded.error().words);
    CHECK(padded.error().kind == ErrorKind::invalid);
    CHECK(padded.error().words.str().find("character 11") != std::string::npos);
    CHECK(padded.error().words.str().find(part) != std::string::npos);
  };
  refused(",", "U+002C");
  refused("-", "U+002D");
  refused("_", "U+005F");
  refused("=", "\"=\"");
  refused(std::string(1, '\0'), "\\x00");
  refused("\xC3\xA4", "U+00E4");
  refused("\xE4", "\\xe4");
  CHECK_FALSE(hash::paddedBase64(text + "===").has_value());
}

TEST_CASE("empty and absurdly long texts are refused") {
  CHECK_FALSE(hash::paddedBase64("").has_value());
  CHECK_FALSE(hash::paddedBase64(" \r\n").has_value());
  CHECK_FALSE(hash::paddedBase64("====").has_value());
  CHECK_FALSE(hash::paddedBase64(std::string(2 * 1024 * 1024, 'A')).has_value());
}

TEST_CASE("a text cut at any character is whole base64 again or refused, and its bytes are those of the original") {
  const std::string text = test::hashText();
  const Bytes bytes = test::buildHash();
  for (std::size_t size = 1; size < text.size(); ++size) {
    const auto padded = hash::paddedBase64(std::string_view(text).substr(0, size));
    if (size % 4 != 1) {
      REQUIRE(padded.has_value());
    }
    if (padded) {
      const std::size_t same = size * 3 / 4;
      REQUIRE(padded->bytes.size() >= same);
      CHECK(std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(same), padded->bytes.begin()));
      CHECK(padded->text.size() % 4 == 0);
    }
  }
}

TEST_CASE("decoding gives the bytes alone") {
  CHECK(hash::decodeBase64Text(" " + test::hashText()).value() == test::buildHash());
  CHECK_FALSE(hash::decodeBase64Text("no hash!").has_value());
}

TEST_CASE("repairs have stable names") {
  CHECK(hash::name(Repair::byteOrderMark) == "byte-order-mark");
  CHECK(hash::name(Repair::whiteSpace) == "white-space");
  CHECK(hash::name(Repair::quotes) == "quotes");
  CHECK(hash::name(Repair::padding) == "padding");
  CHECK(hash::name(Repair::tail) == "tail");
}
