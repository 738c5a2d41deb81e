// The states of text output: one closed list and one form for all commands. JSON keeps the names of its contract.
#pragma once

#include <string>
#include <string_view>

#include "csv/rules.h"
#include "hash/check.h"
#include "hash/compare.h"
#include "text/catalogue.h"

namespace preflight {

// "OK", "WARNING", "FAILED", "INFO", "UNKNOWN".
std::string_view stateName(State state);
// One of these, or NONE, RUNNING, WAITING, SKIPPED.
bool isStateName(std::string_view word);

State stateOf(csv::Severity severity);
State stateOf(hash::Severity severity);
State stateOf(hash::Conclusion conclusion);

inline constexpr std::size_t stateWidth = 9;  // of the column, with the blank behind it

// "  WARNING  the text\n"; `indent` in front of it.
std::string stateLine(std::size_t indent, std::string_view state, std::string_view text);
// A line below it, under the text.
std::string belowState(std::size_t indent, std::string_view text);

}  // namespace preflight
