#include "csv/characters.h"

#include <fmt/format.h>

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

}  // namespace preflight::csv
