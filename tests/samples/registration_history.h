// Invented histories of a device that asks the Autopilot service: starts made of the records that Windows writes, what
// each start leaves on the device, and damage to what can be read. A history is a recipe: the device is built from it,
// and so is the truth, which looks at what was meant and never at a record.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/fake_host.h"

namespace preflight::test::history {

enum class StartKind : std::uint8_t {
  offline,      // no network: never asked
  unanswered,   // asked, and nothing came
  unseen,       // an answer came; what it was is not written
  unreachable,  // asked, and the service could not be reached
  profile,
  noProfile,    // answered without a profile and without a reason
  refused,      // answered with a reason: `code`
  provisioned,  // has a profile already and does not ask
  skipped,      // is marked as a device without a profile and does not ask
};

struct Record {
  std::uint32_t id = 0;
  std::uint8_t level = 4;
  std::vector<std::pair<std::string, std::string>> data;
  bool needed = false;  // without it the start would mean something else
  bool opening = false;
};

struct Start {
  StartKind kind = StartKind::offline;
  std::uint32_t code = 0;       // of a refusal: 807, 809, 815, 908
  bool inFileAlone = false;     // the reason of a refusal is in the saved answer, not in the log
  bool answerSaved = true;      // an answer without a profile is saved in the file too
  bool assigned = true;         // the profile is assigned, not the tenant's default
  bool unattested = false;      // the TPM attestation of this profile fails
  std::int64_t clockStep = 0;   // minutes by which the clock is set before this start
  std::vector<Record> records;  // in the order in which they are written
};

enum class Damage : std::uint8_t {
  none,
  logDenied,
  logNotCollected,
  fileDenied,
  cacheTimedOut,
  beginsLater,  // the oldest `amount` records are gone
  mixed,        // the next start's opening is among the records of the one before it
  fields,       // the data of some records is renamed, emptied or doubled, by `amount`
};

struct History {
  std::uint64_t seed = 0;
  std::vector<Start> starts;  // oldest first; at least one
  Damage damage = Damage::none;
  std::uint64_t amount = 0;
  bool cacheWritten = true;  // Windows keeps ProfileAvailable
  bool tracesKept = true;    // and the values of a profile that came once
  bool staleCache = false;   // and the cached profile of before, with ProfileAvailable 0
  bool inDisorder = false;   // the log is answered in no order
  bool oldNames = false;     // the provider's name up to Windows 10 1809
};

History invented(std::uint64_t seed);

// No start does what the one before it rules out.
bool isPossible(const History& history);

struct Truth {
  std::set<std::string> allowed;          // ids of findings, one of which must be listed
  std::optional<bool> attestationFailed;  // nothing: either is right
};
Truth truthOf(const History& history);

std::unique_ptr<FakeHost> deviceOf(const History& history);

std::string words(const History& history);

// Takes away what can be taken away as long as the history fails.
template <class Fails>
History shrunk(History history, const Fails& fails);

// Histories that are a little less than this one.
std::vector<History> smaller(const History& history);

template <class Fails>
History shrunk(History history, const Fails& fails) {
  for (bool again = true; again;) {
    again = false;
    for (History& candidate : smaller(history)) {
      if (isPossible(candidate) && fails(candidate)) {
        history = std::move(candidate);
        again = true;
        break;
      }
    }
  }
  return history;
}

}  // namespace preflight::test::history
