// What the rules in diagnose/ say about a report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/evidence.h"
#include "model/registration_status.h"

namespace preflight {

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

// Something that failed before what is waited for now.
struct EarlierFailure {
  std::string what;  // "MDM enrollment was refused"
  std::string code;  // "0x80180014"; may be empty
  std::int64_t count = 1;
  UtcTime last{};  // 0: not known
  friend bool operator==(const EarlierFailure&, const EarlierFailure&) = default;
};

// What a deployment waits for now: one sentence for people, and the same in parts for programs.
struct Waiting {
  std::string id;     // stable: "app-install"
  std::string phase;  // "Device setup"; empty: none of the page's
  std::string step;   // "Apps"; may be empty
  std::string item;   // "Contoso VPN"; may be empty
  UtcTime since{};    // 0: not known
  std::optional<std::int64_t> elapsedSeconds;
  std::optional<std::int64_t> limitMinutes;
  std::optional<std::int64_t> leftSeconds;  // until the page gives up; negative: so long ago; nothing: not known
  bool overdue = false;                     // it takes longer than it does as a rule
  std::string sentence;                     // "For 22 min device setup has been installing Contoso VPN (4 of 7)."
  std::string limit;                        // "The page gives up in 25 min."; may be empty
  std::string normal;                       // how long it takes as a rule: "1 to 10 min"
  std::string action;
  std::string who;
  std::vector<Evidence> evidence;
  std::vector<EarlierFailure> before;  // the newest first
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

struct Diagnosis {
  Verdict verdict;
  std::vector<Finding> findings;
  std::optional<Waiting> waiting;  // nothing: no deployment waits, as far as is known
  std::vector<Rung> registration;  // registered, profile, enrolled; empty where Autopilot is not known or not read yet
  ProfileView profile;
  UtcTime judgedAt{};  // what durations are counted up to
  friend bool operator==(const Diagnosis&, const Diagnosis&) = default;
};

std::string_view name(State state);
Result<State> stateFromName(std::string_view text);

}  // namespace preflight
