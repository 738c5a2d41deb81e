#include "base/bytes.h"

#include <fmt/format.h>
#include <array>

#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t noDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> digitTable = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(noDigit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

std::uint8_t digit(char c) {
  return digitTable[static_cast<std::uint8_t>(c)];
}

std::size_t firstBad(std::string_view digits) {
  std::size_t i = 0;
  while (i < digits.size() && digit(digits[i]) != noDigit) {
    ++i;
  }
  return i;
}

tl::unexpected<Error> badBase64(Text words) {
  return fail(ErrorKind::invalid, ErrorId::stepBase64, std::move(words));
}

}  // namespace

std::string toBase64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8) | bytes[i + 2];
    text += alphabet[group >> 18];
    text += alphabet[(group >> 12) & 63];
    text += alphabet[(group >> 6) & 63];
    text += alphabet[group & 63];
  }
  if (const std::size_t rest = bytes.size() - i; rest > 0) {
    const std::uint32_t group = (std::uint32_t{bytes[i]} << 16) | (rest == 2 ? std::uint32_t{bytes[i + 1]} << 8 : 0);
    text += alphabet[group >> 18];
    text += alphabet[(group >> 12) & 63];
    text += rest == 2 ? alphabet[(group >> 6) & 63] : '=';
    text += '=';
  }
  return text;
}

Result<Bytes> fromBase64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return badBase64({ErrorId::whyBase64Count, {{"count", std::to_string(text.size())}}});
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  const std::size_t digits = text.size() - padding;
  const std::size_t wholeGroups = digits / 4;
  Bytes bytes(wholeGroups * 3);
  std::uint8_t* out = bytes.data();
  std::uint32_t bad = 0;  // gathers the top bit of every digit: only noDigit has it
  for (std::size_t i = 0; i < wholeGroups; ++i, out += 3) {
    const char* in = text.data() + i * 4;
    const std::uint32_t a = digit(in[0]);
    const std::uint32_t b = digit(in[1]);
    const std::uint32_t c = digit(in[2]);
    const std::uint32_t d = digit(in[3]);
    bad |= a | b | c | d;
    out[0] = static_cast<std::uint8_t>((a << 2) | (b >> 4));
    out[1] = static_cast<std::uint8_t>((b << 4) | (c >> 2));
    out[2] = static_cast<std::uint8_t>((c << 6) | d);
  }
  std::uint32_t group = 0;
  for (std::size_t i = wholeGroups * 4; i < digits; ++i) {
    bad |= digit(text[i]);
    group = (group << 6) | digit(text[i]);
  }
  if ((bad & 0x80) != 0) {
    return badBase64(
        {ErrorId::whyBase64Character, {{"position", std::to_string(firstBad(text.substr(0, digits)) + 1)}}});
  }
  if (padding == 1) {
    bytes.push_back(static_cast<std::uint8_t>(group >> 10));
    bytes.push_back(static_cast<std::uint8_t>(group >> 2));
  } else if (padding == 2) {
    bytes.push_back(static_cast<std::uint8_t>(group >> 4));
  }
  return bytes;
}

std::string toHex(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::uint16_t readU16(ByteView bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(bytes[offset] | (bytes[offset + 1] << 8));
}

std::uint32_t readU32(ByteView bytes, std::size_t offset) {
  return std::uint32_t{readU16(bytes, offset)} | (std::uint32_t{readU16(bytes, offset + 2)} << 16);
}

std::uint64_t readU64(ByteView bytes, std::size_t offset) {
  return std::uint64_t{readU32(bytes, offset)} | (std::uint64_t{readU32(bytes, offset + 4)} << 32);
}

}  // namespace preflight
