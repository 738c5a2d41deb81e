#include "export/tables/pick_newest.h"

#include <algorithm>
#include <ranges>
#include <unordered_map>

#include "base/text.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "export/tables/target_format.h"
#include "hash/identity.h"
#include "smbios/placeholder.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;

std::string timeWords(const MergedRow& row) {
  return row.captured ? (row.doubtfulTime ? say(CsvId::timeDoubtful, {{"time", isoText(*row.captured)}})
                                          : isoText(*row.captured))
                      : say(CsvId::timeUnknown);
}

bool hasHash(const MergedRow& row) {
  return !row.value(Column::hardwareHash).empty();
}

// Why the other row was used.
std::string reasonWords(const MergedRow& old, const MergedRow& taken, const std::optional<Unfit>& unfit) {
  if (unfit) {
    return say(CsvId::olderUnfit, {{"why", unfit->message}});
  }
  if (hasHash(taken) && !hasHash(old)) {
    return say(CsvId::olderNoHash);
  }
  if (old.captured && old.captured == taken.captured && !old.doubtfulTime && !taken.doubtfulTime) {
    return say(CsvId::olderSame, {{"time", timeWords(old)}});
  }
  return old.captured || taken.captured
             ? say(CsvId::olderCaptured, {{"old", timeWords(old)}, {"new", timeWords(taken)}})
             : say(CsvId::olderNoTime);
}

// `tagKept`: the one that was taken has its group tag from this one.
Superseded supersededBy(const MergedRow& old, const MergedRow& taken, const std::optional<Unfit>& unfit, bool tagKept) {
  Superseded entry{old.input, old.line, taken.input, taken.line, printable(old.value(Column::serialNumber), 80), {}};
  entry.notes.push_back(reasonWords(old, taken, unfit));
  if (tagKept) {
    entry.notes.push_back(say(CsvId::olderTagKept, {{"column", csv::columnTitle(Column::groupTag)},
                                                    {"value", printable(old.value(Column::groupTag), 80)}}));
  }
  for (const Column column : {Column::serialNumber, Column::groupTag, Column::assignedUser}) {
    const std::string& before = old.value(column);
    if (!before.empty() && before != taken.value(column)) {
      entry.notes.push_back(say(CsvId::olderDiffers, {{"column", csv::columnTitle(column)},
                                                      {"old", printable(before, 80)},
                                                      {"new", printable(taken.value(column), 80)}}));
    }
  }
  return entry;
}

// A row with a hash before one without, one whose clock can be believed before one whose cannot, the newer capture
// before the older, of one capture the row with a serial number; else the later row. `b` follows `a`.
bool isBetter(const MergedRow& b, const MergedRow& a) {
  if (hasHash(a) != hasHash(b)) {
    return hasHash(b);
  }
  if (a.doubtfulTime != b.doubtfulTime) {
    return a.doubtfulTime;
  }
  const bool hasSerial = !b.value(Column::serialNumber).empty();
  if (b.captured == a.captured && hasSerial == a.value(Column::serialNumber).empty()) {
    return hasSerial;
  }
  return a.doubtfulTime || b.captured >= a.captured;
}

// A time that is wrong decides nothing, unless both hashes are of one board: then either registers the device.
bool isUndecided(const MergedRow& a, const MergedRow& b) {
  const std::string& hashA = a.value(Column::hardwareHash);
  const std::string& hashB = b.value(Column::hardwareHash);
  return (a.doubtfulTime || b.doubtfulTime) && !hashA.empty() && !hashB.empty() && hashA != hashB &&
         hash::sameDevice(hashA, hashB) != hash::SameDevice::yes;
}

// Nothing in `row` is another value than in `taken`.
bool saysNoMore(const MergedRow& row, const MergedRow& taken) {
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (!row.values[i].empty() && row.values[i] != taken.values[i]) {
      return false;
    }
  }
  return true;
}

// As Intune looks an identifier up; empty: not known, or shared by many devices.
std::string identifierOf(const MergedRow& row) {
  if (smbios::isPlaceholderSerial(row.value(Column::serialNumber))) {
    return {};
  }
  const Result<csv::CorporateForm> form =
      csv::corporateForm({row.value(Column::manufacturer), row.value(Column::model), row.value(Column::serialNumber)});
  return form ? lower(csv::corporateLine(form->row)) : std::string();
}

// Rows that are the same device, in their order.
using Device = std::vector<MergedRow*>;

class NewestPicker {
 public:
  NewestPicker(std::vector<MergedRow>& rows, const std::vector<std::uint32_t>& sticks, Merged& merged)
      : rows_(rows), sticks_(sticks), merged_(merged) {}

  std::vector<MergedRow*> run(DeviceGroups& groups) {
    std::vector<MergedRow*> picked;
    for (const Device& device : devicesOf(groups)) {
      if (MergedRow* newest = newestOf(device)) {
        picked.push_back(newest);
      }
    }
    dropIdentifiers(picked);
    if (repeated_ > 0) {
      merged_.notes.push_back(
          say(repeated_ == 1 ? CsvId::repeatedRow : CsvId::repeatedRows, {{"count", std::to_string(repeated_)}}));
    }
    return picked;
  }

 private:
  std::vector<Device> devicesOf(DeviceGroups& groups) {
    std::unordered_map<std::uint32_t, std::size_t> numbers;
    std::vector<Device> devices;
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].isDropped) {
        continue;
      }
      const auto [number, isNew] = numbers.try_emplace(groups.groupOf(i), devices.size());
      if (isNew) {
        devices.emplace_back();
      }
      devices[number->second].push_back(&rows_[i]);
    }
    return devices;
  }

  std::optional<Unfit> unfit(const MergedRow& row) const { return unfitFor(merged_.format, row); }

  // A row that can be written before one that cannot, in any order; then by isBetter.
  MergedRow* bestOf(const Device& device) const {
    MergedRow* best = nullptr;
    bool bestFits = false;
    for (MergedRow* row : device) {
      const bool fits = !unfit(*row);
      if (best == nullptr || (fits == bestFits ? isBetter(*row, *best) : fits)) {
        best = row;
        bestFits = fits;
      }
    }
    return best;
  }

  // Nothing when it is not known which one it is; then each row was left out.
  MergedRow* newestOf(const Device& device) {
    if (device.size() == 1) {
      return device.front();
    }
    MergedRow* best = bestOf(device);
    if (unfit(*best)) {
      leaveAllOut(device);
      return nullptr;
    }
    if (merged_.format != Format::corporate) {
      const auto rival = std::ranges::find_if(
          device, [&](const MergedRow* row) { return row != best && isUndecided(*row, *best) && !unfit(*row); });
      if (rival != device.end()) {
        leaveUndecided(device, *best, **rival);
        return nullptr;
      }
    }
    const MergedRow* tagged = keepTag(device, *best);
    for (const MergedRow* row : device) {
      if (row != best) {
        supersede(*row, *best, row == tagged && merged_.format == Format::intune);
      }
    }
    return best;
  }

  // None of them can be written.
  void leaveAllOut(const Device& device) {
    for (const MergedRow* row : device) {
      std::optional<Unfit> why = unfit(*row);
      leaveOut(merged_, {row->input, row->line, printable(row->value(Column::serialNumber), 80), why->rule,
                         std::move(why->message)});
    }
  }

  void leaveUndecided(const Device& device, const MergedRow& best, const MergedRow& rival) {
    for (const MergedRow* row : device) {
      const MergedRow& other = row == &best ? rival : best;
      leaveOut(merged_, {row->input, row->line, printable(row->value(Column::serialNumber), 80), Rule::newestUnknown,
                         say(CsvId::newestUnknown, {{"time", timeWords(*row)},
                                                    {"file", printable(merged_.inputs[other.input].file, 300)},
                                                    {"line", std::to_string(other.line)},
                                                    {"otherTime", timeWords(other)}})});
    }
  }

  // Gives the taken row the group tag of the newest other capture that has one, when it has none of its own.
  static const MergedRow* keepTag(const Device& device, MergedRow& taken) {
    if (!taken.value(Column::groupTag).empty()) {
      return nullptr;
    }
    const MergedRow* best = nullptr;
    for (const MergedRow* row : device) {
      const std::string& tag = row->value(Column::groupTag);
      if (!tag.empty() && csv::checkField(csv::Field::groupTag, tag) && (best == nullptr || isBetter(*row, *best))) {
        best = row;
      }
    }
    if (best != nullptr) {
      taken.value(Column::groupTag) = best->value(Column::groupTag);
    }
    return best;
  }

  void supersede(const MergedRow& old, const MergedRow& taken, bool tagKept) {
    const std::uint32_t stick = sticks_[old.input];
    if (stick != 0 && stick == sticks_[taken.input] && saysNoMore(old, taken)) {
      ++repeated_;
    } else {
      merged_.superseded.push_back(supersededBy(old, taken, unfit(old), tagKept));
    }
  }

  // Identifiers of devices of which another row says more.
  void dropIdentifiers(std::vector<MergedRow*>& picked) {
    if (std::ranges::none_of(picked, &MergedRow::isIdentifier)) {
      return;
    }
    std::unordered_map<std::string, const MergedRow*> devices;
    for (const MergedRow* row : picked) {
      if (!row->isIdentifier && !unfit(*row)) {
        devices.try_emplace(identifierOf(*row), row);
      }
    }
    devices.erase(std::string());
    std::erase_if(picked, [&](const MergedRow* row) {
      const auto device = row->isIdentifier ? devices.find(identifierOf(*row)) : devices.end();
      if (device != devices.end()) {
        supersede(*row, *device->second, false);
      }
      return device != devices.end();
    });
  }

  std::vector<MergedRow>& rows_;
  const std::vector<std::uint32_t>& sticks_;
  Merged& merged_;
  std::size_t repeated_ = 0;
};

}  // namespace

std::vector<MergedRow*> pickNewest(std::vector<MergedRow>& rows, DeviceGroups& groups,
                                   const std::vector<std::uint32_t>& sticks, Merged& merged) {
  return NewestPicker(rows, sticks, merged).run(groups);
}

}  // namespace preflight::tables
