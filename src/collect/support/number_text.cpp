#include "collect/support/number_text.h"

#include <charconv>

#include "base/text.h"
#include "text/error_id.h"

namespace preflight {

Result<std::uint64_t> numberFromText(std::string_view text) {
  std::string_view digits = trimmed(text);
  const bool negative = digits.starts_with('-');
  const bool hex = startsWithIgnoringCase(digits, "0x");
  digits.remove_prefix(negative ? 1 : hex ? 2 : 0);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size() ||
      (negative && number > 0x8000'0000ULL)) {
    return fail(ErrorKind::invalid, ErrorId::stepNumber,
                {ErrorId::whyNotWholeNumber, {{"text", printable(trimmed(text), 40)}}});
  }
  return negative ? (0x1'0000'0000ULL - number) & 0xFFFF'FFFFULL : number;
}

}  // namespace preflight
