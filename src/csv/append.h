// Puts one device into import files that may hold others already, without touching a byte of theirs. One rule for a
// single file and for a batch that goes on in a second file when the first is full.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "csv/intune.h"
#include "csv/layout.h"

namespace preflight::csv {

// What this folder cannot know: it looks neither into serial numbers nor into hashes.
struct DeviceTests {
  // The serial says nothing ("Default string"), so that equal ones do not mean the same device.
  std::function<bool(std::string_view serial)> isPlaceholder;
  // Two base64 hashes are certainly of one device. "Cannot know" is false.
  std::function<bool(std::string_view hashA, std::string_view hashB)> isSameDevice;
  // A base64 hash is certainly not whole; null: nobody looks.
  std::function<bool(std::string_view hash)> isDamaged = nullptr;
};

enum class AppendAction : std::uint8_t { added, replaced };

// A device as a row: the fields in the file's order, checked before.
struct DeviceRow {
  Format format = Format::intune;
  std::vector<std::string> fields;
};

struct SetFile {
  std::string name;   // for notes; empty: notes name no file
  std::string bytes;  // empty: there is no such file yet
};

struct SetChange {
  std::size_t file = 0;  // index; one beyond the last is a new file
  std::string bytes;
  std::size_t rows = 0;
};

struct SkippedFile {
  std::size_t file = 0;
  Error why;
};

struct SetAppended {
  std::vector<SetChange> changes;  // in the order in which they are to be written: no device is missing in between
  AppendAction action = AppendAction::added;
  std::vector<std::string> notes;
  std::vector<SkippedFile> skipped;  // not understood, left as they are
  std::size_t rows = 0;              // devices in all files that were understood
};

// The row of the same device is replaced in its place: the same serial (letters' case aside) that is no placeholder,
// or hashes of the same device. Else the row is added at the end. Other rows keep every byte; columns that are
// new to a file are added to them empty, a missing last line end is added, and both are said, as is a last row that was
// cut in its hash. The new row ends as the file's header does, CRLF when it has no end.
// The files belong together. The device is in one of them afterwards: where it was, else in the last file that has
// room, else in a new one. A partner's row is also the same device when serial number
// and manufacturer are equal; a corporate identifier only when all three fields are.
Result<SetAppended> appendToSet(std::span<const SetFile> files, const DeviceRow& row, const DeviceTests& tests);

// The group tag of this device's row in the files; empty when there is none. Only Intune's format has tags.
std::string groupTagOf(std::span<const SetFile> files, const DeviceRow& row, const DeviceTests& tests);

// What identifies a device, out of a row of any format.
struct DeviceFields {
  std::string serialNumber;
  std::string hardwareHash;  // empty: the format has none, or the row
  std::string model;
  std::string groupTag;
};
// The devices of a file that can be appended to.
Result<std::vector<DeviceFields>> readDevices(Format format, std::string_view bytes);

// Whether a file can be appended to; `invalid` with line and column when not.
Result<void> checkFile(Format format, std::string_view bytes);

// The most devices that a file of the format takes.
std::size_t maximumRowsOf(Format format);

}  // namespace preflight::csv
