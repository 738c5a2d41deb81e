#include <fmt/format.h>
#include <array>
#include <optional>
#include <span>
#include <unordered_map>

#include "base/text.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "export/tables/merged_rows.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;

constexpr std::size_t mostLeftOut = 200'000;  // told one by one
constexpr std::size_t mostNotes = 1'000;

std::span<const Column> columnsOf(Format format) {
  static constexpr std::array<Column, 5> intune{Column::serialNumber, Column::productId, Column::hardwareHash,
                                                Column::groupTag, Column::assignedUser};
  static constexpr std::array<Column, 5> partner{Column::serialNumber, Column::productId, Column::hardwareHash,
                                                 Column::manufacturer, Column::model};
  static constexpr std::array<Column, 3> corporate{Column::manufacturer, Column::model, Column::serialNumber};
  switch (format) {
    case Format::partner:
      return partner;
    case Format::corporate:
      return corporate;
    default:
      return intune;
  }
}

// The rule that one value breaks; in the order in which `shape` looks at them.
std::optional<Rule> brokenBy(Format format, Column column, std::string value) {
  if (format == Format::corporate) {
    std::erase(value, ',');  // goes out by itself
    if (trimmed(value).empty() || value == ".") {
      return Rule::fieldEmpty;
    }
  }
  if (format == Format::intune && value.empty()) {
    return column == Column::hardwareHash   ? std::optional(Rule::hashEmpty)
           : column == Column::serialNumber ? std::optional(Rule::serialEmpty)
                                            : std::nullopt;
  }
  const bool fits = column == Column::hardwareHash || csv::checkCharacters(csv::columnTitle(column), value);
  return fits ? std::nullopt : std::optional(Rule::character);
}

// The rule that a row breaks which the form that is written cannot hold.
Rule unfit(Format format, const KeptRow& row) {
  for (const Column column : columnsOf(format)) {
    if (const auto rule = brokenBy(format, column, row.value(column))) {
      return *rule;
    }
  }
  if (format == Format::partner) {
    const bool told = !row.value(Column::hardwareHash).empty() || !row.value(Column::productId).empty();
    return told ? Rule::productId : Rule::deviceNotTold;
  }
  return format == Format::corporate ? Rule::fieldEmpty : Rule::userForm;
}

// "Group Tag: character 2 is ...", without the rule's number, which stands beside it.
std::string unfitWords(const Error& error) {
  constexpr std::string_view step = "check the field ";
  std::string_view words = error.words;
  words = words.substr(0, words.rfind(" (rule "));
  return fmt::format("{}: {}", error.step.starts_with(step) ? error.step.substr(step.size()) : error.step, words);
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
      leaveOut(done, {each->input, each->line, std::move(serial), unfit(done.format, *each), unfitWords(fits.error())});
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
