#include "hash/base64_fast.h"

#include <doctest/doctest.h>

#include "support/hash_builder.h"

using namespace preflight;

TEST_CASE("the fast way gives the bytes of the strict way for every length") {
  const Bytes bytes = test::buildHash({.boardVersion = std::string(300, '\xFB')});
  for (std::size_t size = 1; size < 400; ++size) {
    CAPTURE(size);
    const ByteView part = ByteView(bytes).subspan(500, size);
    CHECK(hash::decodeStrict(toBase64(part)) == Bytes(part.begin(), part.end()));
  }
  CHECK(hash::decodeStrict(toBase64(bytes)) == bytes);
}

TEST_CASE("the fast way knows all digits and refuses every other character at every place of a block") {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  CHECK(hash::decodeStrict(digits + digits) == fromBase64(digits + digits).value());
  for (std::size_t at = 0; at < 48; ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string text = digits;
      text[at] = static_cast<char>(c);
      const Result<Bytes> strict = fromBase64(text);
      CAPTURE(at);
      CAPTURE(c);
      REQUIRE(hash::decodeStrict(text).has_value() == strict.has_value());
    }
  }
}

TEST_CASE("the fast way refuses lengths that are not whole, nothing, and padding alone") {
  for (const char* text : {"", "T", "T0", "T0E", "T0E=A", "====", "T0===", "T0E\nT0EA"}) {
    CAPTURE(text);
    CHECK_FALSE(hash::decodeStrict(text).has_value());
  }
  CHECK(hash::decodeStrict("T0E=") == Bytes{'O', 'A'});
}
