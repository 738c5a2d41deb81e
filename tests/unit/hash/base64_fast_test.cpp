#include "hash/base64_fast.h"

#include <doctest/doctest.h>

#include <optional>

#include "support/hash_builder.h"

using namespace preflight;

namespace {

std::optional<Bytes> decoded(std::string_view text) {
  Bytes bytes{1, 2, 3, 4, 5};  // of the hash before
  return hash::decodeStrict(text, bytes) ? std::optional(bytes) : std::nullopt;
}

}  // namespace

TEST_CASE("the fast way gives the bytes of the strict way for every length") {
  const Bytes bytes = test::buildHash({.boardVersion = std::string(300, '\xFB')});
  for (std::size_t size = 1; size < 400; ++size) {
    CAPTURE(size);
    const ByteView part = ByteView(bytes).subspan(500, size);
    CHECK(decoded(toBase64(part)) == Bytes(part.begin(), part.end()));
  }
  CHECK(decoded(toBase64(bytes)) == bytes);
}

TEST_CASE("the fast way knows all digits and refuses every other character at every place of a block") {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  CHECK(decoded(digits + digits) == fromBase64(digits + digits).value());
  for (std::size_t at = 0; at < 48; ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string text = digits;
      text[at] = static_cast<char>(c);
      const Result<Bytes> strict = fromBase64(text);
      CAPTURE(at);
      CAPTURE(c);
      REQUIRE(decoded(text).has_value() == strict.has_value());
    }
  }
}

TEST_CASE("a text that ends in zero bytes is decoded as any other, however long its end is") {
  for (std::size_t zeros = 0; zeros < 200; ++zeros) {
    for (const std::string_view head : {"", "T", "T0", "T0H", "T0HAB", "T0HABB"}) {
      const std::string text = std::string(head) + std::string(zeros, 'A');
      CAPTURE(text);
      const Result<Bytes> strict = fromBase64(text);
      REQUIRE(decoded(text).has_value() == (strict.has_value() && !text.empty()));
      CHECK((!strict || text.empty() || decoded(text) == *strict));
    }
    CHECK_FALSE(decoded("T0E=" + std::string(zeros + 4 - zeros % 4, 'A')).has_value());
  }
}

TEST_CASE("the fast way refuses lengths that are not whole, nothing, and padding alone") {
  for (const char* text : {"", "T", "T0", "T0E", "T0E=A", "====", "T0===", "T0E\nT0EA"}) {
    CAPTURE(text);
    CHECK_FALSE(decoded(text).has_value());
  }
  CHECK(decoded("T0E=") == Bytes{'O', 'A'});
}
