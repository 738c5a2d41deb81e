// The closed list of states that a person sees: a word (labels.tsv) for each, and on the page a glyph and a colour.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/finding.h"

namespace preflight {

// From the best to the worst, as far as one is worse than another.
enum class Sign : std::uint8_t { info, ok, none, skipped, running, waiting, unknown, late, warning, failed };

// The sign of a row: its word distinguishes what its state does not ("NONE", "RUNNING"). A wait that is a warning is
// late: longer than usual.
Sign signOf(State state, std::string_view word = {});
// "OK", "NONE".
std::string_view wordOf(Sign sign);
// The one that a person must look at first.
constexpr Sign worse(Sign a, Sign b) {
  return a < b ? b : a;
}

}  // namespace preflight
