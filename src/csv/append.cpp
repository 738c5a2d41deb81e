#include "csv/append.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

#include "base/text.h"

namespace preflight::csv {
namespace {

// "1 row", "17 rows"
std::string rowsText(std::size_t count) {
  return count == 1 ? "1 row" : fmt::format("{} rows", count);
}

class Appending {
 public:
  Appending(Document document, const Row& row, const Judges& judges)
      : document_(std::move(document)), row_(row), judges_(judges) {}

  Result<Appended> run() {
    lineEnd_ = document_.headerEnd.empty() ? "\r\n" : document_.headerEnd;
    columns_ = std::max(document_.columns, columnsFor(row_));
    endLastLine();
    replaceOrAdd();
    if (document_.rows.size() > maximumRows) {
      return fail(ErrorKind::invalid, "add the device to the import file",
                  fmt::format("the file already holds {} devices, the most that Intune takes in one: choose another "
                              "file (rule IH-09)",
                              maximumRows));
    }
    noteColumns();
    result_.rows = document_.rows.size();
    result_.bytes = written();
    return std::move(result_);
  }

 private:
  void endLastLine() {
    if (document_.rows.empty()) {
      missingEnd_ = document_.headerEnd.empty();
    } else if (document_.rows.back().lineEnd.empty()) {
      missingEnd_ = true;
      document_.rows.back().lineEnd = lineEnd_;
    }
  }

  bool isThisDevice(const ReadRow& other) const {
    if (!placeholder_ && equalIgnoringCase(other.fields.serialNumber, row_.serialNumber)) {
      return true;
    }
    return judges_.isSameDevice(other.fields.hardwareHash, row_.hardwareHash);
  }

  void replaceOrAdd() {
    placeholder_ = judges_.isPlaceholder(row_.serialNumber);
    auto& rows = document_.rows;
    const auto first = std::find_if(rows.begin(), rows.end(), [&](const auto& other) { return isThisDevice(other); });
    if (missingEnd_) {
      result_.notes.emplace_back("The missing line end of the last line was added.");
    }
    if (first == rows.end()) {
      notePlaceholders();
      rows.push_back({{}, lineEnd_, 0, row_});
      changed_ = rows.size() - 1;
      return;
    }
    result_.action = AppendAction::replaced;
    noteReplaced(*first);
    first->fields = row_;
    changed_ = static_cast<std::size_t>(first - rows.begin());
    removeFurther();
  }

  // The same device twice in a file makes the import fail (IH-15).
  void removeFurther() {
    auto& rows = document_.rows;
    const auto behind = rows.begin() + static_cast<std::ptrdiff_t>(changed_) + 1;
    const auto end = std::remove_if(behind, rows.end(), [&](const auto& other) { return isThisDevice(other); });
    if (end != rows.end()) {
      const auto further = static_cast<std::size_t>(rows.end() - end);
      result_.notes.push_back(
          fmt::format("This device stood in the file more than once: {} taken out, since Intune refuses duplicates.",
                      further == 1 ? "1 more row was" : fmt::format("{} more rows were", further)));
      rows.erase(end, rows.end());
    }
  }

  void noteReplaced(const ReadRow& old) {
    if (!equalIgnoringCase(old.fields.serialNumber, row_.serialNumber)) {
      result_.notes.push_back(
          fmt::format("The row on line {} had the serial number '{}', but its hash tells this device; it was replaced.",
                      old.line, printable(old.fields.serialNumber, 100)));
    }
    for (const Field field : {Field::productId, Field::groupTag, Field::assignedUser}) {
      const std::string& before = old.fields.value(field);
      if (before != row_.value(field) && !before.empty()) {
        result_.notes.push_back(fmt::format("{} was '{}' in the replaced row and is now '{}'.", columnName(field),
                                            printable(before, 100), row_.value(field)));
      }
    }
  }

  void notePlaceholders() {
    if (!placeholder_) {
      return;
    }
    const auto same =
        static_cast<std::size_t>(std::count_if(document_.rows.begin(), document_.rows.end(), [&](const ReadRow& other) {
          return equalIgnoringCase(trimmed(other.fields.serialNumber), trimmed(row_.serialNumber));
        }));
    if (same > 0) {
      result_.notes.push_back(fmt::format(
          "{} with the same placeholder serial number '{}' {} kept and this device was added: check that they are "
          "different devices.",
          rowsText(same), row_.serialNumber, same == 1 ? "was" : "were"));
    }
  }

  void noteColumns() {
    const std::size_t others = document_.rows.size() - 1;
    for (auto i = static_cast<std::size_t>(document_.columns); i < static_cast<std::size_t>(columns_); ++i) {
      result_.notes.push_back(fmt::format("The column {} was added to {}.", columnName(static_cast<Field>(i)),
                                          others == 0 ? "the header" : rowsText(others)));
    }
  }

  std::string written() const {
    const auto added = static_cast<std::size_t>(columns_) - static_cast<std::size_t>(document_.columns);
    const std::string padding(added, ',');
    std::string bytes = headerLine(columns_) + lineEnd_;
    for (std::size_t i = 0; i < document_.rows.size(); ++i) {
      const ReadRow& row = document_.rows[i];
      bytes += i == changed_ ? rowLine(row.fields, columns_) : row.raw + padding;
      bytes += row.lineEnd;
    }
    return bytes;
  }

  Document document_;
  const Row& row_;
  const Judges& judges_;
  Appended result_;
  std::string lineEnd_;
  Columns columns_ = Columns::three;
  bool missingEnd_ = false;
  bool placeholder_ = false;
  std::size_t changed_ = 0;  // index of the row that is new
};

}  // namespace

Result<Appended> append(std::string_view existing, const Row& row, const Judges& judges) {
  if (existing.empty()) {
    return writeIntune({&row, 1}).map([](std::string&& bytes) {
      return Appended{std::move(bytes), AppendAction::added, {}, 1};
    });
  }
  if (Result<void> checked = checkRow(row); !checked) {
    return tl::unexpected(checked.error());
  }
  Result<Document> document = parseIntune(existing);
  if (!document) {
    return tl::unexpected(document.error());
  }
  return Appending(std::move(*document), row, judges).run();
}

}  // namespace preflight::csv
