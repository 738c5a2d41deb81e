// Whether the column that is read as the serial number's can be it, when no hash says so: a serial number belongs to
// one device, while a model has many.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "csv/table_reader.h"

namespace preflight::tables {

class SwappedColumns {
 public:
  // A row of the file that has no hash.
  void add(const csv::TableRow& row);

  // Nothing: they are not. Else what every row would share, a clause for people.
  std::optional<std::string> words() const;

  // Of identifiers: a row before that has the same serial number, and another manufacturer or model.
  struct Other {
    std::size_t line = 0;
    std::string device;  // manufacturer and model
  };
  std::optional<Other> sharing(const csv::TableRow& row) const;

 private:
  static constexpr std::size_t mostRows = 10'000;   // more say nothing new
  static constexpr std::size_t longestRow = 1'000;  // bytes; no list of devices without hashes has longer ones

  std::size_t rows_ = 0;  // that differ from each other
  std::unordered_set<std::string> seen_;
  std::unordered_map<std::string, Other> serials_;
  std::string anySerial_;
  std::array<std::unordered_set<std::string>, csv::columnKinds> others_;
};

}  // namespace preflight::tables
