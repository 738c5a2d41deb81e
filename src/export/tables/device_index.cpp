#include "export/tables/device_index.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <random>
#include <utility>

#include "base/text.h"
#include "hash/records.h"

namespace preflight::tables {
namespace {

using csv::Column;
using hash::RecordType;

// Rows that are the same device, each once.
void note(std::vector<std::uint32_t>& same, std::optional<std::uint32_t> row) {
  if (row && std::ranges::find(same, *row) == same.end()) {
    same.push_back(*row);
  }
}

// An identifier is all three fields; elsewhere the serial number alone is the device's.
std::string serialText(const csv::TableRow& row) {
  const std::string_view serial = row.value(Column::serialNumber);
  return row.format == csv::Format::corporate
             ? lower(fmt::format("{},{},{}", row.value(Column::manufacturer), row.value(Column::model), serial))
             : lower(serial);
}

// Both halves of a product of 128 bits, folded into one.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

DeviceIndex::DeviceIndex() {
  std::random_device random;
  for (std::uint64_t& seed : seed_) {
    seed = (std::uint64_t{random()} << 32) | random() | 1U;
  }
}

DeviceIndex::Key DeviceIndex::keyOf(std::string_view value, std::uint64_t kind) const {
  std::uint64_t low = seed_[0] ^ value.size();
  std::uint64_t high = seed_[1] ^ kind;
  while (!value.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(value.size(), sizeof(word));
    std::memcpy(&word, value.data(), size);
    value.remove_prefix(size);
    low = mix(low ^ word, seed_[2]);
    high = mix(high ^ word, seed_[3]);
  }
  return {mix(low ^ seed_[3], high ^ seed_[2]), static_cast<std::uint32_t>(mix(high ^ seed_[0], low ^ seed_[1]))};
}

DeviceIndex::Key DeviceIndex::keyOf(const Sha256Digest& digest) {
  return {readU64(digest, 0), readU32(digest, 8)};
}

// Where the key is, or the free slot where it belongs; there is always one.
std::size_t DeviceIndex::Map::slotOf(const Key& key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = key.low & mask;
  while (slots_[at].next != 0 && (slots_[at].low != key.low || slots_[at].high != key.high)) {
    at = (at + 1) & mask;
  }
  return at;
}

void DeviceIndex::Map::grow() {
  constexpr std::size_t smallest = 1024;
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(std::max(smallest, slots_.size() * 2)));
  for (const Slot& slot : old) {
    if (slot.next != 0) {
      slots_[slotOf({slot.low, slot.high})] = slot;
    }
  }
}

void DeviceIndex::Map::expect(const Key& key) const {
  if (!slots_.empty()) {
    __builtin_prefetch(&slots_[key.low & (slots_.size() - 1)]);
  }
}

std::optional<std::uint32_t> DeviceIndex::Map::find(const Key& key) const {
  if (slots_.empty()) {
    return std::nullopt;
  }
  const Slot& slot = slots_[slotOf(key)];
  return slot.next == 0 ? std::nullopt : std::optional(slot.next - 1);
}

std::optional<std::uint32_t> DeviceIndex::Map::meet(const Key& key, std::uint32_t number) {
  if (3 * used_ >= 2 * slots_.size()) {
    grow();
  }
  Slot& slot = slots_[slotOf(key)];
  if (slot.next != 0) {
    return slot.next - 1;
  }
  slot = {key.low, key.high, number + 1};
  ++used_;
  return std::nullopt;
}

std::vector<std::uint32_t> DeviceIndex::add(const csv::TableRow& row, bool serialIdentifies,
                                            const hash::Checked* checked, std::uint32_t number) {
  std::optional<Key> serial;
  std::optional<Key> key;
  std::optional<Key> board;
  // Identifiers that are equal are one line twice, even if the serial numbers differ.
  if (serialIdentifies || (row.format == csv::Format::corporate && !row.value(Column::serialNumber).empty())) {
    serial = keyOf(serialText(row));
    serials_.expect(*serial);
  }
  if (checked != nullptr && checked->records.digestRight) {
    const hash::Record* ek = checked->records.first(RecordType::tpmEk);
    if (ek != nullptr && !hash::isFiller(ek->payload)) {
      key = keyOf(*checked->records.keyDigest);
      endorsementKeys_.expect(*key);
    }
    const hash::Record* uuid = checked->records.first(RecordType::uuid);
    const std::string_view inside = trimmed(hash::rawText(checked->records, RecordType::serialNumber));
    if (uuid != nullptr && uuid->payload.size() == hash::PayloadSize::uuid && !hash::isBlankUuid(uuid->payload) &&
        !inside.empty()) {
      board = keyOf(lower(inside), readU64(uuid->payload, 0) ^ mix(readU64(uuid->payload, 8), seed_[0]));
      (key ? withKey_ : withoutKey_).expect(*board);
    }
  }
  std::vector<std::uint32_t> same;
  if (serial) {
    note(same, serials_.meet(*serial, number));
  }
  if (key) {
    note(same, endorsementKeys_.meet(*key, number));
  }
  // Where both have a TPM's key it has decided already.
  if (board && key) {
    withKey_.meet(*board, number);
    note(same, withoutKey_.find(*board));
  } else if (board) {
    note(same, withKey_.find(*board));
    note(same, withoutKey_.meet(*board, number));
  }
  return same;
}

}  // namespace preflight::tables
