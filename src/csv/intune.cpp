
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "csv/characters.h"
#include "csv/intune.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr std::array<Field, fieldCount> allFields{Field::serialNumber, Field::productId, Field::hardwareHash,
                                                  Field::groupTag, Field::assignedUser};

tl::unexpected<Error> refused(Field field, std::string words) {
  return refusedField(columnName(field), std::move(words));
}

Result<void> checkUser(std::string_view value) {
  const std::size_t at = value.find('@');
  const bool looksRight = at != std::string_view::npos && at > 0 && at + 1 < value.size() &&
                          value.find('@', at + 1) == std::string_view::npos &&
                          value.find(' ') == std::string_view::npos;
  if (!looksRight) {
    return refused(Field::assignedUser, say(CsvId::fieldUser, {{"value", printable(value, 200)}}));
  }
  return {};
}

void appendRow(std::string& text, const Row& row, Columns columns) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(columns); ++i) {
    text += i == 0 ? "" : ",";
    text += row.value(allFields[i]);
  }
}

// With five columns.
std::size_t lineSize(const Row& row) {
  std::size_t size = fieldCount - 1;
  for (const Field field : allFields) {
    size += row.value(field).size();
  }
  return size;
}

}  // namespace

std::string_view columnName(Field field) {
  switch (field) {
    case Field::serialNumber:
      return "Device Serial Number";
    case Field::productId:
      return "Windows Product ID";
    case Field::hardwareHash:
      return "Hardware Hash";
    case Field::groupTag:
      return "Group Tag";
    case Field::assignedUser:
      return "Assigned User";
  }
  return "?";
}

const std::string& Row::value(Field field) const {
  switch (field) {
    case Field::serialNumber:
      return serialNumber;
    case Field::productId:
      return productId;
    case Field::hardwareHash:
      return hardwareHash;
    case Field::groupTag:
      return groupTag;
    case Field::assignedUser:
      break;
  }
  return assignedUser;
}

std::string& Row::value(Field field) {
  return const_cast<std::string&>(std::as_const(*this).value(field));
}

Columns columnsFor(const Row& row) {
  if (!row.assignedUser.empty()) {
    return Columns::five;
  }
  return row.groupTag.empty() ? Columns::three : Columns::four;
}

std::string headerLine(Columns columns) {
  std::string line;
  for (std::size_t i = 0; i < static_cast<std::size_t>(columns); ++i) {
    line += i == 0 ? "" : ",";
    line += columnName(allFields[i]);
  }
  return line;
}

Result<void> checkField(Field field, std::string_view value) {
  if (field == Field::hardwareHash && isWholeBase64(value)) {
    return {};
  }
  if (Result<void> characters = checkCharacters(columnName(field), value); !characters) {
    return characters;
  }
  if (value.empty()) {
    if (field == Field::serialNumber) {
      return refused(field, say(CsvId::fieldNoSerial));
    }
    if (field == Field::hardwareHash) {
      return refused(field, say(CsvId::fieldNoHash));
    }
    return {};
  }
  if (field == Field::hardwareHash) {
    return checkBase64(columnName(field), value);
  }
  return field == Field::assignedUser ? checkUser(value) : Result<void>{};
}

Result<void> checkRow(const Row& row) {
  for (const Field field : allFields) {
    if (Result<void> checked = checkField(field, row.value(field)); !checked) {
      return checked;
    }
  }
  return {};
}

std::string rowLine(const Row& row, Columns columns) {
  std::string line;
  appendRow(line, row, columns);
  return line;
}

Result<std::string> writeIntune(std::span<const Row> rows) {
  const std::string step = say(CsvId::writeIntune);
  if (rows.empty()) {
    return fail(ErrorKind::invalid, step, say(CsvId::writeNone));
  }
  if (rows.size() > maximumRows) {
    return fail(
        ErrorKind::invalid, step,
        say(CsvId::writeTooMany,
            {{"count", std::to_string(rows.size())}, {"most", std::to_string(maximumRows)}, {"rule", "IH-09"}}));
  }
  Columns columns = Columns::three;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (Result<void> checked = checkRow(rows[i]); !checked) {
      Error error = checked.error();
      error.step = say(CsvId::writeDevice, {{"step", error.step}, {"number", std::to_string(i + 1)}});
      return tl::unexpected(std::move(error));
    }
    columns = std::max(columns, columnsFor(rows[i]));
  }
  std::string file = headerLine(columns) + "\r\n";
  std::size_t size = file.size();
  for (const Row& row : rows) {
    size += lineSize(row) + 2;
  }
  file.reserve(size);
  for (const Row& row : rows) {
    appendRow(file, row, columns);
    file += "\r\n";
  }
  return file;
}

}  // namespace preflight::csv
