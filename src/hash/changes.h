// Inside this folder: what differs between two decoded hashes, and how that is to be read.
#pragma once

#include <string>
#include <vector>

#include "hash/compare.h"

namespace preflight::hash {

// Not comparable: one side has nothing to compare.
enum class Match : std::uint8_t { notComparable, same, differs };

// Whether the firmware shows the TPM as another version than before.
enum class TpmVersion : std::uint8_t { same, raised, lowered };

struct Matches {
  Match tpm = Match::notComparable;
  TpmVersion tpmVersion = TpmVersion::same;
  Match uuid = Match::notComparable;
  Match serial = Match::notComparable;
  Match label = Match::notComparable;      // any other text of the label, or the board's manufacturer and product
  Match boardMacs = Match::notComparable;  // same: at least one on-board address is in both
};

// Adds what differs to `comparison`, with notes on what could not be compared.
Matches findChanges(const Decoded& before, const Decoded& after, Comparison& comparison);

}  // namespace preflight::hash
