// Inside src/export: rows of devices kept in memory, which of them are one device, and the form that they are written
// in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "export/tables/merge.h"
#include "export/tables/row_checks.h"

namespace preflight {

struct KeptRow {
  std::uint32_t input = 0;
  std::uint32_t line = 0;
  std::optional<UtcTime> captured;  // by the hash; nothing: it does not say
  bool doubtfulTime = false;        // the device's clock was wrong then
  bool isIdentifier = false;        // out of a file of corporate identifiers
  std::array<std::string, csv::columnKinds> values;
  bool wholeHash = false;  // its base64 was checked when it was read
  bool fromHash = false;   // manufacturer and model are those of the hash, the file has none

  const std::string& value(csv::Column column) const { return values[static_cast<std::size_t>(column)]; }
  std::string& value(csv::Column column) { return values[static_cast<std::size_t>(column)]; }
};

// Groups rows of one device, as they come.
class DeviceGroups {
 public:
  // `same`: earlier rows that are of the same device as the one that is added.
  void add(const std::vector<std::uint32_t>& same);
  std::uint32_t groupOf(std::uint32_t row);

 private:
  std::vector<std::uint32_t> parents_;
};

// The whole file, or why a row may not stand in it: `invalid`. The rows give up their values.
Result<std::string> writeRows(csv::Format format, const std::vector<KeptRow*>& rows);

// Brings a row into the form of `format`: a product id, tag or name for which there is no column is left out, commas
// and periods go out of an identifier. Adds a sentence for each change; the error says why the row cannot stand there.
Result<void> shape(csv::Format format, KeptRow& row, std::vector<std::string>& notes);

void leaveOut(Combined& done, LeftOut row);

// Of each device the newest capture; of two of one time, or without one, the later row. The others are told. A device
// of two boards is left out where a clock that was wrong would decide between them. A group tag is kept when only an
// older capture has it. `sticks`: of each input, which stick Preflight put it on; 0: none.
std::vector<KeptRow*> chooseNewest(std::vector<KeptRow>& rows, DeviceGroups& groups,
                                   const std::vector<std::uint32_t>& sticks, Combined& done);

// Brings rows into the form that is written; those that do not fit there stay out and are told, and of those that
// become the same identifier the first stays.
void formRows(std::vector<KeptRow*>& chosen, Combined& done);

}  // namespace preflight
