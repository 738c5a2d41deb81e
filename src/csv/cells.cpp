#include "csv/cells.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ranges>

#include "csv/characters.h"

namespace preflight::csv {
namespace {

// No-break space, zero-width space, non-joiner and joiner, byte order mark.
constexpr std::array<std::string_view, 5> invisible{"\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D",
                                                    "\xEF\xBB\xBF"};

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// Bytes of the blank that `text` begins or ends with; 0: none.
std::size_t blankStart(std::string_view text) {
  if (!text.empty() && isBlank(text.front())) {
    return 1;
  }
  const auto* at = std::ranges::find_if(invisible, [&](std::string_view blank) { return text.starts_with(blank); });
  return at == invisible.end() ? 0 : at->size();
}

std::size_t blankEnd(std::string_view text) {
  if (!text.empty() && isBlank(text.back())) {
    return 1;
  }
  const auto* at = std::ranges::find_if(invisible, [&](std::string_view blank) { return text.ends_with(blank); });
  return at == invisible.end() ? 0 : at->size();
}

std::string_view withoutBlanks(std::string_view text) {
  for (std::size_t size = blankStart(text); size > 0; size = blankStart(text)) {
    text.remove_prefix(size);
  }
  for (std::size_t size = blankEnd(text); size > 0; size = blankEnd(text)) {
    text.remove_suffix(size);
  }
  return text;
}

// A cell whose first character is a quotation mark; `line` begins with it. Gives its raw size.
std::size_t takeQuoted(std::string_view line, char separator, Cell& cell) {
  std::size_t at = 1;
  for (;; at += 2) {
    at = line.find('"', at);
    if (at == std::string_view::npos) {
      cell.text = line.substr(1);
      cell.quoted = cell.open = true;
      return line.size();
    }
    if (at + 1 >= line.size() || line[at + 1] != '"') {
      break;
    }
  }
  const std::size_t end = std::min(line.find(separator, at), line.size());
  // What follows the closing mark belongs to no cell: then the marks are part of the value, and it is refused later.
  cell.quoted = withoutBlanks(line.substr(at + 1, end - at - 1)).empty();
  cell.text = cell.quoted ? line.substr(1, at - 1) : line.substr(0, end);
  return end;
}

}  // namespace

void splitCells(std::string_view line, char separator, std::vector<Cell>& cells) {
  cells.clear();
  std::size_t offset = 0;
  for (;;) {
    std::string_view rest = line.substr(offset);
    Cell cell;
    cell.offset = offset;
    std::size_t size = rest.size();
    if (cells.size() + 1 == maximumCells) {
      cell.text = rest;
    } else if (!rest.empty() && rest.front() == '"') {
      size = takeQuoted(rest, separator, cell);
    } else {
      size = std::min(rest.find(separator), rest.size());
      cell.text = rest.substr(0, size);
    }
    cells.push_back(cell);
    if (offset + size >= line.size()) {
      return;
    }
    offset += size + 1;
  }
}

namespace {

// Bytes of a quotation mark at the start or the end, a typewriter's or a typesetter's; 0: none.
std::size_t quoteAt(std::string_view text, bool atEnd) {
  constexpr std::size_t size = 3;  // U+2018 to U+201F, which mail programs and word processors put in
  if (!text.empty() && (atEnd ? text.back() : text.front()) == '"') {
    return 1;
  }
  if (text.size() < size) {
    return 0;
  }
  const std::string_view mark = atEnd ? text.substr(text.size() - size) : text.substr(0, size);
  const auto last = static_cast<unsigned char>(mark[2]);
  return mark.starts_with("\xE2\x80") && last >= 0x98 && last <= 0x9F ? size : 0;
}

// Freed from pairs of quotation marks that are still around it.
std::string_view withoutQuotes(std::string_view text) {
  for (;;) {
    const std::size_t start = quoteAt(text, false);
    const std::size_t end = quoteAt(text, true);
    if (start == 0 || end == 0 || text.size() < start + end) {
      return text;
    }
    text = text.substr(start, text.size() - start - end);
  }
}

}  // namespace

namespace {

// Nothing to take off, which nearly every value is: a letter or digit at either end.
bool isTidy(std::string_view text) {
  const auto isInner = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  return text.empty() || (isInner(text.front()) && isInner(text.back()));
}

}  // namespace

std::string_view tidy(const Cell& cell, std::string& storage, Tidied& done) {
  std::string_view text = cell.text;
  if (!cell.quoted && isTidy(text)) {
    return text;
  }
  done.unquoted = cell.quoted;
  if (cell.quoted && text.find("\"\"") != std::string_view::npos) {
    storage.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
      storage += text[i];
      i += text.substr(i).starts_with("\"\"") ? 1 : 0;
    }
    text = storage;
  }
  const std::string_view value = withoutBlanks(text);
  done.trimmed = value.size() != text.size();
  if (value.size() > 3 && value.starts_with("=\"") && value.ends_with('"') && value.find('"', 2) == value.size() - 1) {
    done.formula = true;
    return value.substr(2, value.size() - 3);
  }
  const std::string_view plain = withoutQuotes(value);
  done.unquoted = done.unquoted || plain.size() != value.size();
  return plain;
}

namespace {

std::size_t digitOf(char c) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return alphabet.find(c);
}

}  // namespace

bool beginsHash(std::string_view text) {
  constexpr std::size_t leastLength = 16;
  // "OA" and the low byte of a length: three bytes, whose last two bits of the second one are 01.
  return text.size() >= leastLength && text.starts_with("T0") && text[2] >= 'E' && text[2] <= 'H' &&
         isBase64Part(text.substr(0, leastLength));
}

bool isBase64Part(std::string_view text) {
  const std::string_view digits = text.substr(0, text.find_last_not_of('=') + 1);
  return !digits.empty() && areBase64Digits(digits);
}

bool isCutHash(std::string_view text) {
  constexpr std::size_t digestSize = 36;  // bytes of the record behind the last one
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (!beginsHash(text)) {
    return false;
  }
  // Bytes 2 and 3, the length of all that is before the checksum, are digits 2 to 5.
  const std::size_t low = (digitOf(text[2]) & 3U) << 6U | digitOf(text[3]);
  const std::size_t high = digitOf(text[4]) << 2U | digitOf(text[5]) >> 4U;
  const std::size_t needed = (high << 8U | low) + digestSize;
  return text.size() < needed / 3 * 4 + (needed % 3 == 0 ? 0 : needed % 3 + 1);
}

bool isBlankCell(std::string_view text) {
  while (!text.empty()) {
    if (text.front() == '"') {
      text.remove_prefix(1);
    } else if (const std::size_t size = blankStart(text); size > 0) {
      text.remove_prefix(size);
    } else {
      return false;
    }
  }
  return true;
}

bool looksLikeHash(std::string_view text) {
  constexpr std::size_t shortest = 400;  // characters
  return text.size() > shortest && text.starts_with("T0");
}

std::size_t columnAt(std::string_view line, std::size_t offset) {
  const std::string_view before = line.substr(0, offset);
  return static_cast<std::size_t>(
             std::ranges::count_if(before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })) +
         1;
}

namespace {

std::size_t takeDigits(std::string_view& text) {
  const auto count = static_cast<std::size_t>(std::ranges::find_if_not(text, isDigit) - text.begin());
  text.remove_prefix(count);
  return count;
}

// 1.23E+11, 1,23E+11, 5E+20: Excel always writes the sign, so that "12E5" stays a serial number.
bool isScientific(std::string_view text) {
  if (takeDigits(text) == 0) {
    return false;
  }
  bool fraction = false;
  if (!text.empty() && (text.front() == '.' || text.front() == ',')) {
    text.remove_prefix(1);
    fraction = true;
    if (takeDigits(text) == 0) {
      return false;
    }
  }
  if (text.size() < 3 || (text[0] != 'E' && text[0] != 'e') || (text[1] != '+' && (text[1] != '-' || !fraction))) {
    return false;
  }
  text.remove_prefix(2);
  return takeDigits(text) > 0 && text.empty();
}

// 12-Mar, Mar-12: no manufacturer writes it with this capital letter.
bool isDate(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) {
    return false;
  }
  const std::string_view a = text.substr(0, dash);
  const std::string_view b = text.substr(dash + 1);
  const auto isDay = [](std::string_view part) {
    return !part.empty() && part.size() <= 2 && std::ranges::all_of(part, isDigit);
  };
  const auto isMonth = [&](std::string_view part) { return std::ranges::find(months, part) != months.end(); };
  return (isDay(a) && isMonth(b)) || (isMonth(a) && isDay(b));
}

// #######, #NAME?, #VALUE!, #N/A and what they are called in other languages.
bool isErrorCell(std::string_view text) {
  return text.size() > 1 && text.front() == '#' &&
         (text.back() == '!' || text.back() == '?' || text == "#N/A" || text == "#NV" ||
          text.find_first_not_of('#') == std::string_view::npos);
}

}  // namespace

bool isExcelDamage(std::string_view value) {
  return isScientific(value) || isDate(value) || isErrorCell(value);
}

bool maybeRounded(std::string_view serial) {
  constexpr std::size_t kept = 15;
  return serial.size() > kept && std::ranges::all_of(serial, isDigit) &&
         serial.find_first_not_of('0', kept) == std::string_view::npos &&
         serial.find_first_not_of('0') != std::string_view::npos;
}

bool beginsFormula(std::string_view value) {
  return value.size() > 1 && std::string_view("=+-@").find(value.front()) != std::string_view::npos;
}

}  // namespace preflight::csv
