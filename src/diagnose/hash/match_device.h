// The hardware hash beside the device that it was read from: field by field, and in one phrase.
#pragma once

#include <string>
#include <vector>

#include "diagnose/diagnose.h"
#include "hash/check.h"
#include "hash/decode.h"

namespace preflight {

// Not compared: one side does not have it, or could not be read; that is never called a difference.
enum class FieldMatch : std::uint8_t { notCompared, same, differs };

struct FieldCheck {
  std::string label;   // "Manufacturer"
  std::string words;   // whole: "same: Contoso", "differs: ... in the hash, ... on the device", "not compared: ..."
  std::string source;  // where the device's side comes from
  FieldMatch match = FieldMatch::notCompared;
};

// Serial number, UUID, manufacturer, model, board, network adapters, disks, TPM key.
std::vector<FieldCheck> compareWithDevice(const Report& report, const hash::Decoded& decoded);

// The check of this hash with what only the report knows.
hash::Checked checkHash(const Report& report);

// "good: 4000 characters, digest right, captured 2 minutes ago, this device", or what is wrong with it. For a hash that
// was read; ages are counted from when the report was made.
std::string hashPhrase(const Report& report, const hash::Checked& checked, const hash::Decoded& decoded);

}  // namespace preflight
