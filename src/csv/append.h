// Puts one device into an import file that may hold others already, without touching a byte of theirs.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "csv/intune.h"

namespace preflight::csv {

// What this folder cannot know: it looks neither into serial numbers nor into hashes.
struct Judges {
  // The serial says nothing ("Default string"), so that equal ones do not mean the same device.
  std::function<bool(std::string_view serial)> isPlaceholder;
  // Two base64 hashes certainly tell of one device. "Cannot know" is false.
  std::function<bool(std::string_view hashA, std::string_view hashB)> isSameDevice;
};

enum class AppendAction : std::uint8_t { added, replaced };

struct Appended {
  std::string bytes;  // the whole new file
  AppendAction action = AppendAction::added;
  std::vector<std::string> notes;  // sentences for people: what else changed, and what to look at
  std::size_t rows = 0;            // devices in the new file
};

// The row of the same device is replaced where it stands: the same serial (letters' case aside) that is no placeholder,
// or hashes that tell the same device. Else the row is added at the end. Other rows keep every byte; columns that are
// new to the file are added to them empty, a missing last line end is added, and both are said. The new row ends as
// the file's header does, CRLF when it has no end. `existing` of 0 bytes is a new file.
// `invalid`: the row may not stand in a file, the file is not understood, or it would hold more than 500 devices.
Result<Appended> append(std::string_view existing, const Row& row, const Judges& judges);

}  // namespace preflight::csv
