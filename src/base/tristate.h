// The answer of a rule that must not turn "could not be read" into "no".
#pragma once

#include <cstdint>

namespace preflight {

enum class Tristate : std::uint8_t { no, yes, unknown };

}  // namespace preflight
