#include "hash/compare.h"

#include <algorithm>

#include "base/names.h"
#include "hash/changes.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

constexpr NameTable<Conclusion, 7> conclusionNames{{{
    {Conclusion::same, "same"},
    {Conclusion::partChanged, "part-changed"},
    {Conclusion::tpmChanged, "tpm-changed"},
    {Conclusion::boardReplaced, "board-replaced"},
    {Conclusion::relabelled, "relabelled"},
    {Conclusion::differentDevice, "different-device"},
    {Conclusion::notComparable, "not-comparable"},
}}};

constexpr NameTable<RegisterAgain, 3> againNames{{{
    {RegisterAgain::required, "required"},
    {RegisterAgain::recommended, "recommended"},
    {RegisterAgain::notNeeded, "not-needed"},
}}};

constexpr NameTable<ChangeGroup, 6> groupNames{{{
    {ChangeGroup::tpm, "tpm"},
    {ChangeGroup::board, "board"},
    {ChangeGroup::label, "label"},
    {ChangeGroup::network, "network"},
    {ChangeGroup::storage, "storage"},
    {ChangeGroup::parts, "parts"},
}}};

constexpr NameTable<Weight, 4> weightNames{{{
    {Weight::strong, "strong"},
    {Weight::medium, "medium"},
    {Weight::weak, "weak"},
    {Weight::noise, "noise"},
}}};

struct Reading {
  Conclusion conclusion;
  RegisterAgain again;
  HashId sentence;
};

constexpr Reading boardSwapped{Conclusion::boardReplaced, RegisterAgain::required, HashId::boardSwapped};
constexpr Reading boardSwappedWithoutTpm{Conclusion::boardReplaced, RegisterAgain::required, HashId::boardSwappedNoTpm};
constexpr Reading otherTpm{Conclusion::tpmChanged, RegisterAgain::required, HashId::otherTpm};
constexpr Reading tpmRaised{Conclusion::tpmChanged, RegisterAgain::required, HashId::tpmRaised};
constexpr Reading tpmLowered{Conclusion::tpmChanged, RegisterAgain::recommended, HashId::tpmLowered};
constexpr Reading otherDevice{Conclusion::differentDevice, RegisterAgain::required, HashId::otherDevice};
constexpr Reading rewritten{Conclusion::relabelled, RegisterAgain::recommended, HashId::relabelled};
constexpr Reading partOnly{Conclusion::partChanged, RegisterAgain::recommended, HashId::partChanged};
constexpr Reading noChange{Conclusion::same, RegisterAgain::notNeeded, HashId::noChange};
constexpr Reading notEnough{Conclusion::notComparable, RegisterAgain::recommended, HashId::cannotCompare};
constexpr Reading damaged{Conclusion::notComparable, RegisterAgain::recommended, HashId::damaged};

constexpr bool differs(Match match) {
  return match == Match::differs;
}

// A TPM goes with its board; the serial number is written to a spare board when it is put in.
Reading readOtherTpm(const Matches& m) {
  if (differs(m.serial)) {
    const bool sameBoard = m.uuid == Match::same || (m.uuid == Match::notComparable && m.boardMacs == Match::same);
    return sameBoard ? otherTpm : otherDevice;
  }
  return differs(m.uuid) || differs(m.boardMacs) ? boardSwapped : otherTpm;
}

Reading readUnchanged(const Matches& m, const std::vector<Change>& changes) {
  if (differs(m.uuid) || differs(m.serial) || differs(m.label)) {
    return rewritten;
  }
  const bool part = std::ranges::any_of(changes, [](const Change& change) { return change.weight != Weight::noise; });
  return part ? partOnly : noChange;
}

Reading readWithoutTpm(const Matches& m, const std::vector<Change>& changes) {
  const bool sameBoard = m.uuid == Match::same || m.boardMacs == Match::same;
  if (differs(m.serial)) {
    if (sameBoard) {
      return rewritten;
    }
    return differs(m.uuid) || differs(m.boardMacs) ? otherDevice : notEnough;
  }
  if (differs(m.uuid)) {
    if (m.boardMacs == Match::same) {
      return rewritten;
    }
    return m.serial == Match::same ? boardSwappedWithoutTpm : otherDevice;
  }
  if (m.serial == Match::same || sameBoard) {
    // One number in common and no second one that agrees is too little.
    const bool enough = sameBoard || differs(m.boardMacs);
    return enough ? readUnchanged(m, changes) : notEnough;
  }
  return notEnough;
}

// A reading by which the board is the same one.
bool isSameBoard(const Reading& reading) {
  return reading.conclusion == Conclusion::same || reading.conclusion == Conclusion::partChanged ||
         reading.conclusion == Conclusion::tpmChanged;
}

Reading readByKeys(const Matches& m, const std::vector<Change>& changes) {
  switch (m.tpm) {
    case Match::differs:
      return readOtherTpm(m);
    case Match::same:
      return readUnchanged(m, changes);
    case Match::notComparable:
      break;
  }
  return readWithoutTpm(m, changes);
}

Reading read(const Matches& m, const std::vector<Change>& changes) {
  const Reading reading = readByKeys(m, changes);
  if (m.tpmVersion == TpmVersion::same || !isSameBoard(reading)) {
    return reading;
  }
  return m.tpmVersion == TpmVersion::raised ? tpmRaised : tpmLowered;
}

void conclude(Comparison& comparison, const Reading& reading) {
  comparison.conclusion = reading.conclusion;
  comparison.registerAgain = reading.again;
  comparison.sentence = say(reading.sentence);
}

}  // namespace

std::string_view name(Conclusion conclusion) {
  return conclusionNames.name(conclusion);
}

std::string_view name(RegisterAgain again) {
  return againNames.name(again);
}

std::string_view name(ChangeGroup group) {
  return groupNames.name(group);
}

std::string_view name(Weight weight) {
  return weightNames.name(weight);
}

Comparison compare(const Checked& before, const Checked& after) {
  Comparison comparison;
  for (const auto& [side, unusable] :
       {std::pair(&before, HashId::oldUnusable), std::pair(&after, HashId::newUnusable)}) {
    if (!side->records.digestRight || side->records.problem) {
      const std::string why = side->problems.empty() ? say(HashId::unreadable) : side->problems.front().message;
      comparison.notes.push_back(say(unusable, {{"why", why}}));
    }
  }
  if (!comparison.notes.empty()) {
    conclude(comparison, damaged);
    return comparison;
  }
  const Matches matches = findChanges(decode(before.records), decode(after.records), comparison);
  conclude(comparison, read(matches, comparison.changes));
  return comparison;
}

}  // namespace preflight::hash
