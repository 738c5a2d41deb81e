#include "csv/layout.h"

#include <algorithm>
#include <ranges>

#include "base/names.h"
#include "base/text.h"
#include "csv/cells.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "csv/partner.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr std::size_t longestHeader = 4096;  // bytes
constexpr std::array<char, 3> separators{',', ';', '\t'};

constexpr NameTable<Format, 3> formatNames{{{
    {Format::intune, "intune"},
    {Format::partner, "partner"},
    {Format::corporate, "corporate"},
}}};

struct KnownName {
  std::string_view spelling;  // lower case, letters and digits only
  Column column;
  bool weak = false;  // counts only when no other column of the table has a better name
};
constexpr bool weak = true;
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
    // Delivery lists of vendors and inventories, where they may come with the column that is meant.
    {"serialno", Column::serialNumber, weak},
    {"serialnr", Column::serialNumber, weak},
    {"serialnum", Column::serialNumber, weak},
    {"sn", Column::serialNumber, weak},
    {"servicetag", Column::serialNumber, weak},
    {"systemserialnumber", Column::serialNumber, weak},
    {"machineserialnumber", Column::serialNumber, weak},
    {"computerserialnumber", Column::serialNumber, weak},
    {"4khash", Column::hardwareHash, weak},
    {"4khh", Column::hardwareHash, weak},
    {"4khardwarehash", Column::hardwareHash, weak},
    {"hardwarehash4k", Column::hardwareHash, weak},
    {"autopilothash", Column::hardwareHash, weak},
    {"vendor", Column::manufacturer, weak},
    {"make", Column::manufacturer, weak},
    {"maker", Column::manufacturer, weak},
    {"brand", Column::manufacturer, weak},
    {"oem", Column::manufacturer, weak},
    {"systemmanufacturer", Column::manufacturer, weak},
    {"hersteller", Column::manufacturer, weak},
    {"fabricant", Column::manufacturer, weak},
    {"fabrikant", Column::manufacturer, weak},
    {"fabricante", Column::manufacturer, weak},
    {"produttore", Column::manufacturer, weak},
    {"systemmodel", Column::model, weak},
    {"systemproductname", Column::model, weak},
    {"productname", Column::model, weak},
    {"productmodel", Column::model, weak},
    {"product", Column::model, weak},
    {"machinetypemodel", Column::model, weak},
    {"mtm", Column::model, weak},
    {"modell", Column::model, weak},
    {"modle", Column::model, weak},  // French
    {"modelo", Column::model, weak},
    {"modello", Column::model, weak},
});

// Of a table of devices that has no other column for it.
constexpr std::string_view shortHashName = "hash";
// Of a device association file: it holds no hardware hash.
constexpr std::string_view associationName = "data";

std::string plainTitle(std::string_view title) {
  std::string plain;
  for (const char c : lower(title)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      plain += c;
    }
  }
  return plain;
}

const KnownName* knownName(std::string_view title) {
  const std::string plain = plainTitle(title);
  const auto* known = std::ranges::find(knownNames, plain, &KnownName::spelling);
  return known == knownNames.end() ? nullptr : known;
}

// Of several columns for one value those with a weak name do not count; of weak ones alone the first counts.
void nameColumns(Layout& layout) {
  std::array<std::optional<std::size_t>, columnKinds> weakOnes;
  for (std::size_t i = 0; i < layout.titles.size(); ++i) {
    const KnownName* known = knownName(layout.titles[i]);
    if (known != nullptr && known->weak) {
      auto& first = weakOnes[static_cast<std::size_t>(known->column)];
      first = first.value_or(i);
    }
    layout.columns.push_back(known != nullptr && !known->weak ? std::optional(known->column) : std::nullopt);
  }
  for (std::size_t kind = 0; kind < columnKinds; ++kind) {
    const auto column = static_cast<Column>(kind);
    if (weakOnes[kind] && !layout.has(column)) {
      layout.columns[*weakOnes[kind]] = column;
    }
  }
  if (layout.has(Column::serialNumber) && !layout.has(Column::hardwareHash)) {
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      if (plainTitle(layout.titles[i]) == shortHashName) {
        layout.columns[i] = Column::hardwareHash;
      }
    }
  }
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
  for (const Cell& cell : cells) {
    std::string storage;
    Tidied ignored;
    layout.titles.emplace_back(tidy(cell, storage, ignored));
  }
  nameColumns(layout);
  return layout;
}

// The hash's column, the serial number's and any other, or two others in a line without a digit, which no device
// has.
bool namesDevices(const Layout& layout, std::string_view line) {
  if (layout.has(Column::hardwareHash) || (layout.has(Column::serialNumber) && layout.columns.size() > 1)) {
    return true;
  }
  const auto known = std::ranges::count_if(layout.columns, [](const auto& column) { return column.has_value(); });
  return known > 1 && std::ranges::none_of(line, [](char c) { return c >= '0' && c <= '9'; });
}

bool isDeviceAssociation(const Layout& layout) {
  return layout.has(Column::serialNumber) && layout.has(Column::manufacturer) && layout.has(Column::model) &&
         !layout.has(Column::hardwareHash) && layout.columns.size() == 4 &&
         std::ranges::any_of(layout.titles, [](const auto& title) { return plainTitle(title) == associationName; });
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
  for (std::size_t kind = 0; kind < columnKinds; ++kind) {
    const auto column = static_cast<Column>(kind);
    if (std::ranges::count(layout.columns, column) > 1) {
      return column;
    }
  }
  return std::nullopt;
}

// A column that no row can be without, which one of unknown name may be.
std::optional<Column> columnNotKnown(const Layout& layout, Format format) {
  if (std::ranges::all_of(layout.columns, [](const auto& column) { return column.has_value(); })) {
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
  return format == Format::unknown ? "unknown" : formatNames.name(format);
}

Result<Format> formatFromName(std::string_view text) {
  return formatNames.value(text);
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
  return std::ranges::find(columns, column) != columns.end();
}

Format Layout::format() const {
  return has(Column::manufacturer) || has(Column::model) ? Format::partner : Format::intune;
}

std::optional<Layout> layoutOfHeader(std::string_view line) {
  if (line.size() > longestHeader) {
    return std::nullopt;
  }
  for (const char separator : separators) {
    if (Layout layout = layoutWith(line, separator); namesDevices(layout, line)) {
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
  return say(separator == ';' ? CsvId::separatorSemicolons : CsvId::separatorTabs);
}

std::string formulaWords(Column column, std::string_view value) {
  return say(CsvId::formulaStart,
             {{"column", columnTitle(column)}, {"value", printable(value, 80)}, {"sign", value.substr(0, 1)}});
}

std::optional<Problem> whyUnusable(const Layout& layout, Format format) {
  if (columnTwice(layout)) {
    return Problem{Rule::headerTwice, 0, 0, say(CsvId::headerTwiceRow)};
  }
  if (const auto missing = columnNotKnown(layout, format)) {
    return Problem{Rule::headerUnknown, 0, 0,
                   say(*missing == Column::serialNumber ? CsvId::headerUnknownSerial : CsvId::headerUnknownHash)};
  }
  return std::nullopt;
}

namespace {

// What is different between the header and the one that is wanted, if anything.
std::optional<Problem> difference(std::string_view line, std::size_t number, const Layout& layout, Format format) {
  const std::string wanted = wantedHeader(layout, format);
  std::string plain(line);
  std::erase(plain, '"');
  std::ranges::replace(plain, layout.separator, ',');
  if (plain == wanted) {
    return std::nullopt;
  }
  const auto same = std::ranges::mismatch(plain, wanted).in1 - plain.begin();
  const std::size_t place = columnAt(plain, static_cast<std::size_t>(same));
  if (layout.columns == layoutWith(wanted, ',').columns) {
    return Problem{Rule::headerSpelling, number, place,
                   say(CsvId::headerSpelling, {{"found", printable(plain, 160)}, {"wanted", wanted}})};
  }
  return Problem{Rule::headerColumns, number, place,
                 say(CsvId::headerColumns, {{"found", printable(plain, 160)}, {"wanted", wanted}})};
}

// A list of devices that no import of hashes takes, and what it is instead.
std::optional<Problem> withoutHash(std::size_t number, const Layout& layout) {
  if (isDeviceAssociation(layout)) {
    return Problem{Rule::deviceAssociation, number, 0, say(CsvId::deviceAssociation)};
  }
  const bool hasModel = layout.has(Column::manufacturer) && layout.has(Column::model);
  if (layout.has(Column::hardwareHash) || !layout.has(Column::serialNumber) ||
      (!hasModel && columnNotKnown(layout, Format::intune))) {
    return std::nullopt;
  }
  return Problem{Rule::hashColumnMissing, number, 0,
                 say(hasModel ? CsvId::hashColumnMissing : CsvId::hashAndModelMissing)};
}

}  // namespace

std::vector<Problem> headerProblems(std::string_view line, std::size_t number, const Layout& layout,
                                    std::optional<Format> forced) {
  const Format format = forced.value_or(layout.format());
  std::vector<Problem> problems;
  if (const auto twice = columnTwice(layout)) {
    problems.push_back({Rule::headerTwice, number, 0, say(CsvId::headerTwice, {{"column", columnTitle(*twice)}})});
  }
  if (format == Format::corporate) {
    problems.push_back({Rule::headerNotWanted, number, 0, say(CsvId::headerNotWanted)});
    return problems;
  }
  if (const auto missing = columnNotKnown(layout, format)) {
    problems.push_back(
        {Rule::headerUnknown, number, 0, say(CsvId::headerUnknown, {{"column", columnTitle(*missing)}})});
  }
  if (layout.separator != ',') {
    problems.push_back({Rule::separator, number, 0, separatorWords(layout.separator)});
  }
  if (line.find('"') != std::string_view::npos) {
    problems.push_back({Rule::quotes, number, columnAt(line, line.find('"')), say(CsvId::headerQuotes)});
  }
  auto wrong = format == forced && format != Format::intune ? std::nullopt : withoutHash(number, layout);
  if (!wrong) {
    wrong = difference(line, number, layout, format);
  }
  if (wrong) {
    problems.push_back(std::move(*wrong));
  }
  return problems;
}

}  // namespace preflight::csv
