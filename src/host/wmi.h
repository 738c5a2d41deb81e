// WMI rows in raw form.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace preflight {

// null, boolean, signed number, floating-point number, text, array of texts. 64-bit numbers and dates are texts in WMI
// itself; other arrays are turned into texts element by element.
using WmiValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

struct WmiRow {
  std::vector<std::pair<std::string, WmiValue>> properties;

  // Null pointer when the row has no such property (ASCII case does not matter).
  const WmiValue* property(std::string_view name) const;
};

struct WmiQuery {
  std::string space;                                       // "root\cimv2"
  std::string className;                                   // "Win32_BIOS"
  std::vector<std::string> properties;                     // empty: all
  std::vector<std::pair<std::string, std::string>> where;  // property = text, all of them
  std::chrono::milliseconds timeout{10'000};               // for each of its steps

  std::string wql() const;
};

// The text of a property: absent (null or no such property), or an error when it is no text or number.
Result<std::string> textOf(const WmiRow& row, std::string_view property);

}  // namespace preflight
