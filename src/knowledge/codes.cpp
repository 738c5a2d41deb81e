// Error codes in all their spellings.
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "base/text.h"
#include "knowledge/index.h"
#include "text/error_id.h"

namespace preflight::knowledge {
namespace {

constexpr std::uint32_t win32Facility = 0x80070000;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isHexDigit(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t digitsAt(std::string_view text, std::size_t at, bool (*is)(char)) {
  std::size_t end = at;
  while (end < text.size() && is(text[end])) {
    ++end;
  }
  return end - at;
}

bool isHexStart(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '0' && (text[at + 1] == 'x' || text[at + 1] == 'X') &&
         isHexDigit(text[at + 2]);
}

// The number of characters of the code that starts at `at`, or 0.
std::size_t codeLengthAt(std::string_view text, std::size_t at) {
  if (isHexStart(text, at)) {
    const std::size_t digits = digitsAt(text, at + 2, isHexDigit);
    const bool ends = at + 2 + digits == text.size() || !isLetter(text[at + 2 + digits]);
    return digits <= 8 && ends ? digits + 2 : 0;
  }
  if (text[at] == '-') {  // only numbers that are HRESULTs: -2147483648 to -1000000000
    return digitsAt(text, at + 1, isDigit) == 10 ? 11 : 0;
  }
  return 0;
}

std::string spelled(std::uint32_t code) {
  return code < 0x10000 ? fmt::format("{}", code) : fmt::format("0x{:08X}", code);
}

// The row of the longest prefix of `code` in facilities.tsv, or null.
const Row* facilityOf(std::uint32_t code) {
  const std::string text = fmt::format("0x{:08X}", code);
  const Row* best = nullptr;
  for (const Row& row : table("facilities")) {
    if (text.starts_with(row[0]) && (best == nullptr || row[0].size() > (*best)[0].size())) {
      best = &row;
    }
  }
  return best;
}

void take(const ErrorEntry& entry, ErrorWords& words) {
  words.known = true;
  words.name = entry.name;
  words.confirmed = entry.confirmed;
  words.meaning = entry.meaning;
  words.cause = entry.cause;
  words.action = entry.action;
  words.who = entry.who;
}

}  // namespace

std::optional<std::uint32_t> codeFrom(std::string_view text) {
  text = trimmed(text);
  const bool hex = isHexStart(text, 0);
  const std::string_view digits = hex ? text.substr(2) : text;
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
  const bool whole = problem == std::errc() && end == digits.data() + digits.size();
  if (!whole || number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::uint32_t>::max() || (hex && number < 0)) {
    return {};
  }
  return static_cast<std::uint32_t>(number);
}

const ErrorEntry* findError(std::uint32_t code) {
  if (const ErrorEntry* row = errorRow(code)) {
    return row;
  }
  if (code != 0 && code < 0x10000) {
    return errorRow(win32Facility | code);
  }
  if ((code & 0xFFFF0000U) == win32Facility) {
    return errorRow(code & 0xFFFFU);
  }
  constexpr std::uint32_t ntBit = 0x10000000;  // HRESULT_FROM_NT
  return (code & 0xF0000000U) == 0xD0000000U ? errorRow(code & ~ntBit) : nullptr;
}

const ErrorEntry* findError(std::string_view text) {
  const std::optional<std::uint32_t> code = codeFrom(text);
  return code ? findError(*code) : errorRow(trimmed(text));
}

const ErrorEntry* findServiceCode(std::uint32_t code) {
  return errorRow(fmt::format("ZTD{}", code));
}

std::string_view facilityName(std::uint32_t code) {
  const Row* row = facilityOf(code);
  return row == nullptr ? std::string_view() : (*row)[1];
}

ErrorWords explain(std::uint32_t code) {
  ErrorWords words;
  words.code = spelled(code);
  if (const ErrorEntry* entry = findError(code)) {
    take(*entry, words);
  } else if (const Row* facility = facilityOf(code)) {
    const bool win32 = (code & 0xFFFF0000U) == win32Facility;
    words.meaning =
        win32 ? say(ErrorId::codeWindows, {{"area", (*facility)[1]}, {"number", std::to_string(code & 0xFFFFU)}})
              : say(ErrorId::codeArea, {{"area", (*facility)[1]}, {"meaning", (*facility)[2]}});
  }
  return words;
}

ErrorWords explainExit(std::uint32_t code) {
  ErrorWords words;
  words.code = spelled(code);
  const ErrorEntry* entry = findError(code);
  const bool ofInstallers = entry != nullptr && (entry->area == "App installer" || entry->area == "Apps");
  constexpr std::uint32_t failure = 0x80000000;
  constexpr std::uint32_t ntError = 0xC0000000;
  if (const ErrorEntry* row = exitRow(code)) {
    take(*row, words);
  } else if (ofInstallers || (entry != nullptr && (code & failure) != 0)) {
    take(*entry, words);
  } else if ((code & 0xF0000000U) == ntError) {
    words.meaning = say(ErrorId::codeNtstatus);
  } else if ((code & failure) != 0 && facilityOf(code) != nullptr) {
    return explain(code);
  } else {
    words.meaning = say(ErrorId::codeVendor);
  }
  return words;
}

std::string oneLine(std::uint32_t code) {
  const ErrorWords words = explain(code);
  if (words.known) {
    return fmt::format("{}: {}", words.code, words.meaning);
  }
  const std::string_view facility = facilityName(code);
  return facility.empty() ? say(ErrorId::codeUnknown, {{"code", words.code}})
                          : say(ErrorId::codeUnknownOf, {{"code", words.code}, {"area", facility}});
}

std::vector<CodeInText> codesIn(std::string_view text) {
  std::vector<CodeInText> codes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool inWord = at > 0 && (isLetter(text[at - 1]) || isDigit(text[at - 1]));
    const std::size_t length = inWord ? 0 : codeLengthAt(text, at);
    const std::optional<std::uint32_t> code = length == 0 ? std::nullopt : codeFrom(text.substr(at, length));
    if (code) {
      codes.push_back({*code, at, length});
      at += length - 1;
    }
  }
  return codes;
}

}  // namespace preflight::knowledge
