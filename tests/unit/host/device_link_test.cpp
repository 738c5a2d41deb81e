#include "host/device_link.h"

#include <doctest/doctest.h>

#include <string>

using namespace preflight;

namespace {

// An invented token: {"alg"} . {"linkId","tenantId","deviceSerialNumber","exp"} . signature, as gzip.
constexpr const char* token =
    "H4sIAAAAAAACAyWMyw6CMBRE/8jUJrgnRbANtwRtKXTHS2gDmAgJ1K8XZTGLOXMyrWN9FdUmMb6RAzguCvNMT61jc6m890Ol/6nA"
    "dOOEzpQwpJXXV9OdaUIve7cQ6VEruQJBG4jrFovUgaVLEsAHHEI8SBEX8rxfY24LExPf6CjDpeKDxJkrVTiLKVuKMXPUvjpqmwjQ"
    "7ElBDzfv1x8H0a0Q+Edu6FTjYarGEDU5G756R/LmxwAAAA==";
// "no token", in zlib's form.
constexpr const char* noToken = "eJzLy1coyc9OzQMADboDHw==";

Result<std::string> claims(const char* base64) {
  return fromBase64(base64).and_then([](const Bytes& bytes) {
    return claimsOfToken(bytes).map([](const Bytes& c) { return std::string(textOf(c)); });
  });
}

}  // namespace

TEST_CASE("of a device link's token only whose it is and until when it is valid is given on") {
  CHECK(claims(token) == R"({"tenantId":"c0ffee00-1111-4222-8333-444455556666","exp":1800000000})");
}

TEST_CASE("what is no token is an error and gives nothing of itself") {
  CHECK_FALSE(claims(noToken).has_value());
  CHECK_FALSE(claimsOfToken({}).has_value());
  const Bytes bytes = *fromBase64(token);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(claimsOfToken(ByteView(bytes).first(size)).has_value());
  }
  const Error error = claims(noToken).error();
  CHECK(describe(error).find("no token") == std::string::npos);
}
