// Inside src/export: rows of devices kept in memory, which rows are one device, and how they are written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "export/tables/merge.h"

namespace preflight::tables {

// A row that the new file cannot hold, and why.
struct Unfit {
  csv::Rule rule = csv::Rule::notCsv;
  std::string message;
};

struct MergedRow {
  std::uint32_t input = 0;
  std::uint32_t line = 0;
  std::optional<UtcTime> captured;     // by the hash; nothing: it does not say
  bool doubtfulTime = false;           // the device's clock was wrong then
  bool isIdentifier = false;           // out of a file of corporate identifiers
  bool wholeHash = false;              // its base64 was checked when it was read
  bool fromHash = false;               // manufacturer and model are those of the hash, the file has none
  bool isDropped = false;              // left out already
  std::optional<Unfit> serialProblem;  // what its file did to the serial number
  std::array<std::string, csv::columnKinds> values;

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

// The whole file, or why a row may not be in it: `invalid`. The rows give up their values.
Result<std::string> writeRows(csv::Format format, const std::vector<MergedRow*>& rows);

void leaveOut(Merged& merged, LeftOut row);

}  // namespace preflight::tables
