#include "csv/sheet.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "csv/partner.h"

namespace preflight::csv {
namespace {

constexpr std::size_t noLimit = static_cast<std::size_t>(-1);

constexpr std::array<FormatRules, 3> allRules{{
    {FileFormat::intune, "import file", maximumRows, noLimit, 3, 5, 0, 2, noColumn, "IH-09"},
    {FileFormat::partner, "file for the Partner Center", maximumPartnerRows, noLimit, 5, 5, 0, 2, 3, "PC-07"},
    {FileFormat::corporate, "file of corporate identifiers", maximumCorporateRows, maximumCorporateBytes, 3, 3, 2,
     noColumn, 0, "CI-03"},
}};

constexpr std::array<std::string_view, 3> corporateColumns{"Manufacturer", "Model", "Serial number"};

tl::unexpected<Error> notUnderstood(const FormatRules& rules, std::size_t line, std::size_t column,
                                    std::string_view what) {
  return fail(ErrorKind::invalid, fmt::format("read the {}", rules.shownName),
              fmt::format("line {}, column {}: {}; choose another file, or mend this one in a plain text editor (not "
                          "Excel)",
                          line, column, what));
}

Result<Sheet> ofIntune(std::string_view bytes) {
  return parseIntune(bytes).map([](Document&& document) {
    Sheet sheet;
    sheet.columns = static_cast<std::size_t>(document.columns);
    sheet.lineEnd = document.headerEnd.empty() ? "\r\n" : document.headerEnd;
    sheet.headerHasNoEnd = document.headerEnd.empty();
    sheet.rows.reserve(document.rows.size());
    for (ReadRow& row : document.rows) {
      std::vector<std::string> fields;
      for (std::size_t i = 0; i < sheet.columns; ++i) {
        fields.push_back(std::move(row.fields.value(static_cast<Field>(i))));
      }
      sheet.rows.push_back({std::move(row.raw), std::move(row.lineEnd), row.line, std::move(fields)});
    }
    return sheet;
  });
}

SheetRow takeLine(std::string_view& rest, std::size_t number) {
  const std::size_t at = rest.find('\n');
  SheetRow row;
  row.line = number;
  if (at == std::string_view::npos) {
    row.raw = rest;
    rest = {};
    return row;
  }
  const bool withReturn = at > 0 && rest[at - 1] == '\r';
  row.raw = rest.substr(0, withReturn ? at - 1 : at);
  row.lineEnd = withReturn ? "\r\n" : "\n";
  rest.remove_prefix(at + 1);
  return row;
}

Result<void> splitFields(const FormatRules& rules, SheetRow& row) {
  if (row.raw.empty()) {
    return notUnderstood(rules, row.line, 1, "the line is empty");
  }
  const auto bad = std::find_if(row.raw.begin(), row.raw.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c != ',' && (byte > 0x7F || forbidden(byte) != nullptr);
  });
  if (bad != row.raw.end()) {
    return notUnderstood(rules, row.line, static_cast<std::size_t>(bad - row.raw.begin()) + 1,
                         "this character may not stand there");
  }
  std::string_view rest = row.raw;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    row.fields.emplace_back(rest.substr(0, comma));
    more = comma != std::string_view::npos;
    rest.remove_prefix(more ? comma + 1 : rest.size());
  }
  if (row.fields.size() != rules.mostColumns) {
    return notUnderstood(
        rules, row.line, row.raw.size() + 1,
        fmt::format("the line has {} columns, {} were expected", row.fields.size(), rules.mostColumns));
  }
  return {};
}

Result<Sheet> ofFixedColumns(const FormatRules& rules, std::string_view bytes) {
  Sheet sheet{rules.mostColumns, "\r\n", false, {}};
  std::size_t number = 1;
  if (const std::string header = headerOf(rules.format, sheet.columns); !header.empty()) {
    const SheetRow first = takeLine(bytes, number++);
    if (first.raw != header) {
      return notUnderstood(rules, 1, 1, fmt::format("the header is '{}', not '{}'", printable(first.raw, 120), header));
    }
    sheet.lineEnd = first.lineEnd.empty() ? "\r\n" : first.lineEnd;
    sheet.headerHasNoEnd = first.lineEnd.empty();
  }
  for (; !bytes.empty(); ++number) {
    SheetRow row = takeLine(bytes, number);
    if (sheet.rows.size() == rules.maximumRows) {
      return notUnderstood(rules, number, 1, fmt::format("there are more than {} devices", rules.maximumRows));
    }
    if (Result<void> split = splitFields(rules, row); !split) {
      return tl::unexpected(std::move(split).error());
    }
    if (sheet.rows.empty() && headerOf(rules.format, sheet.columns).empty() && !row.lineEnd.empty()) {
      sheet.lineEnd = row.lineEnd;
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

const FormatRules& rulesOf(FileFormat format) {
  return allRules[static_cast<std::size_t>(format)];
}

std::size_t maximumRowsOf(FileFormat format) {
  return rulesOf(format).maximumRows;
}

Result<std::vector<DeviceFields>> readDevices(FileFormat format, std::string_view bytes) {
  return parseSheet(format, bytes).map([&](Sheet&& sheet) {
    const FormatRules& rules = rulesOf(format);
    std::vector<DeviceFields> devices;
    for (SheetRow& row : sheet.rows) {
      DeviceFields device;
      device.serialNumber = std::move(row.fields[rules.serialColumn]);
      device.hardwareHash = rules.hashColumn == noColumn ? "" : std::move(row.fields[rules.hashColumn]);
      if (format == FileFormat::intune) {
        device.groupTag = row.fields.size() > 3 ? std::move(row.fields[3]) : "";
      } else {
        device.model = std::move(row.fields[rules.manufacturerColumn + 1]);
      }
      devices.push_back(std::move(device));
    }
    return devices;
  });
}

Result<void> checkFile(FileFormat format, std::string_view bytes) {
  return parseSheet(format, bytes).map([](const Sheet&) {});
}

std::string headerOf(FileFormat format, std::size_t columns) {
  switch (format) {
    case FileFormat::intune:
      return headerLine(static_cast<Columns>(columns));
    case FileFormat::partner:
      return partnerHeader();
    case FileFormat::corporate:
      break;
  }
  return {};
}

std::string_view columnNameOf(FileFormat format, std::size_t column) {
  switch (format) {
    case FileFormat::intune:
      return columnName(static_cast<Field>(column));
    case FileFormat::partner:
      return partnerColumns[column];
    case FileFormat::corporate:
      break;
  }
  return corporateColumns[column];
}

std::size_t columnsNeeded(const DeviceRow& row) {
  std::size_t columns = row.fields.size();
  while (columns > rulesOf(row.format).leastColumns && row.fields[columns - 1].empty()) {
    --columns;
  }
  return columns;
}

std::string lineOf(std::span<const std::string> fields, std::size_t columns) {
  std::string line;
  for (std::size_t i = 0; i < columns; ++i) {
    line += i == 0 ? "" : ",";
    line += i < fields.size() ? fields[i] : "";
  }
  return line;
}

Result<Sheet> parseSheet(FileFormat format, std::string_view bytes) {
  return format == FileFormat::intune ? ofIntune(bytes) : ofFixedColumns(rulesOf(format), bytes);
}

}  // namespace preflight::csv
