// What findings and rungs stand on, and the states they can be in.
#pragma once

#include <cstdint>
#include <string>

namespace preflight {

enum class State : std::uint8_t { pass, warn, fail, info, unknown };

// One thing a finding stands on: what it is called, what was read, and where.
struct Evidence {
  std::string label;
  std::string value;
  std::string source;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

}  // namespace preflight
