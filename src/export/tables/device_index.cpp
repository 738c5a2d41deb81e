#include <fmt/format.h>
#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "export/tables/row_checks.h"
#include "hash/records.h"
#include "smbios/placeholder.h"

namespace preflight {
namespace {

using csv::Column;
using hash::RecordType;

// Rows that are the same device, each once.
void note(std::vector<std::uint32_t>& same, std::optional<std::uint32_t> row) {
  if (row && std::find(same.begin(), same.end(), *row) == same.end()) {
    same.push_back(*row);
  }
}

// An identifier is all three fields; elsewhere the serial number alone tells the device.
std::string serialKey(const CsvRow& row) {
  const std::string_view serial = row.value(Column::serialNumber);
  return row.format == csv::Format::corporate
             ? lower(fmt::format("{},{},{}", row.value(Column::manufacturer), row.value(Column::model), serial))
             : lower(serial);
}

}  // namespace

// SHA-256, so that nobody makes two devices meet on purpose.
DeviceIndex::Key DeviceIndex::keyOf(std::string_view kind, std::string_view value) {
  Sha256 digest;
  digest.add(viewOf(kind));
  digest.add(viewOf(value));
  const Sha256Digest bytes = digest.finish();
  return {readU64(bytes, 0), readU64(bytes, 8)};
}

// Where the key is, or the free slot where it belongs; there is always one.
std::size_t DeviceIndex::Map::slotOf(const Key& key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = key[0] & mask;
  while (slots_[at].next != 0 && slots_[at].key != key) {
    at = (at + 1) & mask;
  }
  return at;
}

void DeviceIndex::Map::grow() {
  constexpr std::size_t smallest = 1024;
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(std::max(smallest, slots_.size() * 2)));
  for (const Slot& each : old) {
    if (each.next != 0) {
      slots_[slotOf(each.key)] = each;
    }
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
  if (2 * used_ >= slots_.size()) {
    grow();
  }
  Slot& slot = slots_[slotOf(key)];
  if (slot.next != 0) {
    return slot.next - 1;
  }
  slot = {key, number + 1};
  ++used_;
  return std::nullopt;
}

std::vector<std::uint32_t> DeviceIndex::add(const CsvRow& row, const hash::Checked* checked, std::uint32_t number) {
  std::vector<std::uint32_t> same;
  const std::string_view serial = row.value(Column::serialNumber);
  // Identifiers that are equal are one line twice, whatever the serial number says.
  if (!serial.empty() && (row.format == csv::Format::corporate || !smbios::isPlaceholderSerial(serial))) {
    note(same, serials_.meet(keyOf("", serialKey(row)), number));
  }
  if (checked == nullptr || !checked->records.digestRight) {
    return same;
  }
  const hash::Record* ek = checked->records.first(RecordType::tpmEk);
  const bool hasKey = ek != nullptr && !ek->payload.empty() && !hash::isFiller(ek->payload);
  if (hasKey) {
    note(same, endorsementKeys_.meet(keyOf("", textOf(ek->payload)), number));
  }
  const hash::Record* uuid = checked->records.first(RecordType::uuid);
  const std::string_view inside = trimmed(hash::rawText(checked->records, RecordType::serialNumber));
  if (uuid == nullptr || uuid->payload.size() != hash::PayloadSize::uuid || hash::isBlankUuid(uuid->payload) ||
      inside.empty()) {
    return same;
  }
  // Where both have a key it has decided already.
  const Key key = keyOf(textOf(uuid->payload), lower(inside));
  if (hasKey) {
    withKey_.meet(key, number);
    note(same, withoutKey_.find(key));
  } else {
    note(same, withKey_.find(key));
    note(same, withoutKey_.meet(key, number));
  }
  return same;
}

}  // namespace preflight
