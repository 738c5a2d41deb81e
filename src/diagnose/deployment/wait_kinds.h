// What a deployment can wait for: one table.
#pragma once

#include <cstdint>
#include <string_view>

namespace preflight::deployment {

// Patterns hold {time}, {phase}, {item}, {of} (" (4 of 7)", or nothing) and {step}. The first is for a known start, the
// second for a start that is only known of the step, the third for none. An empty second one: the first serves.
struct WaitKind {
  std::string_view id;
  std::string_view timed;
  std::string_view stepTimed;
  std::string_view untimed;
  std::string_view normal;   // how long it takes as a rule; empty: as long as a person takes
  std::int64_t lateSeconds;  // longer than that is worth a warning; 0: never
  std::string_view lateId;   // the finding's id then; empty: "waiting-on"
  std::string_view action;
  std::string_view who;
};

// Never null: an unknown id gives the last row, "step".
const WaitKind& waitKind(std::string_view id);
// The kind of wait of a step of the page, by its id; empty: none of its own.
std::string_view waitOfStep(std::string_view stepId);

}  // namespace preflight::deployment
