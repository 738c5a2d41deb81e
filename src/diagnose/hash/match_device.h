// The hardware hash against the device that it was read from: field by field, and in one phrase.
#pragma once

#include <string>
#include <vector>

#include "diagnose/diagnose.h"
#include "hash/check.h"
#include "hash/decode.h"

namespace preflight {

// Not compared: one side does not have it, or could not be read; that is never called a difference.
enum class FieldMatch : std::uint8_t { notCompared, same, differs };

enum class DeviceField : std::uint8_t { serialNumber, uuid, manufacturer, model, board, network, disks, tpmKey };

struct FieldCheck {
  DeviceField id{};
  Text label;          // "Manufacturer"
  Text words;          // "same: Contoso", "hash ..., device ...", "not compared: ..."
  std::string source;  // where the device's side comes from
  FieldMatch match = FieldMatch::notCompared;
};

// Serial number, UUID, manufacturer, model, board, network adapters, disks, TPM key.
std::vector<FieldCheck> compareWithDevice(const Report& report, const hash::Decoded& decoded);

// The check of this hash with what only the report knows.
hash::Checked checkHash(const Report& report);

// "valid, matches this device, read 2 min ago", or what is wrong with it. For a hash that was read; ages are counted
// from when the report was made.
Text hashPhrase(const Report& report, const hash::Checked& checked, const hash::Decoded& decoded);

}  // namespace preflight
