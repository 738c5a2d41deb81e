// Which characters an import file cannot hold, why, and how to show them to people.
#pragma once

#include <optional>
#include <string>

#include <string_view>

#include "base/result.h"
#include "text/csv_id.h"

namespace preflight::csv {

struct Forbidden {
  CsvId inColumn{};  // why, with the column
  CsvId inField{};   // why, and what to do
  std::string_view rule;
};

// Nothing for a character that a field can hold.
const Forbidden* forbidden(char32_t c);

// The first character of a value that may not be in a field.
struct BadCharacter {
  std::size_t position = 0;  // in characters, from 1
  std::string character;     // see `shown`
  const Forbidden* why = nullptr;
};
std::optional<BadCharacter> badCharacter(std::string_view value, bool commasGo = false);
std::string wordsOf(const BadCharacter& bad, std::string_view column);

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
