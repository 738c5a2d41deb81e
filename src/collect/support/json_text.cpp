#include "collect/support/json_text.h"

#include <algorithm>

#include "base/text.h"
#include "collect/support/number_text.h"
#include "text/error_id.h"

namespace preflight {
namespace {

// UTF-16 without a mark: of the first characters, which are JSON's own, one byte each is zero.
bool looksLikeUtf16(ByteView bytes, std::size_t zeroAt) {
  return bytes.size() >= 2 && bytes[zeroAt] == 0 && bytes[1 - zeroAt] != 0;
}

std::string utf8FromBigEndian(ByteView bytes) {
  Bytes swapped(bytes.begin(), bytes.end());
  for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) {
    std::swap(swapped[i], swapped[i + 1]);
  }
  return utf8FromUtf16(utf16FromBytes(swapped));
}

bool startsWith(ByteView bytes, std::string_view mark) {
  return textOf(bytes).starts_with(mark);
}

DecodedText decodeBytes(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    return {std::string(text), "ASCII"};
  }
  if (isUtf8(text)) {
    return {std::string(text), "UTF-8"};
  }
  DecodedText ansi{{}, "ANSI"};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    appendUtf8(ansi.text, byte >= 0x80 && byte < 0xA0 ? U'\uFFFD' : char32_t{byte});
  }
  return ansi;
}

tl::unexpected<Error> unusable(std::string_view where, Text words) {
  return tl::unexpected(readError(ErrorKind::invalid, std::string(where), std::move(words)));
}

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

}  // namespace

DecodedText decodeText(ByteView bytes) {
  if (startsWith(bytes, "\xEF\xBB\xBF")) {
    DecodedText decoded = decodeBytes(textOf(bytes.subspan(3)));
    decoded.encoding = "UTF-8 with BOM";
    return decoded;
  }
  if (startsWith(bytes, "\xFF\xFE")) {
    return {utf8FromUtf16(utf16FromBytes(bytes.subspan(2))), "UTF-16LE with BOM"};
  }
  if (startsWith(bytes, "\xFE\xFF")) {
    return {utf8FromBigEndian(bytes.subspan(2)), "UTF-16BE with BOM"};
  }
  if (looksLikeUtf16(bytes, 1)) {
    return {utf8FromUtf16(utf16FromBytes(bytes)), "UTF-16LE"};
  }
  if (looksLikeUtf16(bytes, 0)) {
    return {utf8FromBigEndian(bytes), "UTF-16BE"};
  }
  return decodeBytes(textOf(bytes));
}

JsonShape shapeOfJson(std::string_view text) {
  JsonShape shape;
  std::size_t depth = 0;
  bool inText = false;
  bool inWord = false;  // a number or a name outside of any object
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inText) {
      i += c == '\\' ? 1 : 0;
      inText = c != '"';
    } else if (c == '"') {
      inText = true;
      shape.values += depth == 0 ? 1 : 0;
      inWord = false;
    } else if (c == '{' || c == '[') {
      shape.values += depth == 0 ? 1 : 0;
      shape.depth = std::max(shape.depth, ++depth);
      inWord = false;
    } else if (c == '}' || c == ']') {
      depth -= depth > 0 ? 1 : 0;
    } else if (depth == 0) {
      const bool between = isBlank(c) || c == ',';
      shape.values += !between && !inWord ? 1 : 0;
      inWord = !between;
    }
  }
  shape.whole = depth == 0 && !inText;
  return shape;
}

Result<Json> readJsonObject(std::string_view text, std::string_view where) {
  const std::string_view inner = trimmed(text);
  const JsonShape shape = inner.size() > deviceJson.bytes ? JsonShape{1} : shapeOfJson(inner);
  if (shape.values > 1) {
    return unusable(where, {ErrorId::jsonSeveral, {{"count", std::to_string(shape.values)}}});
  }
  tl::expected<Json, JsonProblem> json = parseJson(inner, deviceJson);
  if (!json) {
    const bool atPlace = json.error().kind == JsonProblem::Kind::syntax;
    return unusable(
        where, atPlace ? Text(ErrorId::jsonAt, {{"why", wordsOf(json.error())}, {"place", wordsOf(json.error().place)}})
                       : wordsOf(json.error()));
  }
  return json->isObject() ? Result<Json>(*std::move(json)) : unusable(where, ErrorId::jsonNoObject);
}

template <class T>
Fact<T> JsonFacts::absent(std::string_view name) const {
  return absentFact<T>(sourceOf(name), ErrorId::jsonNoValue);
}

template <class T>
Fact<T> JsonFacts::wrongType(std::string_view name, const Json& value, ErrorId wanted) const {
  return unknownFact<T>(readError(ErrorKind::invalid, sourceOf(name),
                                  {ErrorId::whyMisfitKind, {{"found", value.kindWords()}, {"wanted", wanted}}}),
                        sourceOf(name));
}

const Json* JsonFacts::find(std::string_view name) const {
  const Json* value = object_.find(name);
  if (value == nullptr) {
    const auto named = [&](const Json::Member& member) { return equalIgnoringCase(member.name, name); };
    const auto found = std::ranges::find_if(object_.members(), named);
    value = found == object_.members().end() ? nullptr : &found->value;
  }
  return value == nullptr || value->isNull() ? nullptr : value;
}

Fact<std::string> JsonFacts::text(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) {
    return absent<std::string>(name);
  }
  if (!value->isText()) {
    return wrongType<std::string>(name, *value, ErrorId::kindText);
  }
  const std::string_view inner = trimmed(*value->text());
  return inner.empty() ? absent<std::string>(name) : knownFact(std::string(inner), sourceOf(name));
}

Fact<PersonalText> JsonFacts::personal(std::string_view name) const {
  Fact<std::string> plain = text(name);
  return {plain.state, {std::move(plain.value)}, std::move(plain.source), std::move(plain.error)};
}

Fact<std::uint64_t> JsonFacts::number(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) {
    return absent<std::uint64_t>(name);
  }
  if (const std::optional<bool> boolean = value->boolean()) {
    return knownFact<std::uint64_t>(*boolean ? 1 : 0, sourceOf(name));
  }
  if (value->isWholeNumber() || value->isText()) {
    const std::string digits = value->isText() ? *value->text() : value->line();
    if (trimmed(digits).empty()) {
      return absent<std::uint64_t>(name);
    }
    if (const Result<std::uint64_t> number = numberFromText(digits)) {
      return knownFact(*number, sourceOf(name));
    }
  }
  return wrongType<std::uint64_t>(name, *value, ErrorId::kindWholeNumber);
}

Fact<bool> JsonFacts::flag(std::string_view name) const {
  const Json* value = find(name);
  if (value != nullptr && value->isText()) {
    const std::string word = lower(trimmed(*value->text()));
    if (word == "true" || word == "false") {
      return knownFact(word == "true", sourceOf(name));
    }
  }
  const Fact<std::uint64_t> raw = number(name);
  if (!raw.known()) {
    return {raw.state, false, raw.source, raw.error};
  }
  return raw.value <= 1 ? knownFact(raw.value == 1, raw.source)
                        : unknownFact<bool>(readError(ErrorKind::invalid, raw.source,
                                                      {ErrorId::whyNotFlag, {{"value", std::to_string(raw.value)}}}),
                                            raw.source);
}

Fact<UtcTime> JsonFacts::time(std::string_view name) const {
  const Fact<std::string> raw = text(name);
  if (!raw.known()) {
    return {raw.state, {}, raw.source, raw.error};
  }
  const bool zoned = raw.value.ends_with('Z');
  return factOf(utcTimeFromIso(zoned ? raw.value : raw.value + "Z"), raw.source);
}

Fact<std::string> JsonFacts::list(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr || !value->isList()) {
    return text(name);
  }
  std::string joined;
  for (const Json& item : value->items()) {
    if (item.isText() || item.isNumber()) {
      joined += (joined.empty() ? "" : ", ") + (item.isText() ? *item.text() : item.line());
    }
  }
  return joined.empty() ? absent<std::string>(name) : knownFact(std::move(joined), sourceOf(name));
}

}  // namespace preflight
