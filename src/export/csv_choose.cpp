#include <fmt/format.h>
#include <unordered_map>

#include "base/text.h"
#include "csv/corporate.h"
#include "export/csv_rows.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;

constexpr std::size_t mostLeftOut = 10'000;  // told one by one
constexpr std::size_t mostNotes = 1'000;

std::string timeWords(const std::optional<UtcTime>& time) {
  return time ? isoText(*time) : "a time that is not known";
}

Superseded supersededBy(const KeptRow& old, const KeptRow& taken) {
  Superseded entry{old.input, old.line, taken.input, taken.line, printable(old.value(Column::serialNumber), 80), {}};
  entry.notes.push_back(old.captured || taken.captured
                            ? fmt::format("It was captured at {}, the one that was taken at {}.",
                                          timeWords(old.captured), timeWords(taken.captured))
                            : std::string("Neither tells when it was captured: the later row was taken."));
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

// The rule that a row breaks which the form that is written cannot hold.
Rule unfit(Format format, const KeptRow& row) {
  if (row.doubt) {
    return row.doubt->rule;
  }
  if (format == Format::intune) {
    return row.value(Column::hardwareHash).empty() ? Rule::hashEmpty : Rule::serialEmpty;
  }
  return format == Format::partner ? Rule::deviceNotTold : Rule::fieldEmpty;
}

// It has values for which the form has no column.
bool loses(Format format, const KeptRow& row) {
  return format == Format::intune ? !row.fromHash && !row.value(Column::manufacturer).empty()
                                  : !row.value(Column::groupTag).empty() || !row.value(Column::assignedUser).empty();
}

void sayNotes(Combined& done, std::vector<std::string> notes, std::size_t lost) {
  if (notes.size() > mostNotes) {
    const std::size_t more = notes.size() - mostNotes;
    notes.resize(mostNotes);
    notes.push_back(fmt::format("... and {} more changes of this kind.", more));
  }
  done.notes.insert(done.notes.end(), notes.begin(), notes.end());
  if (lost > 0) {
    done.notes.push_back(fmt::format("{} of {} {} not in the new file: its form has no column for them.",
                                     done.format == Format::intune ? "Manufacturer and model" : "Group tag and user",
                                     lost, lost == 1 ? "device are" : "devices are"));
  }
}

// Rows that became one identifier: Intune takes capital letters for small ones, and cannot tell the devices apart.
class Identifiers {
 public:
  // The row of the same identifier that came first; nothing when this is the first.
  const KeptRow* meet(const KeptRow& row) {
    const auto [at, isNew] =
        rows_.try_emplace(lower(csv::corporateLine({row.value(Column::manufacturer), row.value(Column::model),
                                                    row.value(Column::serialNumber)})),
                          &row);
    return isNew ? nullptr : at->second;
  }

 private:
  std::unordered_map<std::string, const KeptRow*> rows_;
};

Superseded sameIdentifier(const KeptRow& row, const KeptRow& first, std::string serial) {
  return {row.input,
          row.line,
          first.input,
          first.line,
          std::move(serial),
          {"Both are the same identifier, which stands in the new file once: Intune could not tell them apart."}};
}

}  // namespace

void leaveOut(Combined& done, LeftOut row) {
  if (done.leftOutCount++ < mostLeftOut) {
    done.leftOut.push_back(std::move(row));
  }
}

std::vector<KeptRow*> chooseNewest(std::vector<KeptRow>& rows, DeviceGroups& groups, Combined& done) {
  std::unordered_map<std::uint32_t, std::uint32_t> best;
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const auto [at, isNew] = best.try_emplace(groups.groupOf(i), i);
    if (isNew) {
      order.push_back(at->first);
    } else if (rows[i].captured >= rows[at->second].captured) {
      at->second = i;
    }
  }
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (const std::uint32_t taken = best[groups.groupOf(i)]; taken != i) {
      done.superseded.push_back(supersededBy(rows[i], rows[taken]));
    }
  }
  std::vector<KeptRow*> chosen;
  chosen.reserve(order.size());
  for (const std::uint32_t group : order) {
    chosen.push_back(&rows[best[group]]);
  }
  return chosen;
}

void formRows(std::vector<KeptRow*>& chosen, Combined& done) {
  std::vector<KeptRow*> fitting;
  std::vector<std::string> notes;
  std::size_t lost = 0;
  Identifiers identifiers;
  for (KeptRow* each : chosen) {
    const bool losing = loses(done.format, *each);
    std::string serial = printable(each->value(Column::serialNumber), 80);
    const Result<void> fits = shape(done.format, *each, notes);
    const KeptRow* first = fits && done.format == Format::corporate ? identifiers.meet(*each) : nullptr;
    if (!fits) {
      leaveOut(done, {each->input, each->line, std::move(serial), unfit(done.format, *each),
                      each->doubt ? each->doubt->message : describe(fits.error())});
    } else if (first != nullptr) {
      done.superseded.push_back(sameIdentifier(*each, *first, std::move(serial)));
    } else {
      fitting.push_back(each);
      lost += losing ? 1 : 0;
    }
  }
  chosen = std::move(fitting);
  sayNotes(done, std::move(notes), lost);
}

}  // namespace preflight
