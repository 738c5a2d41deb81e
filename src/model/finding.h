// What the rules in diagnose/ say about a report.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace preflight {

enum class State : std::uint8_t { pass, warn, fail, info, unknown };

// One thing a finding stands on: what it is called, what was read, and where.
struct Evidence {
  std::string label;
  std::string value;
  std::string source;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// A finding is listed when it holds or could not be decided; what does not apply is not listed.
struct Finding {
  std::string id;  // stable: "serial-placeholder"
  State state = State::info;
  std::string title;  // one sentence
  std::vector<Evidence> evidence;
  std::string meaning;
  std::string action;  // what to do next
  std::string who;     // who can do it: "technician", "administrator of the tenant", "manufacturer"
  friend bool operator==(const Finding&, const Finding&) = default;
};

// The one line for the whole device.
struct Verdict {
  std::string id;
  State state = State::unknown;
  std::string word;      // "READY TO EXPORT": for the top of the page
  std::string sentence;  // what holds, and the next thing below it
  std::string action;    // what to do; may be empty
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

struct Diagnosis {
  Verdict verdict;
  std::vector<Finding> findings;
  friend bool operator==(const Diagnosis&, const Diagnosis&) = default;
};

std::string_view name(State state);
Result<State> stateFromName(std::string_view text);

}  // namespace preflight
