// From the stable names of JSON and the command line back to enumerations; fields.h lists the names.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/fields.h"
#include "base/result.h"

namespace preflight {

// "'x' is none of a, b, c"; a text that came from outside is made printable.
tl::unexpected<Error> unknownName(std::string_view text, std::span<const std::string_view> known);

// The value that is called `text`.
template <HasNames Enum>
Result<Enum> enumNamed(std::string_view text) {
  constexpr auto values = enumValues(Enum{});
  std::array<std::string_view, values.size()> known;
  for (std::size_t i = 0; i < values.size(); ++i) {
    known[i] = name(values[i]);
    if (known[i] == text) {
      return values[i];
    }
  }
  return unknownName(text, known);
}

// A two-way table for an enumeration whose list of names stands in a .cpp file.

template <class Enum, std::size_t Count>
struct NameTable {
  std::array<std::pair<Enum, std::string_view>, Count> rows;

  constexpr std::string_view name(Enum value) const {
    for (const auto& [each, text] : rows) {
      if (each == value) {
        return text;
      }
    }
    return "?";
  }

  // The value that is called `text`.
  Result<Enum> value(std::string_view text) const {
    std::array<std::string_view, Count> known;
    for (std::size_t i = 0; i < Count; ++i) {
      known[i] = rows[i].second;
      if (known[i] == text) {
        return rows[i].first;
      }
    }
    return unknownName(text, known);
  }
};

}  // namespace preflight
