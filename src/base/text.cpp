#include "base/text.h"

#include <fmt/format.h>
#include <algorithm>

#include "text/error_id.h"

namespace preflight {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

char lowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isHighSurrogate(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool isLowSurrogate(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// The code point at the start of `text`, or replacement with size 0 when the bytes are not well-formed.
struct Decoded {
  char32_t codePoint;
  std::size_t size;
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) {
    return {first, 1};
  }
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) {
    return {replacement, 0};
  }
  char32_t point = first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return {replacement, 0};
    }
    point = (point << 6) | (byte(i) & 0x3F);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < smallest[size] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
    return {replacement, 0};
  }
  return {point, size};
}

std::string convert(std::u16string_view text, bool& wellFormed) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char16_t unit = text[i];
    if (isHighSurrogate(unit) && i + 1 < text.size() && isLowSurrogate(text[i + 1])) {
      appendUtf8(out, 0x10000 + ((char32_t{unit} - 0xD800) << 10) + (char32_t{text[i + 1]} - 0xDC00));
      ++i;
    } else if (isHighSurrogate(unit) || isLowSurrogate(unit)) {
      wellFormed = false;
      appendUtf8(out, replacement);
    } else {
      appendUtf8(out, unit);
    }
  }
  return out;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isBlank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && isBlank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lowerAscii);
  return out;
}

bool equalIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowerAscii(x) == lowerAscii(y); });
}

bool startsWithIgnoringCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equalIgnoringCase(text.substr(0, start.size()), start);
}

void appendUtf8(std::string& text, char32_t codePoint) {
  if (codePoint < 0x80) {
    text += static_cast<char>(codePoint);
  } else if (codePoint < 0x800) {
    text += static_cast<char>(0xC0 | (codePoint >> 6));
    text += static_cast<char>(0x80 | (codePoint & 0x3F));
  } else if (codePoint < 0x10000) {
    text += static_cast<char>(0xE0 | (codePoint >> 12));
    text += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (codePoint & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (codePoint >> 18));
    text += static_cast<char>(0x80 | ((codePoint >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (codePoint & 0x3F));
  }
}

bool fitsPattern(std::string_view text, std::string_view pattern) {
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  std::size_t t = 0;
  std::size_t p = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || equalIgnoringCase(text.substr(t, 1), pattern.substr(p, 1)))) {
      ++t;
      ++p;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string utf8FromUtf16(std::u16string_view text) {
  bool wellFormed = true;
  return convert(text, wellFormed);
}

Result<std::string> strictUtf8FromUtf16(std::u16string_view text) {
  bool wellFormed = true;
  std::string out = convert(text, wellFormed);
  if (!wellFormed) {
    return fail(ErrorKind::invalid, ErrorId::stepUtf16, ErrorId::whySurrogate);
  }
  return out;
}

std::u16string utf16FromUtf8(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char32_t point = takeCodePoint(text);
    if (point < 0x10000) {
      out += static_cast<char16_t>(point);
    } else {
      out += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  }
  return out;
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.size == 0) {
      return false;
    }
    text.remove_prefix(next.size);
  }
  return true;
}

char32_t takeCodePoint(std::string_view& text) {
  const Decoded next = decode(text);
  text.remove_prefix(std::max<std::size_t>(next.size, 1));
  return next.codePoint;
}

std::u16string utf16FromBytes(ByteView bytes) {
  std::u16string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    out += static_cast<char16_t>(readU16(bytes, i));
  }
  return out;
}

namespace {

// Control characters that no single byte shows: C1, line ends of Unicode, and all that turns the direction of text,
// with which a name would be read as another one.
bool isHiddenControl(char32_t point) {
  return (point >= 0x80 && point <= 0x9F) || point == 0x061C || point == 0x200E || point == 0x200F ||
         (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= limit) {
      return out + "\xE2\x80\xA6";
    }
    const Decoded next = decode(text);
    const auto byte = static_cast<std::uint8_t>(text.front());
    if (next.size == 0 || byte < 0x20 || byte == 0x7F) {
      out += byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : byte == '\t' ? "\\t" : fmt::format("\\x{:02x}", byte);
    } else if (isHiddenControl(next.codePoint)) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(next.codePoint));
    } else {
      out += text.substr(0, next.size);
    }
    text.remove_prefix(std::max<std::size_t>(next.size, 1));
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return std::string(text);
  }
  const auto continues = [&](std::size_t at) { return (static_cast<std::uint8_t>(text[at]) & 0xC0) == 0x80; };
  std::size_t end = limit;
  while (end > 0 && limit - end < 3 && continues(end)) {
    --end;
  }
  return std::string(text.substr(0, continues(end) ? limit : end)) + "\xE2\x80\xA6";
}

std::string sizeText(std::uint64_t bytes) {
  constexpr std::string_view units[] = {"bytes", "KB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) {
    return fmt::format("{} bytes", bytes);
  }
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < std::size(units)) {
    value /= 1000;
    ++unit;
  }
  std::string digits = fmt::format("{:.{}f}", value, value < 9.95 ? 1 : 0);
  if (digits.ends_with(".0")) {
    digits.resize(digits.size() - 2);
  }
  return fmt::format("{} {}", digits, units[unit]);
}

}  // namespace preflight
