#include "hash/compare.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/names.h"
#include "hash/changes.h"

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
  std::string_view sentence;
};

constexpr Reading boardSwapped{
    Conclusion::boardReplaced, RegisterAgain::required,
    "The motherboard was very probably replaced: the TPM's key and the board's own numbers differ, the serial number "
    "does not. Deregister the device and register it again with the new hash."};
constexpr Reading boardSwappedWithoutTpm{
    Conclusion::boardReplaced, RegisterAgain::required,
    "The motherboard was probably replaced: the board's UUID differs and the serial number is the same, but no TPM key "
    "could be compared. Deregister the device and register it again with the new hash."};
constexpr Reading otherTpm{
    Conclusion::tpmChanged, RegisterAgain::required,
    "The TPM's key differs and the board is the same: the TPM was replaced, renewed by a firmware update "
    "or "
    "a new processor, or switched between firmware and chip. Register the device again with the new hash."};
constexpr Reading tpmRaised{
    Conclusion::tpmChanged, RegisterAgain::required,
    "Same board, and its TPM went from 1.2 to 2.0. Register the device again with the new hash: with the old one "
    "self-deploying mode and pre-provisioning are refused."};
constexpr Reading tpmLowered{Conclusion::tpmChanged, RegisterAgain::recommended,
                             "Same board, and its TPM went from 2.0 to 1.2. Set the TPM to 2.0 in the firmware setup "
                             "and capture the hash again: "
                             "self-deploying mode and pre-provisioning are refused with 1.2."};
constexpr Reading otherDevice{
    Conclusion::differentDevice, RegisterAgain::required,
    "These are two different devices: serial number and everything else that could be compared and is fixed to a board "
    "differ. Each needs a registration of its own."};
constexpr Reading rewritten{
    Conclusion::relabelled, RegisterAgain::recommended,
    "It is the same device with another label: names or numbers in its firmware were rewritten. Register it again with "
    "the new hash, so that its serial number is found."};
constexpr Reading partOnly{
    Conclusion::partChanged, RegisterAgain::recommended,
    "It is the same device with another part. It will very probably still be recognised; a new hash is advised all the "
    "same."};
constexpr Reading noChange{Conclusion::same, RegisterAgain::notNeeded,
                           "It is the same device, and nothing that counts has changed."};
constexpr Reading cannotTell{Conclusion::notComparable, RegisterAgain::recommended,
                             "The two hold too little in common to tell whether they are of one device. Capture a new "
                             "hash in the full Windows."};
constexpr Reading damaged{Conclusion::notComparable, RegisterAgain::recommended,
                          "A hash that is cut or damaged cannot be compared. Capture it again."};

constexpr bool differs(Match match) {
  return match == Match::differs;
}

// A TPM goes with its board; the serial number was written to a spare board by whoever put it in.
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
    return differs(m.uuid) || differs(m.boardMacs) ? otherDevice : cannotTell;
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
    return enough ? readUnchanged(m, changes) : cannotTell;
  }
  return cannotTell;
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
  comparison.sentence = reading.sentence;
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
  for (const auto& [side, which] : {std::pair(&before, "old"), std::pair(&after, "new")}) {
    if (!side->records.digestRight || side->records.problem) {
      const std::string why = side->problems.empty() ? "it cannot be read" : side->problems.front().message;
      comparison.notes.push_back(fmt::format("The {} hash cannot be used: {}.", which, why));
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
