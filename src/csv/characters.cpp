#include "csv/characters.h"

#include <emmintrin.h>
#include <fmt/format.h>
#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"

namespace preflight::csv {
namespace {

constexpr Forbidden comma{"would shift the columns", "IH-12"};
constexpr Forbidden quote{"Intune does not accept", "IH-11"};
constexpr Forbidden control{"no field may hold", "IH-14"};
constexpr Forbidden beyondAscii{"is not ASCII", "IH-10"};

// Straight and typographic double quotes, low and angled ones too.
constexpr bool isQuote(char32_t c) {
  return c == U'"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2033;
}

std::string_view nameOf(char32_t c) {
  switch (c) {
    case U',':
      return "a comma";
    case U'"':
      return "a quotation mark";
    case U'\t':
      return "a tab";
    case U'\r':
    case U'\n':
      return "a line end";
    case U'\0':
      return "a NUL";
    case 0xA0:
      return "a no-break space";
    case 0xFEFF:
      return "a byte order mark";
    default:
      return isQuote(c) ? "a typographic quotation mark" : std::string_view{};
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
    return fmt::format("the byte {}", printable(bytes));
  }
  const std::string_view name = nameOf(c);
  return name.empty() ? fmt::format("'{}' (U+{:04X})", printable(bytes), static_cast<std::uint32_t>(c))
                      : fmt::format("{} (U+{:04X})", name, static_cast<std::uint32_t>(c));
}

tl::unexpected<Error> refusedField(std::string_view fieldName, std::string words) {
  return fail(ErrorKind::invalid, fmt::format("check the field {}", fieldName), std::move(words));
}

Result<void> checkCharacters(std::string_view fieldName, std::string_view value) {
  const std::size_t plain = plainPrefix(value);
  std::size_t position = plain + 1;
  for (std::string_view rest = value.substr(plain); !rest.empty(); ++position) {
    const std::string_view before = rest;
    const char32_t c = takeCodePoint(rest);
    if (const Forbidden* why = forbidden(c)) {
      return refusedField(fieldName,
                          fmt::format("character {} is {}, which {}: take it out (rule {})", position,
                                      shown(before.substr(0, before.size() - rest.size()), c), why->words, why->rule));
    }
  }
  if (value.starts_with(' ')) {
    return refusedField(fieldName,
                        "character 1 is a blank, U+0020, which may not begin a field: take it out (rule IH-14)");
  }
  if (value.ends_with(' ')) {
    return refusedField(fieldName,
                        fmt::format("character {} is a blank, U+0020, which may not end a field: take it out "
                                    "(rule IH-14)",
                                    value.size()));
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
    return refusedField(fieldName,
                        fmt::format("it is not whole base64: {}; read the hash from the device again (rule {})",
                                    bytes.error().words, value.size() % 4 == 0 ? "IH-05" : "IH-17"));
  }
  return {};
}

}  // namespace preflight::csv
