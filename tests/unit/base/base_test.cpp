#include <doctest/doctest.h>

#include "base/bytes.h"
#include "base/chassis.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/time.h"

using namespace preflight;

TEST_CASE("patterns know the star and the question mark and nothing else") {
  CHECK(fitsPattern("File.txt", "file.txt"));
  CHECK(fitsPattern("File.txt", "*"));
  CHECK(fitsPattern("File.txt", "f??e.*"));
  CHECK(fitsPattern("aXbXc", "*x*c"));
  CHECK(fitsPattern("", "*"));
  CHECK_FALSE(fitsPattern("File.txt", ""));
  CHECK_FALSE(fitsPattern("File.txt", "ile.txt"));
  CHECK_FALSE(fitsPattern("File.txt", "File.tx?t"));
  CHECK_FALSE(fitsPattern("File.txt/x", "File.txt"));
  CHECK_FALSE(fitsPattern(std::string(2000, 'a'), "*a*a*a*a*a*a*b"));
}

TEST_CASE("base64 goes there and back for every length") {
  Bytes bytes;
  for (int length = 0; length < 300; ++length) {
    CAPTURE(length);
    CHECK(fromBase64(toBase64(bytes)).value() == bytes);
    bytes.push_back(static_cast<std::uint8_t>(length * 37));
  }
  CHECK(toBase64(viewOf("OA")) == "T0E=");
}

TEST_CASE("base64 that is not whole or not clean is refused") {
  CHECK_FALSE(fromBase64("T0E").has_value());
  CHECK_FALSE(fromBase64("T0 =").has_value());
  CHECK_FALSE(fromBase64("T=E=").has_value());
  CHECK_FALSE(fromBase64("====").has_value());
}

TEST_CASE("SHA-256 gives the digests of FIPS 180-4, however the input is cut") {
  CHECK(sha256Hex(viewOf("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256Hex(viewOf("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256Hex(viewOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  const std::string million(1'000'000, 'a');
  CHECK(sha256Hex(viewOf(million)) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  for (std::size_t piece = 1; piece < 200; piece += 13) {
    Sha256 hash;
    for (std::size_t at = 0; at < 5000; at += piece) {
      hash.add(viewOf(std::string_view(million).substr(at, std::min(piece, 5000 - at))));
    }
    CHECK(toHex(hash.finish()) == sha256Hex(viewOf(std::string_view(million).substr(0, 5000))));
  }
}

TEST_CASE("two texts are hashed at once as each alone, whatever their lengths") {
  const std::string text(700, 'x');
  for (std::size_t a = 0; a < 300; a += 7) {
    for (std::size_t b = 0; b < 700; b += 13) {
      CAPTURE(a);
      CAPTURE(b);
      const auto viewA = viewOf(std::string_view(text).substr(0, a));
      const auto viewB = viewOf(std::string_view(text).substr(text.size() - b));
      CHECK(sha256Pair(viewA, viewB) == std::pair(sha256(viewA), sha256(viewB)));
    }
  }
}

TEST_CASE("UTF-16 and UTF-8 go there and back, broken pairs become U+FFFD") {
  const std::string text = "A\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";
  CHECK(utf8FromUtf16(utf16FromUtf8(text)) == text);
  CHECK(utf8FromUtf16(u"a\xD800z") == "a\xEF\xBF\xBDz");
  CHECK_FALSE(strictUtf8FromUtf16(u"a\xDC00").has_value());
  CHECK(isUtf8(text));
  CHECK_FALSE(isUtf8("\xC0\x80"));
  CHECK_FALSE(isUtf8("\xED\xA0\x80"));
  CHECK_FALSE(isUtf8("\xE2\x82"));
}

TEST_CASE("text for the screen shows what could hide and is cut at a code point") {
  CHECK(printable(std::string_view("a\0b\x1b\n\xFF", 6)) == "a\\x00b\\x1b\\n\\xff");
  CHECK(printable("a\xE2\x80\xAEgpj.exe\xE2\x81\xA9\xC2\x85") == "a\\u202egpj.exe\\u2069\\u0085");
  CHECK(printable("\xD7\x90\xE2\x80\x94") == "\xD7\x90\xE2\x80\x94");  // letters and dashes stay
  CHECK(printable("\xC3\xA4\xC3\xA4\xC3\xA4", 4) == "\xC3\xA4\xC3\xA4\xE2\x80\xA6");
}

TEST_CASE("times print as ISO 8601 and are read back") {
  CHECK(isoText({0}) == "1970-01-01T00:00:00Z");
  CHECK(isoText({-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(utcTimeFromIso("2018-03-22T23:38:45Z").value().milliseconds == 1521761925000);
  CHECK(isoText(utcTimeFromIso("2018-03-22T23:38:45.1234567Z").value()) == "2018-03-22T23:38:45.123Z");
  CHECK_FALSE(utcTimeFromIso("2018-02-30T00:00:00Z").has_value());
  CHECK_FALSE(utcTimeFromIso("2018-02-20T00:00:00").has_value());
  CHECK(clockText({0}, 120) == "02:00:00 +02:00");
  CHECK(clockText({0}, -210) == "20:30:00 -03:30");
  CHECK(isoText({INT64_MIN}) == "0001-01-01T00:00:00Z");
  CHECK(isoText({INT64_MAX}) == "9999-12-31T23:59:59.999Z");
  CHECK(isoText(utcTimeFromFileTime(116444736000000000ULL)) == "1970-01-01T00:00:00Z");
}

TEST_CASE("sizes read as on a stick's label") {
  CHECK(sizeText(0) == "0 bytes");
  CHECK(sizeText(16'008'609'792) == "16 GB");
  CHECK(sizeText(1'500'000) == "1.5 MB");
  CHECK(sizeText(8'012) == "8 KB");
  CHECK(sizeText(999'999) == "1 MB");
}

TEST_CASE("chassis types have the specification's names, whatever bit 7 says") {
  CHECK(chassisName(1) == "Other");
  CHECK(chassisName(3) == "Desktop");
  CHECK(chassisName(10) == "Notebook");
  CHECK(chassisName(0x8A) == "Notebook");
  CHECK(chassisName(13) == "All in One");
  CHECK(chassisName(23) == "Rack Mount Chassis");
  CHECK(chassisName(30) == "Tablet");
  CHECK(chassisName(31) == "Convertible");
  CHECK(chassisName(36) == "Stick PC");
  CHECK(chassisName(0).empty());
  CHECK(chassisName(37).empty());
  CHECK(chassisName(0xFF).empty());
}

TEST_CASE("a duration is told in its largest unit, one or many") {
  CHECK(durationText(-5) == "0 s");
  CHECK(durationText(1'999) == "1 s");
  CHECK(durationText(59'999) == "59 s");
  CHECK(durationText(60'000) == "1 min");
  CHECK(durationText(3'599'999) == "59 min");
  CHECK(durationText(3'600'000) == "60 min");
  CHECK(durationText(47LL * 3'600'000) == "47 h");
  CHECK(durationText(48LL * 3'600'000) == "2 days");
}
