// Rows of the same device among many, by the rule of csv/append.h: the same serial number that is no placeholder, or
// hashes that are of the same device (see hash::sameDevice).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "csv/table_reader.h"
#include "hash/check.h"

namespace preflight::tables {

class DeviceIndex {
 public:
  DeviceIndex();

  // Rows that were added before and are of this device, each once; then adds the row as `number`.
  // `serialIdentifies`: see RowChecker.
  std::vector<std::uint32_t> add(const csv::TableRow& row, bool serialIdentifies, const hash::Checked* checked,
                                 std::uint32_t number);

 private:
  // 96 bits, made with a seed of this run so that nobody makes two devices meet on purpose.
  struct Key {
    std::uint64_t low = 0;
    std::uint32_t high = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };

  // Key to the first row that had it. Flat and small: a hundred thousand devices are found without a walk through
  // memory.
  class Map {
   public:
    // Loads what `find` or `meet` will look at.
    void expect(const Key& key) const;
    // The row that had the key before; else puts `number` there.
    std::optional<std::uint32_t> meet(const Key& key, std::uint32_t number);
    std::optional<std::uint32_t> find(const Key& key) const;

   private:
    struct Slot {
      std::uint64_t low = 0;
      std::uint32_t high = 0;
      std::uint32_t next = 0;  // number + 1; 0: free
    };
    std::size_t slotOf(const Key& key) const;
    void grow();

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
  };

  Key keyOf(std::string_view value, std::uint64_t kind = 0) const;
  static Key keyOf(const Sha256Digest& digest);

  std::array<std::uint64_t, 4> seed_{};
  Map serials_;
  Map endorsementKeys_;
  Map withKey_;  // UUID and serial number out of hashes, of devices with and without a TPM's key
  Map withoutKey_;
};

}  // namespace preflight::tables
