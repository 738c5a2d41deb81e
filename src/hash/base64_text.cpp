#include "hash/base64_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <set>

#include "base/names.h"
#include "base/text.h"
#include "hash/base64_fast.h"
#include "hash/container.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

constexpr NameTable<Repair, 5> repairNames{{{
    {Repair::byteOrderMark, "byte-order-mark"},
    {Repair::whiteSpace, "white-space"},
    {Repair::quotes, "quotes"},
    {Repair::padding, "padding"},
    {Repair::tail, "tail"},
}}};

constexpr bool isDigit(char32_t c) {
  return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c == U'+' || c == U'/';
}

constexpr bool isWhiteSpace(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\r' || c == U'\n' || c == 0xA0;
}

// U+FEFF, and the zero-width characters that web pages and chat programs slip in.
constexpr bool isInvisible(char32_t c) {
  return c == 0xFEFF || (c >= 0x200B && c <= 0x200D) || c == 0x2060;
}

constexpr bool isQuote(char32_t c) {
  return c == U'"' || c == U'\'' || (c >= 0x2018 && c <= 0x201F);
}

struct Cleaned {
  std::string digits;
  std::size_t padding = 0;  // how many "=" were there
  std::set<Repair> repairs;
};

tl::unexpected<Error> badCharacter(std::string_view bytes, char32_t c, std::size_t position) {
  return fail(ErrorKind::invalid, say(HashId::read),
              say(HashId::badCharacter, {{"position", std::to_string(position)},
                                         {"character", printable(bytes)},
                                         {"code", fmt::format("{:04X}", static_cast<std::uint32_t>(c))}}));
}

Result<Cleaned> clean(std::string_view text) {
  Cleaned cleaned;
  cleaned.digits.reserve(text.size());
  const std::string_view whole = text;
  for (std::size_t position = 1; !text.empty(); ++position) {
    const std::size_t at = whole.size() - text.size();
    const char32_t c = takeCodePoint(text);
    if (isDigit(c)) {
      if (cleaned.padding > 0) {
        return badCharacter("=", U'=', position - 1);
      }
      cleaned.digits += static_cast<char>(c);
    } else if (c == U'=' && cleaned.padding < 2) {
      ++cleaned.padding;
    } else if (isWhiteSpace(c)) {
      cleaned.repairs.insert(Repair::whiteSpace);
    } else if (isInvisible(c)) {
      cleaned.repairs.insert(Repair::byteOrderMark);
    } else if (isQuote(c)) {
      cleaned.repairs.insert(Repair::quotes);
    } else {
      return badCharacter(whole.substr(at, whole.size() - text.size() - at), c, position);
    }
  }
  return cleaned;
}

}  // namespace

std::string_view name(Repair repair) {
  return repairNames.name(repair);
}

Result<PaddedText> paddedBase64(std::string_view text) {
  if (text.size() > longestText) {
    return fail(ErrorKind::invalid, say(HashId::read), say(HashId::tooLong, {{"count", std::to_string(text.size())}}));
  }
  if (Bytes whole; decodeStrict(text, whole)) {
    return PaddedText{std::string(text), std::move(whole), {}};
  }
  Result<Cleaned> cleaned = clean(text);
  if (!cleaned) {
    return tl::unexpected(cleaned.error());
  }
  if (cleaned->digits.empty()) {
    return fail(ErrorKind::invalid, say(HashId::read), say(HashId::empty));
  }
  constexpr std::array<std::string_view, 4> paddings{"", "A==", "==", "="};
  const std::size_t rest = cleaned->digits.size() % 4;
  const std::string_view padding = paddings[rest];
  if (rest == 1) {
    cleaned->repairs.insert(Repair::tail);
  } else if (cleaned->padding != padding.size()) {
    cleaned->repairs.insert(Repair::padding);
  }
  PaddedText padded;
  padded.text = std::move(cleaned->digits);
  const std::size_t digits = padded.text.size();
  padded.text += padding;
  Result<Bytes> bytes = fromBase64(padded.text);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  if (rest == 1 && !walk(*bytes).digestRight) {
    return fail(ErrorKind::invalid, say(HashId::read), say(HashId::cutTail, {{"count", std::to_string(digits)}}));
  }
  padded.bytes = std::move(*bytes);
  padded.repairs.assign(cleaned->repairs.begin(), cleaned->repairs.end());
  return padded;
}

Result<Bytes> decodeBase64Text(std::string_view text) {
  return paddedBase64(text).map([](PaddedText&& padded) { return std::move(padded.bytes); });
}

}  // namespace preflight::hash
