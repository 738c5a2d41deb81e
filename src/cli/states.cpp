#include "cli/states.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace preflight {

std::string_view stateName(State state) {
  switch (state) {
    case State::pass:
      return "OK";
    case State::warn:
      return "WARNING";
    case State::fail:
      return "FAILED";
    case State::info:
      return "INFO";
    case State::unknown:
      break;
  }
  return "UNKNOWN";
}

bool isStateName(std::string_view word) {
  constexpr std::array<std::string_view, 9> names{"OK",      "NONE",   "RUNNING", "WAITING", "SKIPPED",
                                                  "WARNING", "FAILED", "UNKNOWN", "INFO"};
  return std::ranges::find(names, word) != names.end();
}

State stateOf(csv::Severity severity) {
  return severity == csv::Severity::error     ? State::fail
         : severity == csv::Severity::warning ? State::warn
                                              : State::info;
}

State stateOf(hash::Severity severity) {
  return severity == hash::Severity::error     ? State::fail
         : severity == hash::Severity::warning ? State::warn
                                               : State::info;
}

State stateOf(hash::Conclusion conclusion) {
  switch (conclusion) {
    case hash::Conclusion::same:
      return State::pass;
    case hash::Conclusion::partChanged:
      return State::info;
    case hash::Conclusion::notComparable:
      return State::unknown;
    case hash::Conclusion::tpmChanged:
    case hash::Conclusion::boardReplaced:
    case hash::Conclusion::relabelled:
    case hash::Conclusion::differentDevice:
      break;
  }
  return State::warn;
}

std::string stateLine(std::size_t indent, std::string_view state, std::string_view text) {
  return fmt::format("{:{}}{:<{}}{}\n", "", indent, state, stateWidth, text);
}

std::string belowState(std::size_t indent, std::string_view text) {
  return fmt::format("{:{}}{}\n", "", indent + stateWidth, text);
}

}  // namespace preflight
