// Bytes and the texts that stand for them: base64 and hexadecimal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace preflight {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView viewOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view textOf(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Standard base64 (A-Z a-z 0-9 + /) with padding to a multiple of four.
std::string toBase64(ByteView bytes);

// Strict: padding required, no white space. The error names the first offset that does not fit.
Result<Bytes> fromBase64(std::string_view text);

// Lower case, two digits a byte, no separator.
std::string toHex(ByteView bytes);

// Little-endian reads inside `bytes`; the caller has checked that offset + size fits.
std::uint16_t readU16(ByteView bytes, std::size_t offset);
std::uint32_t readU32(ByteView bytes, std::size_t offset);
std::uint64_t readU64(ByteView bytes, std::size_t offset);

}  // namespace preflight
