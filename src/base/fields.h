// One list of a struct's fields, and one of an enumeration's names. JSON, the tests that fill every field, and whatever
// else walks over a struct use these lists and no other.
//
//   enum class Scope : std::uint8_t { device, user };
//   ENUM_NAMES(Scope, device, user);
//
//   struct ItemName {
//     std::string id;
//     Scope scope = Scope::device;
//     FIELDS(ItemName, id, scope);
//   };
//
// A member that is not listed, listed twice or misspelt does not compile, and neither does an enumerator without a name
// (-Wswitch, which is an error here).
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "base/each.h"

// The name in JSON is the member's name. The list also makes two structs comparable with ==.
#define FIELDS(Type, ...)                                                 \
  static constexpr bool hasFields = true;                                 \
  template <class Self, class Visitor>                                    \
  static constexpr void eachField(Self& self, Visitor& visit) {           \
    PREFLIGHT_EACH(PREFLIGHT_VISIT_FIELD, __VA_ARGS__)                    \
  }                                                                       \
  static constexpr void everyFieldIsListed([[maybe_unused]] Type& self) { \
    [[maybe_unused]] auto& [__VA_ARGS__] = self;                          \
    PREFLIGHT_EACH(PREFLIGHT_USE_FIELD, __VA_ARGS__)                      \
  }                                                                       \
  friend bool operator==(const Type&, const Type&) = default

// Gives name(Scope::user) == "user", and enumNamed<Scope>("user") in names.h.
#define ENUM_NAMES(Enum, ...)                                                  \
  PREFLIGHT_ENUM_NAMES(Enum, PREFLIGHT_EACH(PREFLIGHT_NAME_CASE, __VA_ARGS__), \
                       PREFLIGHT_EACH(PREFLIGHT_NAMED_VALUE, __VA_ARGS__))
// Where a name is not its enumerator: ENUM_NAMES_AS(Bus, (unknown, "unknown"), (usb, "USB")).
#define ENUM_NAMES_AS(Enum, ...)                                               \
  PREFLIGHT_ENUM_NAMES(Enum, PREFLIGHT_EACH(PREFLIGHT_PAIR_CASE, __VA_ARGS__), \
                       PREFLIGHT_EACH(PREFLIGHT_PAIR_VALUE, __VA_ARGS__))

#define PREFLIGHT_VISIT_FIELD(field) visit(#field, self.field);
#define PREFLIGHT_USE_FIELD(field) static_cast<void>(self.field);

// NOLINTBEGIN(bugprone-macro-parentheses): a type in a using declaration cannot be in parentheses.
#define PREFLIGHT_ENUM_NAMES(Enum, cases, values) \
  constexpr std::string_view name(Enum value) {   \
    using enum Enum;                              \
    switch (value) { cases }                      \
    return "?";                                   \
  }                                               \
  constexpr auto enumValues(Enum /*any*/) {       \
    using enum Enum;                              \
    return std::array{values};                    \
  }                                               \
  static_assert(true)
// NOLINTEND(bugprone-macro-parentheses)
#define PREFLIGHT_NAME_CASE(value) \
  case value:                      \
    return #value;
#define PREFLIGHT_NAMED_VALUE(value) value,
#define PREFLIGHT_PAIR_CASE(pair) PREFLIGHT_PAIR_CASE_ pair
#define PREFLIGHT_PAIR_CASE_(value, text) \
  case value:                             \
    return text;
#define PREFLIGHT_PAIR_VALUE(pair) PREFLIGHT_PAIR_VALUE_ pair
#define PREFLIGHT_PAIR_VALUE_(value, text) value,

namespace preflight {

template <class T>
concept HasFields = std::remove_const_t<T>::hasFields;

// Calls visit(name, field) for each field in the order of the list; `part` may be const.
template <HasFields Part, class Visitor>
constexpr void visitFields(Part& part, Visitor&& visit) {
  std::remove_const_t<Part>::eachField(part, visit);
}

template <class Enum>
concept HasNames = std::is_enum_v<Enum> && requires {
  enumValues(Enum{});
};

}  // namespace preflight
