// Which characters may not stand in an import file, why, and how to show them to people.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace preflight::csv {

struct Forbidden {
  std::string_view words;  // completes "..., which"
  std::string_view rule;
};

// Nothing for a character that may stand in a field.
const Forbidden* forbidden(char32_t c);

// A refusal of one field, `invalid`.
tl::unexpected<Error> refusedField(std::string_view fieldName, std::string words);

// No character that is forbidden, no blank at either end. The error names field, character, place and rule.
Result<void> checkCharacters(std::string_view fieldName, std::string_view value);

// What checkCharacters and checkBase64 take, without words: nearly every hash, at the speed of memory.
bool isWholeBase64(std::string_view value);

// Digits of base64 alone, without "=".
bool areBase64Digits(std::string_view text);

// Printable ASCII without comma and quotation mark, which nearly every value is.
bool isPlain(std::string_view value);

// Whole base64; `value` is not empty.
Result<void> checkBase64(std::string_view fieldName, std::string_view value);

// "a comma (U+002C)", "'ä' (U+00E4)", "\x01 (U+0001)"; a byte that is not UTF-8 as "byte \xe4". `bytes` are those of
// `c`.
std::string shown(std::string_view bytes, char32_t c);

}  // namespace preflight::csv
