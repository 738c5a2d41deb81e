// The container of a hardware hash: "OA", length, records, then "CS" with a SHA-256 over all before it. Undocumented
// by Microsoft; layout as read off real captures of 2018 to 2026. A hash is only read here, never built or changed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/sha256.h"

namespace preflight::hash {

// One record; type as stored, offset and length in bytes with the four bytes of the record's head.
struct Record {
  std::uint16_t type = 0;
  std::size_t offset = 0;
  std::size_t length = 0;
  ByteView payload;  // into the bytes that were walked
};

// The first five are those of the container, the worst one first; check.h reports the others.
enum class ProblemCode : std::uint8_t {
  notAHash,
  truncated,
  recordOverrun,
  digestMissing,
  digestMismatch,
  badBase64,
  tooFewRecords,
  missingSerial,
  missingManufacturer,
  wrongDevice,
  placeholderSerial,
  noTpm,
  ekMismatch,
  notFullOs,
  clockImplausible,
  nonzeroPadding,
  weakIdentity,
  unusualSize,
  repadded,
  foreignTool,
};

// Stable names: "not-a-hash", "truncated", "record-overrun", ... "foreign-tool".
std::string_view name(ProblemCode code);

struct Problem {
  ProblemCode code;
  std::string message;  // a clause for people, with offsets in bytes
};

struct Records {
  std::uint16_t headerLength = 0;  // L: the head and all records, without the checksum
  std::vector<Record> records;     // those that are whole, in their order; unknown types too
  bool digestPresent = false;
  bool digestRight = false;
  std::optional<Problem> problem;  // the worst one, in the order of ProblemCode
  // SHA-256 of the first record 25, the TPM's endorsement key; nothing when there is none, or no checksum was checked.
  std::optional<Sha256Digest> keyDigest;

  // The first record of this type, or null.
  const Record* first(std::uint16_t type) const;

  // Of the types that are known: the place of the first one in `records`, from 1; 0: none.
  static constexpr std::size_t knownTypes = 64;
  std::array<std::uint16_t, knownTypes> firstOf{};
};

// The records of `bytes`, as far as they can be trusted to be where they seem: the walk stops at the first one that
// does not fit. Never fails; `problem` says what is wrong. The spans point into `bytes`.
Records walk(ByteView bytes);
// The same, using again what `found` has room for.
void walk(ByteView bytes, Records& found);

}  // namespace preflight::hash
