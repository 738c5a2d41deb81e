#include <fmt/format.h>
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "export/tables/merged_rows.h"
#include "hash/identity.h"
#include "smbios/placeholder.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;

std::string timeWords(const KeptRow& row) {
  return row.captured
             ? fmt::format("{}{}", isoText(*row.captured), row.doubtfulTime ? " by a clock that was wrong" : "")
             : "a time that is not known";
}

bool hasHash(const KeptRow& row) {
  return !row.value(Column::hardwareHash).empty();
}

std::string captureWords(const KeptRow& old, const KeptRow& taken) {
  if (hasHash(taken) && !hasHash(old)) {
    return "It has no hash, the one that was taken has it.";
  }
  return old.captured || taken.captured
             ? fmt::format("It was captured at {}, the one that was taken at {}.", timeWords(old), timeWords(taken))
             : std::string("Neither tells when it was captured: the later row was taken.");
}

// `tagKept`: the one that was taken has its group tag from this one.
Superseded supersededBy(const KeptRow& old, const KeptRow& taken, bool tagKept) {
  Superseded entry{old.input, old.line, taken.input, taken.line, printable(old.value(Column::serialNumber), 80), {}};
  entry.notes.push_back(captureWords(old, taken));
  if (tagKept) {
    entry.notes.push_back(fmt::format("Its {} '{}' was kept, since the one that was taken has none.",
                                      csv::columnTitle(Column::groupTag), printable(old.value(Column::groupTag), 80)));
  }
  for (const Column column : {Column::serialNumber, Column::groupTag, Column::assignedUser}) {
    const std::string& before = old.value(column);
    if (!before.empty() && before != taken.value(column)) {
      entry.notes.push_back(fmt::format("Its {} was '{}', in the one that was taken it is '{}'.",
                                        csv::columnTitle(column), printable(before, 80),
                                        printable(taken.value(column), 80)));
    }
  }
  return entry;
}

// A row with a hash before one without, one whose clock can be believed before one whose cannot, the newer capture
// before the older; else the later row. `b` stands behind `a`.
bool isBetter(const KeptRow& b, const KeptRow& a) {
  if (hasHash(a) != hasHash(b)) {
    return hasHash(b);
  }
  if (a.doubtfulTime != b.doubtfulTime) {
    return a.doubtfulTime;
  }
  return a.doubtfulTime || b.captured >= a.captured;
}

// A time that is wrong decides nothing, unless both hashes are of one board: then either registers the device.
bool isUndecided(const KeptRow& a, const KeptRow& b) {
  const std::string& hashA = a.value(Column::hardwareHash);
  const std::string& hashB = b.value(Column::hardwareHash);
  return (a.doubtfulTime || b.doubtfulTime) && !hashA.empty() && !hashB.empty() && hashA != hashB &&
         hash::sameDevice(hashA, hashB) != hash::SameDevice::yes;
}

// Nothing in `row` is another value than in `taken`.
bool saysNoMore(const KeptRow& row, const KeptRow& taken) {
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (!row.values[i].empty() && row.values[i] != taken.values[i]) {
      return false;
    }
  }
  return true;
}

// As Intune looks an identifier up; empty: not known, or shared by many devices.
std::string identifierOf(const KeptRow& row) {
  if (smbios::isPlaceholderSerial(row.value(Column::serialNumber))) {
    return {};
  }
  const Result<csv::CorporateForm> form =
      csv::corporateForm({row.value(Column::manufacturer), row.value(Column::model), row.value(Column::serialNumber)});
  return form ? lower(csv::corporateLine(form->row)) : std::string();
}

class Choosing {
 public:
  Choosing(std::vector<KeptRow>& rows, const std::vector<std::uint32_t>& sticks, Combined& done)
      : rows_(rows), sticks_(sticks), done_(done) {}

  std::vector<KeptRow*> run(DeviceGroups& groups) {
    std::unordered_map<std::uint32_t, std::size_t> places;
    std::vector<std::vector<KeptRow*>> devices;
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
      const auto [at, isNew] = places.try_emplace(groups.groupOf(i), devices.size());
      if (isNew) {
        devices.emplace_back();
      }
      devices[at->second].push_back(&rows_[i]);
    }
    std::vector<KeptRow*> chosen;
    chosen.reserve(devices.size());
    for (const std::vector<KeptRow*>& each : devices) {
      if (KeptRow* taken = newest(each)) {
        chosen.push_back(taken);
      }
    }
    dropIdentifiers(chosen);
    if (repeated_ > 0) {
      done_.notes.push_back(fmt::format(
          "{} of a stick {} with the same values in another of its files, the batch or the "
          "device's own.",
          repeated_ == 1 ? "1 row" : fmt::format("{} rows", repeated_), repeated_ == 1 ? "stands" : "stand"));
    }
    return chosen;
  }

 private:
  // Nothing when it cannot be told which one it is; then each row was left out.
  KeptRow* newest(const std::vector<KeptRow*>& device) {
    KeptRow* best = device.front();
    for (KeptRow* each : device) {
      best = each != best && isBetter(*each, *best) ? each : best;
    }
    if (done_.format != Format::corporate) {
      const auto rival = std::find_if(device.begin(), device.end(),
                                      [&](const KeptRow* each) { return each != best && isUndecided(*each, *best); });
      if (rival != device.end()) {
        undecided(device, *best, **rival);
        return nullptr;
      }
    }
    const KeptRow* tagged = keepTag(device, *best);
    for (const KeptRow* each : device) {
      if (each != best) {
        supersede(*each, *best, each == tagged && done_.format == Format::intune);
      }
    }
    return best;
  }

  void undecided(const std::vector<KeptRow*>& device, const KeptRow& best, const KeptRow& rival) {
    for (const KeptRow* each : device) {
      const KeptRow& other = each == &best ? rival : best;
      leaveOut(done_,
               {each->input, each->line, printable(each->value(Column::serialNumber), 80), Rule::newestUnknown,
                fmt::format("it was captured at {}, {} line {} with another board at {}: which of them is the newer is "
                            "not known",
                            timeWords(*each), printable(done_.inputs[other.input].file, 300), other.line,
                            timeWords(other))});
    }
  }

  // Gives the taken row the group tag of the newest other capture that has one, when it has none of its own.
  const KeptRow* keepTag(const std::vector<KeptRow*>& device, KeptRow& taken) {
    if (!taken.value(Column::groupTag).empty()) {
      return nullptr;
    }
    const KeptRow* best = nullptr;
    for (const KeptRow* each : device) {
      const std::string& tag = each->value(Column::groupTag);
      if (!tag.empty() && csv::checkField(csv::Field::groupTag, tag) && (best == nullptr || isBetter(*each, *best))) {
        best = each;
      }
    }
    if (best != nullptr) {
      taken.value(Column::groupTag) = best->value(Column::groupTag);
    }
    return best;
  }

  void supersede(const KeptRow& old, const KeptRow& taken, bool tagKept) {
    const std::uint32_t stick = sticks_[old.input];
    if (stick != 0 && stick == sticks_[taken.input] && saysNoMore(old, taken)) {
      ++repeated_;
    } else {
      done_.superseded.push_back(supersededBy(old, taken, tagKept));
    }
  }

  // Identifiers of devices that another row tells better.
  void dropIdentifiers(std::vector<KeptRow*>& chosen) {
    if (std::none_of(chosen.begin(), chosen.end(), [](const KeptRow* each) { return each->isIdentifier; })) {
      return;
    }
    std::unordered_map<std::string, const KeptRow*> told;
    for (const KeptRow* each : chosen) {
      if (!each->isIdentifier) {
        told.try_emplace(identifierOf(*each), each);
      }
    }
    told.erase(std::string());
    std::erase_if(chosen, [&](const KeptRow* each) {
      const auto at = each->isIdentifier ? told.find(identifierOf(*each)) : told.end();
      if (at != told.end()) {
        supersede(*each, *at->second, false);
      }
      return at != told.end();
    });
  }

  std::vector<KeptRow>& rows_;
  const std::vector<std::uint32_t>& sticks_;
  Combined& done_;
  std::size_t repeated_ = 0;
};

}  // namespace

std::vector<KeptRow*> chooseNewest(std::vector<KeptRow>& rows, DeviceGroups& groups,
                                   const std::vector<std::uint32_t>& sticks, Combined& done) {
  return Choosing(rows, sticks, done).run(groups);
}

}  // namespace preflight
