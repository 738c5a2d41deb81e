// Who a hardware hash says the device is, and whether two of them are of the same device.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

namespace preflight::hash {

// Nothing means that the hash holds no such record, or one of another size than is known.
struct Identity {
  bool digestRight = false;
  std::optional<std::string> serialNumber;           // record 14: text up to its NUL, blanks kept
  std::optional<std::string> manufacturer;           // record 16
  std::optional<std::array<std::uint8_t, 16>> uuid;  // record 12: raw SMBIOS bytes
  std::optional<Bytes> ekPublic;                     // record 25: modulus of the TPM's endorsement key
  std::optional<UtcTime> capturedAt;                 // record 1: by the device's own clock
};

// Of the bytes of a hash; reads what is whole, also when the checksum is wrong.
Identity identityOf(ByteView bytes);

enum class SameDevice : std::uint8_t { yes, no, unknown };

// The endorsement key decides where both have one. Else both UUID and serial must agree for `yes`, and UUIDs that
// differ mean `no`. UUIDs and keys that say nothing (blank, or the one that board vendors forgot to change) do not
// count. A checksum that is wrong or missing on either side gives `unknown`.
SameDevice sameDevice(const Identity& a, const Identity& b);

// The same for two base64 texts as import files have them; `unknown` when one cannot be read.
SameDevice sameDevice(std::string_view hashA, std::string_view hashB);

}  // namespace preflight::hash
