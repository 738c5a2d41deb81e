// The tables of the catalogue that hold more than a sentence: findings, verdicts, waits, steps of the Enrollment Status
// Page and stages of a registration. make_texts.py makes the rows and the enumerations from assets/text.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "text/finding_id.h"
#include "text/stage_id.h"
#include "text/step_id.h"
#include "text/text.h"
#include "text/verdict_id.h"
#include "text/wait_id.h"

namespace preflight {

enum class State : std::uint8_t { pass, warn, fail, info, unknown };

// Who can take the next step. The reader is `you`: a technician at the device, or nobody in particular.
enum class Who : std::uint8_t { you, user, admin, network, vendor, partner, support };
// "administrator of the tenant": stable, in JSON.
std::string_view name(Who who);

// One wording of a finding. A finding may have several rows: the first is used whose `when` names are all given.
struct FindingRow {
  std::string_view when;      // names of arguments, separated by a space; empty: always
  std::string_view headline;  // for the top of the page, in capitals; empty: the verdict's own
  std::string_view title;     // one fact
  std::string_view meaning;   // what the title does not say; may be empty
  std::string_view action;    // starts with a verb; empty: nothing to do
  std::string_view key;       // of the action on the page: "F8"; empty: none
  Who who = Who::you;
};

// Where a finding counts for the one line of the whole device, when it is in `states`.
struct FindingSlot {
  VerdictId verdict{};
  std::uint8_t rank = 0;    // within the verdict, lowest first
  std::uint8_t states = 0;  // a bit for each State
  bool counts(State state) const { return (states >> static_cast<unsigned>(state) & 1U) != 0; }
};

struct FindingEntry {
  std::string_view id;     // stable, in JSON: "serial-number-placeholder"
  State state;             // as a rule; the code may say another
  bool needsForce;         // an export has to be confirmed (command line: --force)
  bool atReset;            // on a desktop that is joined and managed it matters at the next reset only
  std::string_view stage;  // of a registration that it speaks about: "registered", "profile", "enrolled"; empty: none
  std::string_view steps;  // topic of the steps that help, in assets/knowledge/steps.tsv; empty: none
  std::span<const FindingSlot> slots;
  std::span<const FindingRow> rows;
};

const FindingEntry& entryOf(FindingId id);
// The wording that fits these arguments.
const FindingRow& rowFor(FindingId id, const Args& args);
inline std::string_view idOf(FindingId id) {
  return entryOf(id).id;
}

struct VerdictEntry {
  std::string_view id;        // stable, in JSON: "deployment-waits"
  std::string_view headline;  // where the finding has none of its own
};
// In the order in which they count.
const VerdictEntry& entryOf(VerdictId id);
inline std::string_view idOf(VerdictId id) {
  return entryOf(id).id;
}

// What a deployment can wait for.
struct WaitEntry {
  std::string_view id;        // stable, in JSON: "app-install"
  std::string_view headline;  // "INSTALLING: {item}"
  std::string_view timed;     // with {time}: "Installing {item} for {time}."
  std::string_view among;     // the same where {time} counts for all apps; empty: `timed` serves
  std::string_view untimed;   // where it is not known since when
  std::string_view usual;     // "1 to 10 min"; empty: as long as a person needs
  std::int64_t lateSeconds;   // from here on it takes too long; 0: never, 1: at once
  FindingId late;             // the finding then; waitingOn when it has none of its own
  std::string_view meaning;   // what happens meanwhile; may be empty
  std::string_view action;
  std::string_view key;
  Who who;
};
const WaitEntry& entryOf(WaitId id);
inline std::string_view idOf(WaitId id) {
  return entryOf(id).id;
}

// A step of the Enrollment Status Page, by the name that Windows gives it.
struct StepEntry {
  std::string_view id;    // "espProviderInstallation"
  std::string_view name;  // "Intune agent"
  WaitId wait;            // what the page waits for at this step
  FindingId failure;      // the finding when it failed
};
std::span<const StepEntry> steps();
// The step that Windows calls so; null when the catalogue has none.
const StepEntry* findStep(std::string_view id);

// What the registration screen says of one answer of the service (or of the lack of one).
struct StageWords {
  State state = State::unknown;
  std::string_view word;
  std::string_view sentence;
};
struct StageEntry {
  std::string_view id;
  StageWords registered;
  StageWords profile;
};
const StageEntry& entryOf(StageId id);

// How many findings there are: they are numbered from 0.
std::size_t findingCount();

}  // namespace preflight
