#include "csv/append.h"

#include <algorithm>

#include "base/text.h"
#include "csv/sheet.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

// One device and the rule by which other rows are it.
class Device {
 public:
  Device(const DeviceRow& row, const DeviceTests& tests)
      : row_(row), rules_(rulesOf(row.format)), tests_(tests), placeholder_(tests.isPlaceholder(serial())) {}

  const DeviceRow& row() const { return row_; }
  const FormatRules& rules() const { return rules_; }
  const std::string& serial() const { return row_.fields[rules_.serialColumn]; }
  bool hasPlaceholder() const { return placeholder_; }
  bool isDamaged(const SheetRow& other) const {
    return rules_.hashColumn != noColumn && tests_.isDamaged && tests_.isDamaged(other.fields[rules_.hashColumn]);
  }

  bool is(const SheetRow& other) const {
    if (rules_.hashColumn == noColumn) {
      return equalIn(other, {0, 1, 2});
    }
    const std::string& hash = row_.fields[rules_.hashColumn];
    if (!placeholder_ && equalIn(other, {rules_.serialColumn, rules_.manufacturerColumn})) {
      return true;
    }
    if (hash.empty()) {
      return lineOf(row_.fields, rules_.mostColumns) == lineOf(other.fields, rules_.mostColumns);
    }
    return tests_.isSameDevice(other.fields[rules_.hashColumn], hash);
  }

 private:
  bool equalIn(const SheetRow& other, std::initializer_list<std::size_t> columns) const {
    return std::all_of(columns.begin(), columns.end(), [&](std::size_t column) {
      return column == noColumn || equalIgnoringCase(other.fields[column], row_.fields[column]);
    });
  }

  const DeviceRow& row_;
  const FormatRules& rules_;
  const DeviceTests& tests_;
  bool placeholder_;
};

// One file of the set while the device is put in.
class Place {
 public:
  Place(std::size_t index, std::string name, Sheet sheet, const Device& device)
      : index_(index), name_(std::move(name)), sheet_(std::move(sheet)), device_(device), columns_(sheet_.columns) {
    endLastLine();
  }

  // A file that is not there yet.
  Place(std::size_t index, std::string name, const Device& device)
      : index_(index), name_(std::move(name)), device_(device), columns_(columnsNeeded(device.row())) {
    sheet_.columns = columns_;
    sheet_.lineEnd = "\r\n";
  }

  std::size_t rows() const { return sheet_.rows.size(); }
  bool changed() const { return changed_; }
  bool hasRoom() const {
    const std::size_t line = lineOf(device_.row().fields, columns_).size() + 2;
    return rows() < device_.rules().maximumRows && size() + line <= device_.rules().maximumBytes;
  }

  // True when the device stood there; it does now, once.
  bool replace() {
    const auto first = find(0);
    if (first == sheet_.rows.size()) {
      return false;
    }
    noteReplaced(sheet_.rows[first]);
    widen();
    put(first);
    removeFrom(first + 1);
    noteColumns();
    return true;
  }

  // The device is in another file of the set.
  void removeAll() { removeFrom(0); }

  void add() {
    notePlaceholders();
    widen();
    sheet_.rows.push_back({{}, sheet_.lineEnd, 0, {}});
    put(sheet_.rows.size() - 1);
    if (read_) {
      noteColumns();
    }
  }

  SetChange change() const {
    std::string bytes = headerOf(device_.row().format, columns_);
    bytes += bytes.empty() ? "" : sheet_.lineEnd;
    const std::string padding(columns_ - sheet_.columns, ',');
    for (const SheetRow& row : sheet_.rows) {
      bytes += row.fields.empty() ? row.raw : row.raw + padding;
      bytes += row.lineEnd;
    }
    return {index_, std::move(bytes), rows()};
  }

  void moveNotes(std::vector<std::string>& notes) const {
    for (const std::string& note : notes_) {
      notes.push_back(name_.empty() ? note : say(CsvId::appendOfFile, {{"file", name_}, {"note", note}}));
    }
  }

 private:
  void endLastLine() {
    read_ = true;
    missingEnd_ = sheet_.rows.empty() ? sheet_.headerHasNoEnd : sheet_.rows.back().lineEnd.empty();
    if (missingEnd_ && !sheet_.rows.empty()) {
      SheetRow& last = sheet_.rows.back();
      last.lineEnd = sheet_.lineEnd;
      cut_ = device_.isDamaged(last) && !device_.is(last) ? last.fields[device_.rules().serialColumn] : std::string();
    }
  }

  std::size_t size() const {
    std::size_t bytes = 0;
    for (const SheetRow& row : sheet_.rows) {
      bytes += row.raw.size() + 2;
    }
    return bytes;
  }

  std::size_t find(std::size_t from) const {
    const auto found = std::find_if(sheet_.rows.begin() + static_cast<std::ptrdiff_t>(from), sheet_.rows.end(),
                                    [&](const SheetRow& row) { return device_.is(row); });
    return static_cast<std::size_t>(found - sheet_.rows.begin());
  }

  void note(std::string sentence) {
    if (missingEnd_) {
      missingEnd_ = false;
      notes_.push_back(say(CsvId::appendLineEnd));
      if (!cut_.empty()) {
        notes_.push_back(say(CsvId::appendCut, {{"serial", printable(cut_, 80)}}));
      }
    }
    if (!sentence.empty()) {
      notes_.push_back(std::move(sentence));
    }
  }

  // Rows without fields are new: their raw text has all the columns.
  void put(std::size_t at) {
    sheet_.rows[at].raw = lineOf(device_.row().fields, columns_);
    sheet_.rows[at].fields.clear();
    changed_ = true;
    note({});
  }

  void widen() { columns_ = std::max(columns_, columnsNeeded(device_.row())); }

  // The same device twice makes the import fail (IH-15).
  void removeFrom(std::size_t from) {
    auto& rows = sheet_.rows;
    const auto end = std::remove_if(rows.begin() + static_cast<std::ptrdiff_t>(from), rows.end(),
                                    [&](const SheetRow& row) { return !row.fields.empty() && device_.is(row); });
    if (end == rows.end()) {
      return;
    }
    const auto further = static_cast<std::size_t>(rows.end() - end);
    note(further == 1 ? say(CsvId::appendTwice) : say(CsvId::appendOften, {{"count", std::to_string(further + 1)}}));
    rows.erase(end, rows.end());
    changed_ = true;
  }

  void noteReplaced(const SheetRow& old) {
    const FormatRules& rules = device_.rules();
    const std::string& serial = old.fields[rules.serialColumn];
    note({});
    if (!equalIgnoringCase(serial, device_.serial())) {
      note(say(CsvId::appendOtherSerial, {{"line", std::to_string(old.line)}, {"serial", printable(serial, 100)}}));
    }
    for (std::size_t i = 0; i < old.fields.size(); ++i) {
      const std::string now = i < device_.row().fields.size() ? device_.row().fields[i] : "";
      if (i != rules.serialColumn && i != rules.hashColumn && old.fields[i] != now && !old.fields[i].empty()) {
        note(say(now.empty() ? CsvId::appendRemoved : CsvId::appendChanged,
                 {{"column", columnNameOf(device_.row().format, i)},
                  {"before", printable(old.fields[i], 100)},
                  {"after", now}}));
      }
    }
  }

  void notePlaceholders() {
    note({});
    if (!device_.hasPlaceholder()) {
      return;
    }
    const std::size_t column = device_.rules().serialColumn;
    const auto same =
        static_cast<std::size_t>(std::count_if(sheet_.rows.begin(), sheet_.rows.end(), [&](const SheetRow& other) {
          return equalIgnoringCase(trimmed(other.fields[column]), trimmed(device_.serial()));
        }));
    if (same > 0) {
      note(say(same == 1 ? CsvId::appendPlaceholder : CsvId::appendPlaceholders,
               {{"count", std::to_string(same)}, {"serial", device_.serial()}}));
    }
  }

  void noteColumns() {
    const std::size_t others = sheet_.rows.size() - 1;
    for (std::size_t i = sheet_.columns; i < columns_; ++i) {
      note(say(others == 0   ? CsvId::appendColumnHeader
               : others == 1 ? CsvId::appendColumnRow
                             : CsvId::appendColumnRows,
               {{"column", columnNameOf(device_.row().format, i)}, {"count", std::to_string(others)}}));
    }
  }

  std::size_t index_;
  std::string name_;
  Sheet sheet_;
  const Device& device_;
  std::size_t columns_;
  std::vector<std::string> notes_;
  bool read_ = false;  // it was there
  bool missingEnd_ = false;
  std::string cut_;  // the serial number of a last row that is not whole
  bool changed_ = false;
};

std::vector<Place> placesOf(std::span<const SetFile> files, const Device& device, std::vector<SkippedFile>& skipped) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].bytes.empty()) {
      places.emplace_back(i, files[i].name, device);
      continue;
    }
    if (Result<Sheet> sheet = parseSheet(device.row().format, files[i].bytes)) {
      places.emplace_back(i, files[i].name, std::move(*sheet), device);
    } else {
      skipped.push_back({i, sheet.error()});
    }
  }
  return places;
}

// Replaced where it is first and removed elsewhere, or added to the last file with room, or to a new one.
std::size_t settle(std::vector<Place>& places, std::size_t next, const Device& device, AppendAction& action) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].replace()) {
      action = AppendAction::replaced;
      std::for_each(places.begin() + static_cast<std::ptrdiff_t>(i) + 1, places.end(),
                    [](Place& other) { other.removeAll(); });
      return i;
    }
  }
  const auto last = std::find_if(places.rbegin(), places.rend(), [](const Place& place) { return place.hasRoom(); });
  std::size_t at = places.size();
  if (last == places.rend()) {
    places.emplace_back(next, "", device);
  } else {
    at = static_cast<std::size_t>(places.rend() - last) - 1;
  }
  places[at].add();
  return at;
}

}  // namespace

Result<SetAppended> appendToSet(std::span<const SetFile> files, const DeviceRow& row, const DeviceTests& tests) {
  const Device device(row, tests);
  SetAppended result;
  std::vector<Place> places = placesOf(files, device, result.skipped);
  const std::size_t at = settle(places, files.size(), device, result.action);
  result.changes.push_back(places[at].change());
  places[at].moveNotes(result.notes);
  for (std::size_t i = 0; i < places.size(); ++i) {
    result.rows += places[i].rows();
    if (i != at && places[i].changed()) {
      result.changes.push_back(places[i].change());
      places[i].moveNotes(result.notes);
    }
  }
  return result;
}

std::string groupTagOf(std::span<const SetFile> files, const DeviceRow& row, const DeviceTests& tests) {
  constexpr auto column = static_cast<std::size_t>(Field::groupTag);
  if (row.format != Format::intune) {
    return {};
  }
  const Device device(row, tests);
  for (const SetFile& file : files) {
    const Result<Sheet> sheet = parseSheet(row.format, file.bytes);
    if (!sheet) {
      continue;  // appendToSet skips it too, and says so
    }
    for (const SheetRow& old : sheet->rows) {
      if (old.fields.size() > column && !old.fields[column].empty() && device.is(old)) {
        return old.fields[column];
      }
    }
  }
  return {};
}

}  // namespace preflight::csv
