// Finds the hardware hashes in what a person names: base64 itself, a file or standard input with it, a CSV for
// Intune or the Partner Center, OA3Tool's report, a recording.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "csv/line_reader.h"

namespace preflight {

// One hash as it was found; the views hold until the sink returns.
struct FoundHash {
  std::string_view base64;
  std::string_view serialNumber;  // of its row in a CSV; empty: none
  std::size_t line = 0;           // of the file, from 1; 0 where lines mean nothing
};
using HashSink = std::function<void(const FoundHash&)>;

enum class HashInputKind : std::uint8_t { text, csv, xml, recording };

struct HashInput {
  HashInputKind kind = HashInputKind::text;
  std::size_t count = 0;  // of hashes that were given to the sink; never 0
};

// `input` is a file's or folder's name in UTF-8, "-" for standard input, or base64 itself (only if it starts with "T0"
// and has more than 400 characters). Text may be UTF-8 or UTF-16; empty lines are passed over; memory does not grow
// with the file. An error means that no hash could be read: absent, denied, failed, or invalid with what it is instead.
// The sink may have been called before reading failed.
Result<HashInput> readHashes(const std::string& input, const HashSink& sink);

// The same from bytes; `where` names them in errors.
Result<HashInput> readHashes(csv::ByteSource& source, const std::string& where, const HashSink& sink);

}  // namespace preflight
