// What happened to a device between two of its hashes, or whether they are of one device at all. The two texts always
// differ, since a hash holds its time. The reading follows Microsoft's advice: another TPM or board is a new device to
// Autopilot, another disk or network card is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hash/check.h"
#include "hash/decode.h"

namespace preflight::hash {

enum class Conclusion : std::uint8_t {
  same,
  partChanged,
  tpmChanged,
  boardReplaced,
  relabelled,
  differentDevice,
  notComparable,
};
// "same", "part-changed", "tpm-changed", "board-replaced", "relabelled", "different-device", "not-comparable".
std::string_view name(Conclusion conclusion);

enum class RegisterAgain : std::uint8_t { required, recommended, notNeeded };
// "required", "recommended", "not-needed".
std::string_view name(RegisterAgain again);

enum class ChangeGroup : std::uint8_t { tpm, board, label, network, storage, parts };
std::string_view name(ChangeGroup group);

// How much a change says of the device's identity. Noise: what comes and goes with a dock or a driver.
enum class Weight : std::uint8_t { strong, medium, weak, noise };
std::string_view name(Weight weight);

struct Change {
  ChangeGroup group;
  std::string field;  // the key that decoding uses: "ekSha256", "uuid", "networkAdapters"
  std::string before;
  std::string after;
  Weight weight;
};

struct Comparison {
  Conclusion conclusion = Conclusion::notComparable;
  RegisterAgain registerAgain = RegisterAgain::recommended;
  std::vector<Change> changes;
  std::string sentence;            // why, for a technician
  std::vector<std::string> notes;  // sentences: what could not be compared
};

// Hashes that are cut or damaged are not compared. What one side does not hold because it was captured outside the full
// system is no change.
Comparison compare(const Checked& before, const Checked& after);

}  // namespace preflight::hash
