#include "csv/characters.h"

#include <emmintrin.h>
#include <fmt/format.h>
#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "base/text.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr Forbidden comma{CsvId::characterComma, CsvId::fieldCharacterComma, "IH-12"};
constexpr Forbidden quote{CsvId::characterQuote, CsvId::fieldCharacterQuote, "IH-11"};
constexpr Forbidden control{CsvId::characterControl, CsvId::fieldCharacterControl, "IH-14"};
constexpr Forbidden beyondAscii{CsvId::characterAscii, CsvId::fieldCharacterAscii, "IH-10"};

// Straight and typographic double quotes, low and angled ones too.
constexpr bool isQuote(char32_t c) {
  return c == U'"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2033;
}

std::optional<CsvId> nameOf(char32_t c) {
  switch (c) {
    case U',':
      return CsvId::charComma;
    case U'"':
      return CsvId::charQuote;
    case U'\t':
      return CsvId::charTab;
    case U'\r':
    case U'\n':
      return CsvId::charLineEnd;
    case U'\0':
      return CsvId::charNul;
    case 0xA0:
      return CsvId::charNoBreak;
    case 0xFEFF:
      return CsvId::charMark;
    default:
      return isQuote(c) ? std::optional(CsvId::charTypographic) : std::nullopt;
  }
}

// The plain characters that nearly every field is made of; a hash has 4,000 of them.
std::size_t plainPrefix(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && text[size] >= ' ' && text[size] < '\x7F' && text[size] != ',' && text[size] != '"') {
    ++size;
  }
  return size;
}

// Whether 16 characters are all of base64's alphabet.
bool areDigits(__m128i text) {
  const auto within = [&](char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(text, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const __m128i letters = _mm_or_si128(within('A', 'Z'), within('a', 'z'));
  const __m128i others = _mm_or_si128(within('/', '9'), _mm_cmpeq_epi8(text, _mm_set1_epi8('+')));
  return _mm_movemask_epi8(_mm_or_si128(letters, others)) == 0xFFFF;
}

}  // namespace

const Forbidden* forbidden(char32_t c) {
  if (c == U',') {
    return &comma;
  }
  if (isQuote(c)) {
    return &quote;
  }
  if (c < 0x20 || c == 0x7F) {
    return &control;
  }
  return c > 0x7F ? &beyondAscii : nullptr;
}

std::string shown(std::string_view bytes, char32_t c) {
  if (!isUtf8(bytes)) {
    return say(CsvId::charByte, {{"byte", printable(bytes)}});
  }
  const std::optional<CsvId> name = nameOf(c);
  return !name ? fmt::format("'{}' (U+{:04X})", printable(bytes), static_cast<std::uint32_t>(c))
               : fmt::format("{} (U+{:04X})", say(*name), static_cast<std::uint32_t>(c));
}

tl::unexpected<Error> refusedField(std::string_view fieldName, std::string words) {
  return fail(ErrorKind::invalid, say(CsvId::stepField, {{"field", fieldName}}), std::move(words));
}

std::optional<BadCharacter> badCharacter(std::string_view value, bool commasGo) {
  const std::size_t plain = plainPrefix(value);
  std::size_t position = plain + 1;
  for (std::string_view rest = value.substr(plain); !rest.empty(); ++position) {
    const std::string_view before = rest;
    const char32_t c = takeCodePoint(rest);
    const Forbidden* why = forbidden(c);
    if (why != nullptr && !(c == U',' && commasGo)) {
      return BadCharacter{position, shown(before.substr(0, before.size() - rest.size()), c), why};
    }
  }
  return std::nullopt;
}

std::string wordsOf(const BadCharacter& bad, std::string_view column) {
  return say(bad.why->inColumn,
             {{"position", std::to_string(bad.position)}, {"column", column}, {"character", bad.character}});
}

Result<void> checkCharacters(std::string_view fieldName, std::string_view value) {
  if (const auto bad = badCharacter(value)) {
    return refusedField(fieldName, say(bad->why->inField, {{"position", std::to_string(bad->position)},
                                                           {"character", bad->character},
                                                           {"rule", bad->why->rule}}));
  }
  if (value.starts_with(' ')) {
    return refusedField(fieldName, say(CsvId::fieldBlankFirst));
  }
  if (value.ends_with(' ')) {
    return refusedField(fieldName, say(CsvId::fieldBlankLast, {{"position", std::to_string(value.size())}}));
  }
  return {};
}

bool isPlain(std::string_view value) {
  return plainPrefix(value) == value.size();
}

bool isWholeBase64(std::string_view value) {
  if (value.empty() || value.size() % 4 != 0) {
    return false;
  }
  const std::size_t padding = value.ends_with("==") ? 2 : value.ends_with('=') ? 1 : 0;
  return areBase64Digits(value.substr(0, value.size() - padding));
}

bool areBase64Digits(std::string_view digits) {
  std::size_t at = 0;
  for (; at + sizeof(__m128i) <= digits.size(); at += sizeof(__m128i)) {
    if (!areDigits(_mm_loadu_si128(reinterpret_cast<const __m128i*>(digits.data() + at)))) {
      return false;
    }
  }
  return std::ranges::all_of(digits.substr(at), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  });
}

Result<void> checkBase64(std::string_view fieldName, std::string_view value) {
  if (const auto bytes = fromBase64(value); !bytes) {
    return refusedField(fieldName, say(CsvId::fieldBase64, {{"why", bytes.error().words},
                                                            {"rule", value.size() % 4 == 0 ? "IH-05" : "IH-17"}}));
  }
  return {};
}

}  // namespace preflight::csv
