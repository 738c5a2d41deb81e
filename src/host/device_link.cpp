#include "host/device_link.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "base/json.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::size_t longestToken = 64U << 10;

tl::unexpected<Error> unreadable() {
  return fail(ErrorKind::invalid, {ErrorId::stepUefiVariable, {{"what", std::string(deviceLinkClaims)}}},
              ErrorId::whyToken);
}

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

// gzip, or zlib's own form.
Result<std::string> inflated(ByteView compressed) {
  constexpr int eitherForm = 15 + 32;
  z_stream stream{};
  if (inflateInit2(&stream, eitherForm) != Z_OK) {
    return unreadable();
  }
  const std::unique_ptr<z_stream, EndInflate> end(&stream);
  std::string text(longestToken, '\0');
  stream.next_in = const_cast<Bytef*>(compressed.data());  // zlib reads only
  stream.avail_in = static_cast<uInt>(std::min(compressed.size(), longestToken));
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  if (inflate(&stream, Z_FINISH) != Z_STREAM_END) {
    return unreadable();
  }
  text.resize(text.size() - stream.avail_out);
  return text;
}

// The second of three parts, in base64 for addresses.
Result<Bytes> payloadOf(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) {
    return unreadable();
  }
  std::string part(token.substr(first + 1, second - first - 1));
  std::ranges::replace(part, '-', '+');
  std::ranges::replace(part, '_', '/');
  part.append((4 - part.size() % 4) % 4, '=');
  Result<Bytes> bytes = fromBase64(part);
  return bytes ? std::move(bytes) : unreadable();
}

}  // namespace

Result<Bytes> claimsOfToken(ByteView compressed) {
  return inflated(compressed).and_then(payloadOf).and_then([](const Bytes& payload) -> Result<Bytes> {
    constexpr JsonLimits limits{longestToken, 16, 200, 1000};
    const auto claims = parseJson(textOf(payload), limits);
    if (!claims || !claims->isObject()) {
      return unreadable();
    }
    Json kept = Json::object();
    if (const Json* tenant = claims->find("tenantId"); tenant != nullptr && tenant->isText()) {
      kept["tenantId"] = *tenant->text();
    }
    if (const Json* expires = claims->find("exp"); expires != nullptr && expires->integer()) {
      kept["exp"] = *expires->integer();
    }
    const std::string text = kept.line();
    return Bytes(text.begin(), text.end());
  });
}

}  // namespace preflight
