// JSON that Windows or an administrator wrote: in any encoding, cut, doubled, nested without end. Read within limits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "model/fact.h"
#include "model/personal.h"
#include "text/error_id.h"

namespace preflight {

inline constexpr JsonLimits deviceJson{1U << 20, 64, 20'000, 400'000};

struct DecodedText {
  std::string text;  // UTF-8
  std::string
      encoding;  // "UTF-16LE with BOM", "UTF-16LE", "UTF-16BE with BOM", "UTF-8 with BOM", "UTF-8", "ASCII", "ANSI"
};
// Bytes that are neither UTF-16 nor UTF-8 are taken as one byte a character.
DecodedText decodeText(ByteView bytes);

struct JsonShape {
  std::size_t values = 0;  // one after the other: 0 for nothing but blanks
  std::size_t depth = 0;
  bool whole = true;  // false: cut within a value
};
// What can be seen without understanding it; never fails.
JsonShape shapeOfJson(std::string_view text);

// Exactly one JSON object, within `deviceJson`. invalid: nothing in it, cut, two values, nested too deep, too large, no
// JSON, no object; the words say which.
Result<Json> readJsonObject(std::string_view text, std::string_view where);

// The members of an object as facts. Absent: no such member, null, or an empty text. Names: ASCII case does not matter.
class JsonFacts {
 public:
  JsonFacts(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

  Fact<std::string> text(std::string_view name) const;
  Fact<PersonalText> personal(std::string_view name) const;
  Fact<std::uint64_t> number(std::string_view name) const;  // also a text that is a number, or a boolean
  Fact<bool> flag(std::string_view name) const;             // true, false, 0, 1 and the same as texts
  Fact<UtcTime> time(std::string_view name) const;          // ISO 8601; without a zone it is taken as UTC
  // A text, or a list of texts and numbers with commas between them.
  Fact<std::string> list(std::string_view name) const;
  const Json* find(std::string_view name) const;
  const std::string& where() const { return where_; }

 private:
  std::string sourceOf(std::string_view name) const { return where_ + ", " + std::string(name); }
  template <class T>
  Fact<T> absent(std::string_view name) const;
  template <class T>
  Fact<T> wrongType(std::string_view name, const Json& value, ErrorId wanted) const;

  const Json& object_;
  std::string where_;
};

}  // namespace preflight
