// A state as people see it: one of a closed list, with its glyph and its word. Tabs, tiles, rows and the banner all show
// marks, so that they cannot contradict each other.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/diagnosis.h"

namespace preflight {

enum class Mark : std::uint8_t {
  ok,
  info,
  skipped,
  none,
  running,
  waiting,
  unknown,
  late,  // WAITING for longer than usual
  warning,
  failed,
};

// "OK", "WAITING".
std::string_view wordOf(Mark mark);
// "✓", "○": of running the first of four, which turn.
std::string_view glyphOf(Mark mark);
// For the colour.
State stateOf(Mark mark);

Mark markOf(State state);
// Of a row or a line, where the word says more than the state.
Mark markOf(State state, std::string_view word);
// Of a finding. What matters only at the next reset is none on a device that is being deployed or works.
Mark markOf(const Finding& finding, const Diagnosis& diagnosis);

// How bad it is: 0 is good or only a fact, 1 not done yet, 2 not known, 3 to be looked at, 4 failed.
int severityOf(Mark mark);
// The one with the higher severity; the first of two that are equally bad.
Mark worse(Mark a, Mark b);

}  // namespace preflight
