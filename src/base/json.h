// JSON: a light value, a reader with limits, and a writer. No other folder includes a JSON library.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "text/text.h"

namespace preflight {

// Where a value begins in its text, both counted from 1; the column in bytes.
struct JsonPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// What is read of one text at the most. Three bytes ("[],") can ask for fifty times their size, so values are counted
// too.
struct JsonLimits {
  std::size_t bytes;
  std::size_t depth;    // of values inside each other
  std::size_t members;  // in one object
  std::size_t values;   // in the whole text
  // An object that names a member twice is an error; else the last one counts.
  bool uniqueNames = false;
};

// Why a text was not read. Never a library's own words.
struct JsonProblem {
  enum class Kind : std::uint8_t {
    empty,
    cut,     // it ends before it is complete
    syntax,  // `detail` is what stands at `place`
    notUtf8,
    holdsNul,
    numberTooLarge,
    tooManyBytes,  // `limit` bytes
    tooDeep,
    tooManyMembers,
    tooManyValues,
    nameTwice,  // `detail` is the name
    noMemory,
  };
  Kind kind = Kind::syntax;
  JsonPlace place;
  std::string detail;
  std::size_t limit = 0;
};
// "is not valid JSON at '}'", "values are nested more than 64 deep": a clause, without the place.
Text wordsOf(const JsonProblem& problem);
// "line 3, column 11"
Text wordsOf(JsonPlace place);

template <class Items>
concept JsonItems = !std::convertible_to<Items, std::string_view> && requires(const Items& items) {
  typename Items::value_type;
  items.begin();
  items.end();
};

// One value. Objects keep the order of their members, each name once. A default one is null.
class Json {
 public:
  struct Member;
  using List = std::vector<Json>;
  using Object = std::vector<Member>;
  enum class Kind : std::uint8_t { null, boolean, integer, natural, real, text, list, object };

  Json();
  Json(std::nullptr_t) : Json() {}
  template <std::same_as<bool> Boolean>
  Json(Boolean value) : value_(std::in_place_type<bool>, value) {}
  template <std::signed_integral Number>
  Json(Number value) : value_(std::in_place_type<std::int64_t>, value) {}
  template <std::unsigned_integral Number>
  requires(!std::same_as<Number, bool>) Json(Number value) : Json(fromNatural(value)) {}
  Json(double value);
  Json(std::string value);
  Json(std::string_view value) : Json(std::string(value)) {}
  Json(const char* value) : Json(std::string(value)) {}
  template <class T>
  Json(const std::optional<T>& value) : Json(value ? Json(*value) : Json()) {}  // null when there is none
  template <JsonItems Items>
  Json(const Items& items) : Json(List(items.begin(), items.end())) {}
  Json(List items);
  Json(std::initializer_list<Member> members);  // an object
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  static Json list() { return {List{}}; }
  static Json object() { return Json(std::initializer_list<Member>{}); }
  // A list with what `toJson` makes of each of `items`.
  template <class Items, class ToJson>
  static Json list(const Items& items, ToJson&& toJson) {
    Json json = list();
    for (const auto& item : items) {
      json.push(toJson(item));
    }
    return json;
  }

  // The member with this name, which is added when it is missing; null becomes an object.
  Json& operator[](std::string_view name);
  void push(Json item);  // null becomes a list
  void erase(std::string_view name);

  Kind kind() const { return static_cast<Kind>(value_.index()); }
  // "null", "true or false", "a number", "a text", "a list", "an object"
  Text kindWords() const { return wordsOf(kind()); }
  static Text wordsOf(Kind kind);
  bool isNull() const { return kind() == Kind::null; }
  bool isText() const { return kind() == Kind::text; }
  bool isList() const { return kind() == Kind::list; }
  bool isObject() const { return kind() == Kind::object; }
  bool isNumber() const { return kind() >= Kind::integer && kind() <= Kind::real; }
  bool isWholeNumber() const { return kind() == Kind::integer || kind() == Kind::natural; }

  // Each is nothing when the value is of another kind or the number does not fit.
  const std::string* text() const { return std::get_if<std::string>(&value_); }
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;
  std::optional<std::uint64_t> natural() const;
  std::optional<double> real() const;  // any number
  // Empty when the value is of another kind.
  const List& items() const;
  const Object& members() const;
  std::size_t size() const;
  // Null pointer when it is no object or has no such member.
  const Json* find(std::string_view name) const;

  // Of the value in the text that it was read from; of a member its name's.
  JsonPlace place() const { return place_; }

  // Without blanks.
  std::string line() const;
  // A value on each line, ending with a line end. Bytes that are not UTF-8 become U+FFFD.
  std::string pretty(std::size_t indent = 2) const;

  friend bool operator==(const Json& a, const Json& b);

 private:
  friend class JsonBuilder;
  static Json fromNatural(std::uint64_t value);

  // Whole numbers up to INT64_MAX are std::int64_t, so that equal numbers are equal values.
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, List, Object> value_;
  JsonPlace place_;
};

struct Json::Member {
  Member(std::string_view memberName, Json memberValue) : name(memberName), value(std::move(memberValue)) {}
  std::string name;
  Json value;
  friend bool operator==(const Member&, const Member&) = default;
};

// `text` is UTF-8, with or without a byte order mark. Lines are counted from `firstLine`. Numbers that are whole and
// fit 64 bits stay whole.
tl::expected<Json, JsonProblem> parseJson(std::string_view text, const JsonLimits& limits, std::uint32_t firstLine = 1);

// How many values there are in it, itself included.
std::size_t countValues(const Json& json);

}  // namespace preflight
