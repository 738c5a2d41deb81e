// What is wrong with one row of a table of devices, and by what it is known again in another row.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "export/tables/table_reader.h"
#include "hash/check.h"

namespace preflight {

// The rules of the row's format, for its values, adding to its problems.
class CsvJudge {
 public:
  explicit CsvJudge(std::optional<UtcTime> now);

  void judge(CsvRow& row);
  // Of the last row's hash; nothing when it has none.
  const hash::Checked* checked() const { return checked_ ? &*checked_ : nullptr; }
  // The last row's hash as an import takes it: padded, freed from blanks. Nothing when it needs no mending.
  const std::optional<std::string>& mendedHash() const { return mended_; }

 private:
  void sayStray(CsvRow& row) const;
  void serial(CsvRow& row) const;
  void hash(CsvRow& row);
  void required(CsvRow& row) const;
  void corporate(CsvRow& row) const;

  hash::CheckContext context_;
  std::optional<hash::Checked> checked_;
  std::optional<std::string> mended_;
};

// Tells rows of the same device by the rule of csv/append.h: the same serial number that is no placeholder, or hashes
// that tell the same device (see hash::sameDevice).
class DeviceIndex {
 public:
  // Rows that were added before and are of this device, each told once; then adds the row as `number`.
  std::vector<std::uint32_t> add(const CsvRow& row, const hash::Checked* checked, std::uint32_t number);

 private:
  using Key = std::array<std::uint64_t, 2>;

  // Key to the first row that had it. Flat: a hundred thousand devices are found without a walk through memory.
  class Map {
   public:
    // The row that had the key before; else puts `number` there.
    std::optional<std::uint32_t> meet(const Key& key, std::uint32_t number);
    std::optional<std::uint32_t> find(const Key& key) const;

   private:
    struct Slot {
      Key key{};
      std::uint32_t next = 0;  // number + 1; 0: free
    };
    std::size_t slotOf(const Key& key) const;
    void grow();

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
  };

  static Key keyOf(std::string_view kind, std::string_view value);

  Map serials_;
  Map endorsementKeys_;
  Map withKey_;  // UUID and serial number out of hashes, of devices with and without a TPM's key
  Map withoutKey_;
};

}  // namespace preflight
