// What the rules in diagnose/ found in a report: an id, a state, the values and the evidence. The words are the
// catalogue's (assets/text/findings.tsv) and are put together where a finding is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/evidence.h"
#include "text/catalogue.h"

namespace preflight {

// What to do, where a code or a wait knows it better than the finding's row.
struct Advice {
  Text meaning;
  Text action;
  Who who = Who::you;
  std::string_view key{};  // on the page: "F8"; empty: none
  friend bool operator==(const Advice&, const Advice&) = default;
};

// A finding is listed when it holds or could not be decided; what does not apply is not listed.
struct Finding {
  FindingId id{};
  State state = State::info;
  Args args;
  std::vector<Evidence> evidence;
  std::optional<Advice> advice;  // instead of the row's meaning and action
  std::vector<Text> notes;       // sentences after the action: the buttons of the ESP

  std::string headline() const;  // in capitals; may be empty
  std::string title() const;     // one sentence
  std::string meaning() const;
  std::string action() const;    // what to do next
  std::string_view key() const;  // of that action
  Who who() const;               // who can do it
  bool needsForce() const { return entryOf(id).needsForce; }

  friend bool operator==(const Finding&, const Finding&) = default;
};

// With the state of its row.
Finding makeFinding(FindingId id, Args args = {}, std::vector<Evidence> evidence = {});

// The one line for the whole device.
struct Verdict {
  VerdictId id = VerdictId::cannotKnow;
  State state = State::unknown;
  std::optional<FindingId> finding;  // that decides it; nothing while the device is read
  Text headline;                     // for the top of the page, in capitals
  Text sentence;                     // what holds
  Text next;                         // the next thing that holds; may be empty
  Text action;                       // what to do; may be empty
  std::string_view key{};            // of that action on the page
  Who who = Who::you;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// Something that failed before what is waited for now.
struct EarlierFailure {
  Text what;         // "Enrollment refused"
  std::string code;  // "0x80180014"; may be empty
  std::int64_t count = 1;
  UtcTime last{};  // 0: not known
  friend bool operator==(const EarlierFailure&, const EarlierFailure&) = default;
};

// What a deployment waits for now: sentences for people, and the same in parts for programs.
struct Waiting {
  WaitId id = WaitId::step;
  Text phase;       // "Device setup"; empty: none
  Text step;        // "Apps"; may be empty
  Text item;        // "Contoso VPN"; may be empty
  UtcTime since{};  // 0: not known
  std::optional<std::int64_t> elapsedSeconds;
  std::optional<std::int64_t> limitMinutes;
  std::optional<std::int64_t> leftSeconds;  // until the ESP times out; negative: so long ago; nothing: not known
  bool overdue = false;                     // it takes longer than usual
  Text headline;                            // "INSTALLING: CONTOSO VPN"
  Text sentence;                            // "Installing Contoso VPN (4 of 7) for 22 min."
  Text limit;                               // "ESP times out in 25 min."; may be empty
  std::vector<Evidence> evidence;
  std::vector<EarlierFailure> before;  // the newest first
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

std::string_view name(State state);

}  // namespace preflight
