#include "model/finding.h"

#include "base/names.h"

namespace preflight {
namespace {

constexpr NameTable<State, 5> states{{{{State::pass, "pass"},
                                       {State::warn, "warn"},
                                       {State::fail, "fail"},
                                       {State::info, "info"},
                                       {State::unknown, "unknown"}}}};

}  // namespace

std::string_view name(State state) {
  return states.name(state);
}

Result<State> stateFromName(std::string_view text) {
  return states.value(text, "state of a finding");
}

}  // namespace preflight
