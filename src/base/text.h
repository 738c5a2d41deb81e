// Text without device knowledge. Everything inside the program is UTF-8; Windows' own strings are UTF-16.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace preflight {

// Blanks, tabs, line ends and NULs cut off at both ends.
std::string_view trimmed(std::string_view text);

// ASCII letters only; other characters stay, so that the result never depends on a locale.
std::string lower(std::string_view text);
bool equalIgnoringCase(std::string_view a, std::string_view b);
bool startsWithIgnoringCase(std::string_view text, std::string_view start);
// '*' is any text and '?' one character; ASCII case does not matter.
bool fitsPattern(std::string_view text, std::string_view pattern);

// Not well-formed input becomes U+FFFD, one for each unit or byte that does not fit: nothing is dropped silently.
std::string utf8FromUtf16(std::u16string_view text);
std::u16string utf16FromUtf8(std::string_view text);
// The same, but nothing at all when the input is not well-formed.
Result<std::string> strictUtf8FromUtf16(std::u16string_view text);

bool isUtf8(std::string_view text);
// The next code point of UTF-8 text, U+FFFD for a byte that does not fit; moves `text` on.
char32_t takeCodePoint(std::string_view& text);
void appendUtf8(std::string& text, char32_t codePoint);

// UTF-16 units out of little-endian bytes; an odd last byte is left out.
std::u16string utf16FromBytes(ByteView bytes);

// Text for one line on a screen: control characters, NULs and bytes that are not UTF-8 become visible escapes (\n,
// \x01), and what is longer than `limit` bytes is cut at a code point and ends in an ellipsis.
std::string printable(std::string_view text, std::size_t limit = 4096);

// The text, or of one with more than `limit` bytes the beginning, cut at a code point, with an ellipsis. Nothing is
// escaped: for texts that are kept; printable() is for texts that are shown.
std::string shortened(std::string_view text, std::size_t limit);

// "1.5 GB", "512 MB" (powers of 1000, as on a stick's label).
std::string sizeText(std::uint64_t bytes);

}  // namespace preflight
