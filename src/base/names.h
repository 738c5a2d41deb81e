// A two-way table between an enumeration and the stable names that JSON and the command line use.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace preflight {

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

  // The value that is called `text`; `what` names the thing in the error ("state of a fact").
  Result<Enum> value(std::string_view text, std::string_view what) const {
    for (const auto& [each, known] : rows) {
      if (known == text) {
        return each;
      }
    }
    return fail(ErrorKind::invalid, std::string(what), "'" + std::string(text) + "' is not known");
  }
};

}  // namespace preflight
