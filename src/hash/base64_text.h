// From the text that Windows, a CSV or a person gives to the bytes of a hardware hash, and to the text an import takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace preflight::hash {

// What had to be done to the text. The digits themselves are never changed, except that `tail` adds one.
enum class Repair : std::uint8_t {
  byteOrderMark,  // a UTF-8 byte order mark or zero-width characters taken out
  whiteSpace,     // blanks, tabs, line ends taken out
  quotes,         // quotation marks around it taken off
  padding,        // "=" brought to the number that the length asks for
  tail,           // "A" added, six zero bits behind the checksum: see paddedBase64
};

// Stable names: "byte-order-mark", "white-space", "quotes", "padding", "tail".
std::string_view name(Repair repair);

// The container can hold 65,571 bytes; this leaves room for padding and line ends.
inline constexpr std::size_t longestText = std::size_t{1024} * 1024;  // characters

struct PaddedText {
  std::string text;             // base64 with padding, a multiple of four characters, for an import file
  Bytes bytes;                  // that `text` encodes
  std::vector<Repair> repairs;  // each at most once, in the order of the enumeration; empty: `text` is what was given
};

// Windows gives the hash without "=". Padding by the number of digits mod 4: 0 none, 2 "==", 3 "=". 1 cannot be whole;
// "A==" is added only when the SHA-256 inside then holds, since only then nothing that counts was cut. Any character
// that is neither base64 nor one of those that `Repair` names is refused (`invalid`), naming it and its position.
Result<PaddedText> paddedBase64(std::string_view text);

// The bytes alone, for a reader of the hash.
Result<Bytes> decodeBase64Text(std::string_view text);

}  // namespace preflight::hash
