#include "csv/layout.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/names.h"
#include "base/text.h"
#include "csv/cells.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "csv/partner.h"

namespace preflight::csv {
namespace {

constexpr std::size_t longestHeader = 4096;  // bytes
constexpr std::array<char, 3> separators{',', ';', '\t'};

constexpr NameTable<Format, formatCount> formatNames{{{
    {Format::intune, "intune"},
    {Format::partner, "partner"},
    {Format::corporate, "corporate"},
    {Format::unknown, "unknown"},
}}};

struct KnownName {
  std::string_view spelling;  // lower case, letters and digits only
  Column column;
};
constexpr auto knownNames = std::to_array<KnownName>({
    {"deviceserialnumber", Column::serialNumber},
    {"serialnumber", Column::serialNumber},
    {"serial", Column::serialNumber},
    {"biosserialnumber", Column::serialNumber},
    {"windowsproductid", Column::productId},
    {"productid", Column::productId},
    {"productkey", Column::productId},
    {"productkeyid", Column::productId},
    {"pkid", Column::productId},
    {"hardwarehash", Column::hardwareHash},
    {"devicehardwaredata", Column::hardwareHash},
    {"hardwareidentifier", Column::hardwareHash},
    {"devicehash", Column::hardwareHash},
    {"hwhash", Column::hardwareHash},
    {"grouptag", Column::groupTag},
    {"orderid", Column::groupTag},
    {"ordergrouptag", Column::groupTag},
    {"assigneduser", Column::assignedUser},
    {"assigneduserprincipalname", Column::assignedUser},
    {"userprincipalname", Column::assignedUser},
    {"manufacturername", Column::manufacturer},
    {"manufacturer", Column::manufacturer},
    {"devicemanufacturer", Column::manufacturer},
    {"devicemodel", Column::model},
    {"model", Column::model},
    {"modelname", Column::model},
    // What translated reports and people call them; letters beyond ASCII are left out above.
    {"seriennummer", Column::serialNumber},
    {"gerteseriennummer", Column::serialNumber},
    {"numrodesrie", Column::serialNumber},  // French, Portuguese
    {"numrodesriedelappareil", Column::serialNumber},
    {"nmerodeserie", Column::serialNumber},
    {"nmerodesrie", Column::serialNumber},
    {"numerodiserie", Column::serialNumber},
    {"serienummer", Column::serialNumber},
    {"windowsproduktid", Column::productId},
    {"iddeproduitwindows", Column::productId},
    {"hachagematriel", Column::hardwareHash},
    {"hashdehardware", Column::hardwareHash},
    {"hashhardware", Column::hardwareHash},
    {"gruppentag", Column::groupTag},
});

// Of a table of devices that has no other column for it.
constexpr std::string_view shortHashName = "hash";

std::string plainTitle(std::string_view title) {
  std::string plain;
  for (const char c : lower(title)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      plain += c;
    }
  }
  return plain;
}

std::optional<Column> columnOf(std::string_view title) {
  const std::string plain = plainTitle(title);
  const auto* at =
      std::find_if(knownNames.begin(), knownNames.end(), [&](auto& each) { return each.spelling == plain; });
  return at == knownNames.end() ? std::nullopt : std::optional(at->column);
}

Layout layoutWith(std::string_view line, char separator) {
  Layout layout{separator, {}, {}};
  std::vector<Cell> cells;
  splitCells(line, separator, cells);
  // Excel saved a file that it had not cut into columns: the whole line is one quoted cell.
  if (cells.size() == 1 && cells[0].quoted) {
    const std::string_view inner = cells[0].text;
    splitCells(inner, separator, cells);
  }
  for (const Cell& each : cells) {
    std::string storage;
    Tidied ignored;
    layout.titles.emplace_back(tidy(each, storage, ignored));
    layout.columns.push_back(columnOf(layout.titles.back()));
  }
  if (layout.has(Column::serialNumber) && !layout.has(Column::hardwareHash)) {
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      if (plainTitle(layout.titles[i]) == shortHashName) {
        layout.columns[i] = Column::hardwareHash;
      }
    }
  }
  return layout;
}

bool namesDevices(const Layout& layout) {
  return layout.has(Column::hardwareHash) ||
         (layout.has(Column::serialNumber) && (layout.has(Column::productId) || layout.has(Column::model)));
}

// The header that the format asks for, as near as it gets to what the file has.
std::string wantedHeader(const Layout& layout, Format format) {
  if (format == Format::partner) {
    return partnerHeader();
  }
  return headerLine(layout.has(Column::assignedUser) ? Columns::five
                    : layout.has(Column::groupTag)   ? Columns::four
                                                     : Columns::three);
}

std::optional<Column> columnTwice(const Layout& layout) {
  for (auto at = layout.columns.begin(); at != layout.columns.end(); ++at) {
    if (*at && std::find(layout.columns.begin(), at, *at) != at) {
      return *at;
    }
  }
  return std::nullopt;
}

// A column that no row can be without, which one of unknown name may be.
std::optional<Column> columnNotKnown(const Layout& layout, Format format) {
  if (format == Format::corporate ||
      std::find(layout.columns.begin(), layout.columns.end(), std::nullopt) == layout.columns.end()) {
    return std::nullopt;
  }
  if (!layout.has(Column::serialNumber)) {
    return Column::serialNumber;
  }
  return format == Format::intune && !layout.has(Column::hardwareHash) ? std::optional(Column::hardwareHash)
                                                                       : std::nullopt;
}

}  // namespace

std::string_view columnTitle(Column column) {
  switch (column) {
    case Column::manufacturer:
      return partnerColumns[3];
    case Column::model:
      return partnerColumns[4];
    default:
      return columnName(static_cast<Field>(column));
  }
}

std::string_view name(Format format) {
  return formatNames.name(format);
}

Result<Format> formatFromName(std::string_view text) {
  return formatNames.value(text, "format");
}

std::size_t rowLimit(Format format) {
  switch (format) {
    case Format::partner:
      return maximumPartnerRows;
    case Format::corporate:
      return maximumCorporateRows;
    default:
      return maximumRows;
  }
}

bool Layout::has(Column column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

Format Layout::format() const {
  return has(Column::manufacturer) || has(Column::model) ? Format::partner : Format::intune;
}

std::optional<Layout> layoutOfHeader(std::string_view line) {
  if (line.size() > longestHeader) {
    return std::nullopt;
  }
  for (const char separator : separators) {
    if (Layout layout = layoutWith(line, separator); namesDevices(layout)) {
      return layout;
    }
  }
  return std::nullopt;
}

Layout plainLayout(Format format, char separator) {
  if (format == Format::corporate) {
    return {separator, {Column::manufacturer, Column::model, Column::serialNumber}, {}};
  }
  Layout layout{separator, {Column::serialNumber, Column::productId, Column::hardwareHash}, {}};
  if (format == Format::partner) {
    layout.columns.insert(layout.columns.end(), {Column::manufacturer, Column::model});
  }
  return layout;
}

std::string separatorWords(char separator) {
  return fmt::format("the columns are separated by {} instead of commas", separator == ';' ? "semicolons" : "tabs");
}

std::optional<Problem> whyUnusable(const Layout& layout, Format format) {
  if (columnTwice(layout)) {
    return Problem{Rule::headerTwice, 0, 0, "which of two columns of one name counts is not known"};
  }
  if (const auto missing = columnNotKnown(layout, format)) {
    return Problem{Rule::headerUnknown, 0, 0,
                   fmt::format("which column is the {} is not known",
                               *missing == Column::serialNumber ? "serial number" : "hardware hash")};
  }
  return std::nullopt;
}

std::vector<Problem> headerProblems(std::string_view line, std::size_t number, const Layout& layout, Format format) {
  std::vector<Problem> problems;
  if (const auto twice = columnTwice(layout)) {
    problems.push_back({Rule::headerTwice, number, 0, fmt::format("{} is there twice", columnTitle(*twice))});
  }
  if (format == Format::corporate) {
    problems.push_back({Rule::headerNotWanted, number, 0, "a line names the columns"});
    return problems;
  }
  if (const auto missing = columnNotKnown(layout, format)) {
    problems.push_back({Rule::headerUnknown, number, 0, fmt::format("no column is named {}", columnTitle(*missing))});
  }
  if (layout.separator != ',') {
    problems.push_back({Rule::separator, number, 0, separatorWords(layout.separator)});
  }
  if (line.find('"') != std::string_view::npos) {
    problems.push_back({Rule::quotes, number, columnAt(line, line.find('"')), "the header has quotation marks"});
  }
  const std::string wanted = wantedHeader(layout, format);
  std::string plain(line);
  plain.erase(std::remove(plain.begin(), plain.end(), '"'), plain.end());
  std::replace(plain.begin(), plain.end(), layout.separator, ',');
  if (plain == wanted) {
    return problems;
  }
  if (layout.columns == layoutWith(wanted, ',').columns) {
    problems.push_back({Rule::headerSpelling, number, 0,
                        fmt::format("the header is spelt '{}', it must be '{}'", printable(plain, 160), wanted)});
  } else {
    problems.push_back({Rule::headerColumns, number, 0,
                        fmt::format("the columns are '{}', they must be '{}'", printable(plain, 160), wanted)});
  }
  return problems;
}

}  // namespace preflight::csv
