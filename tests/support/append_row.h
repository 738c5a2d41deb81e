// A row of Intune's format and one file: what most tests of appending need.
#pragma once

#include "csv/append.h"

namespace preflight::csv {

struct Appended {
  std::string bytes;  // the whole new file
  AppendAction action = AppendAction::added;
  std::vector<std::string> notes;
  std::size_t rows = 0;  // devices in the new file
};

// `invalid`: the file cannot hold the row, the file is not understood, or it is full.
inline Result<Appended> append(std::string_view existing, const Row& row, const DeviceTests& tests) {
  if (Result<void> checked = checkRow(row); !checked) {
    return tl::unexpected(checked.error());
  }
  DeviceRow device;
  for (std::size_t i = 0; i < fieldCount; ++i) {
    device.fields.push_back(row.value(static_cast<Field>(i)));
  }
  const SetFile file{"", std::string(existing)};
  Result<SetAppended> set = appendToSet({&file, 1}, device, tests);
  if (!set) {
    return tl::unexpected(set.error());
  }
  if (!set->skipped.empty()) {
    return tl::unexpected(set->skipped.front().why);
  }
  SetChange& change = set->changes.front();
  if (change.file != 0) {
    return fail(ErrorKind::invalid, "append", "full");
  }
  return Appended{std::move(change.bytes), set->action, std::move(set->notes), change.rows};
}

}  // namespace preflight::csv
