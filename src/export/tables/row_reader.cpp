#include "export/tables/row_reader.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "csv/characters.h"

namespace preflight {

using csv::Column;
using csv::Format;
using csv::Problem;
using csv::Rule;

namespace {

constexpr std::size_t longestRepeated = 400;  // bytes of a header that stands among the rows

// 0 where it is no typewriter's quotation mark: then the line as a whole is meant.
std::size_t columnOfQuote(std::string_view line) {
  const std::size_t at = line.find('"');
  return at == std::string_view::npos ? 0 : csv::columnAt(line, at);
}

// UTF-16 in a file of single bytes has NULs between its letters; the other way round letters in pairs look Chinese.
bool isOtherEncoding(std::string_view line) {
  const std::string_view start = line.substr(0, 64);
  const auto nuls = static_cast<std::size_t>(std::count(start.begin(), start.end(), '\0'));
  const bool isAscii = std::all_of(start.begin(), start.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  if (nuls * 4 > start.size() || isAscii) {
    return nuls * 4 > start.size();
  }
  std::size_t all = 0;
  std::size_t foreign = 0;
  for (std::string_view rest = start; !rest.empty(); ++all) {
    foreign += takeCodePoint(rest) >= 0x2E80 ? 1 : 0;
  }
  return foreign * 2 > all;
}

}  // namespace

void CsvRowReader::begin(csv::Layout layout, Format format, std::size_t number) {
  layout_ = std::move(layout);
  row_.format = format;
  unusable_ = csv::whyUnusable(layout_, format);
  headerLine_ = number;
  dropped_.assign(layout_.columns.size(), 0);
}

void CsvRowReader::end() {
  for (std::size_t i = 0; i < dropped_.size(); ++i) {
    if (const std::size_t count = dropped_[i]; count > 0) {
      const std::string name =
          csv::isBlankCell(layout_.titles[i]) ? std::string() : fmt::format(" '{}'", printable(layout_.titles[i], 80));
      sink_.problem({Rule::columnUnknown, headerLine_, 0,
                     fmt::format("column {}{} is none that an import has: {} of it {} not taken over", i + 1, name,
                                 count == 1 ? "1 value" : fmt::format("{} values", count), count == 1 ? "is" : "are")});
    }
  }
}

void CsvRowReader::take(std::string_view line, std::size_t number) {
  row_.line = number;
  row_.problems.clear();
  if (!mixed_ && line.ends_with('\0') && endsInNuls(line)) {
    return;
  }
  if (line.size() > LineReader::longestLine) {
    unreadable(at(Rule::lineTooLong, 0, "the line is longer than 1 MB"));
    return;
  }
  if (line.size() < longestRepeated && (isEmpty(line) || isRepeatedHeader(line))) {
    return;
  }
  if (isOtherEncoding(line)) {
    mixed_ = true;
    unreadable(at(Rule::encodingMixed, 0, "the line is in another encoding than the file's beginning"));
    return;
  }
  split(line);
  if (fits(line)) {
    values(line);
    row_.readable = true;
    sink_.row(row_);
  }
}

void CsvRowReader::unreadable(Problem problem, std::string_view strayHash) {
  row_.strayHash = strayHash;
  row_.problems.push_back(std::move(problem));
  row_.values.fill({});
  row_.places.fill(0);
  row_.readable = false;
  sink_.row(row_);
}

// NULs behind the text are what is left of a file whose end was never written; those between letters are UTF-16. True
// when nothing else is on the line.
bool CsvRowReader::endsInNuls(std::string_view& line) {
  const std::string_view text = line.substr(0, line.find_last_not_of('\0') + 1);
  if (text.find('\0') != std::string_view::npos) {
    return false;
  }
  sink_.problem(at(Rule::encodingCut, 0,
                   fmt::format("{} NULs stand where text should be: what followed was never written, or was lost",
                               line.size() - text.size())));
  line = text;
  return csv::isBlankCell(text);
}

bool CsvRowReader::isEmpty(std::string_view line) {
  constexpr char endMark = '\x1A';  // Ctrl Z, which the command prompt's copy puts behind files it puts together
  const auto isNothing = [&](char c) { return c == layout_.separator || c == endMark || csv::isBlankCell({&c, 1}); };
  if (!std::all_of(line.begin(), line.end(), isNothing)) {
    return false;
  }
  sink_.problem(at(Rule::emptyLine, 0, line.empty() ? "the line is empty" : "the line holds no value"));
  return true;
}

// Files that were put together have their header again, and columns of their own below it.
bool CsvRowReader::isRepeatedHeader(std::string_view line) {
  if (row_.format == Format::corporate || line.find("erial") == std::string_view::npos) {
    return false;
  }
  auto layout = csv::layoutOfHeader(line);
  if (!layout) {
    return false;
  }
  sink_.problem(at(Rule::headerRepeated, 0, "the header stands there again"));
  end();
  begin(std::move(*layout), row_.format, row_.line);
  return true;
}

void CsvRowReader::split(std::string_view line) {
  wholeQuoted_ = false;
  if (line.find('"') == std::string_view::npos) {
    csv::splitCells(line, layout_.separator, cells_);
    return;
  }
  csv::splitCells(line, layout_.separator, cells_);
  // Excel saved a row that it had not cut into columns.
  if (cells_.size() == 1 && cells_[0].quoted && !cells_[0].open && layout_.columns.size() > 1 &&
      cells_[0].text.find('"') == std::string_view::npos) {
    const std::string_view inner = cells_[0].text;
    csv::splitCells(inner, layout_.separator, cells_);
    wholeQuoted_ = true;
  }
}

// As many cells as columns, but for empty ones at the end.
bool CsvRowReader::fits(std::string_view line) {
  const auto open = std::find_if(cells_.begin(), cells_.end(), [](const csv::Cell& each) { return each.open; });
  if (open != cells_.end()) {
    unreadable(at(Rule::quoteOpen, csv::columnAt(line, open->offset), "a quotation mark is not closed in this line"));
    return false;
  }
  if (unusable_) {
    unreadable(at(unusable_->rule, 0, unusable_->message));
    return false;
  }
  return fitsColumns();
}

bool CsvRowReader::fitsColumns() {
  const std::size_t wanted = layout_.columns.size();
  const std::size_t found = cells_.size();
  if (found == wanted) {
    return true;
  }
  const auto isOptional = [](const auto& column) {
    return !column || (*column != Column::serialNumber && *column != Column::hardwareHash);
  };
  const auto end = [](auto& list, std::size_t from) { return list.begin() + static_cast<std::ptrdiff_t>(from); };
  const bool harmless = found > wanted
                            ? std::all_of(end(cells_, wanted), cells_.end(),
                                          [](const csv::Cell& each) { return csv::isBlankCell(each.text); })
                            : row_.format != Format::corporate &&
                                  std::all_of(end(layout_.columns, found), layout_.columns.end(), isOptional);
  Problem problem =
      at(harmless ? Rule::columnCount : Rule::columnsShifted, 0,
         fmt::format("the line has {} {}, {} are wanted", found, found == 1 ? "column" : "columns", wanted));
  if (!harmless) {
    const auto at =
        std::find_if(cells_.begin(), cells_.end(), [](const csv::Cell& each) { return csv::looksLikeHash(each.text); });
    unreadable(std::move(problem), at == cells_.end() ? std::string_view() : at->text);
    return false;
  }
  row_.problems.push_back(std::move(problem));
  return true;
}

void CsvRowReader::values(std::string_view line) {
  row_.values.fill({});
  row_.places.fill(0);
  csv::Tidied done{wholeQuoted_, false, false};
  std::size_t place = wholeQuoted_ ? 2 : 1;
  std::size_t counted = 0;  // bytes of the line
  for (std::size_t i = 0; i < std::min(cells_.size(), layout_.columns.size()); ++i) {
    const auto& column = layout_.columns[i];
    if (!column) {
      dropped_[i] += csv::isBlankCell(cells_[i].text) ? 0 : 1;
      continue;
    }
    const auto kind = static_cast<std::size_t>(*column);
    csv::Tidied here;
    row_.values[kind] = csv::tidy(cells_[i], storage_[kind], here);
    place += csv::columnAt(line.substr(counted), cells_[i].offset - counted) - 1;
    counted = cells_[i].offset;
    row_.places[kind] = place;
    done.unquoted = done.unquoted || here.unquoted;
    done.formula = done.formula || here.formula;
    if (here.trimmed) {
      row_.problems.push_back(
          at(Rule::blankEdge, row_.places[kind], fmt::format("{} has blanks at an end", csv::columnTitle(*column))));
    }
    if (*column != Column::hardwareHash) {
      characters(*column, row_.values[kind]);
    }
  }
  if (done.unquoted) {
    row_.problems.push_back(at(Rule::quotes, columnOfQuote(line), "the line has quotation marks"));
  }
  if (done.formula) {
    row_.problems.push_back(at(Rule::formula, 0, "a value is written as a formula (=\"...\")"));
  }
}

void CsvRowReader::characters(Column column, std::string_view value) {
  if (column == Column::serialNumber && csv::isExcelDamage(value)) {
    return;  // told as such, the comma in 1,23E+11 belongs to it
  }
  std::size_t position = 1;
  for (std::string_view rest = value; !rest.empty(); ++position) {
    const std::string_view before = rest;
    const char32_t c = takeCodePoint(rest);
    const csv::Forbidden* why = csv::forbidden(c);
    // A comma inside quotation marks shifts the columns of the file that is written; an identifier loses it.
    if (why == nullptr || (c == U',' && row_.format == Format::corporate)) {
      continue;
    }
    row_.problems.push_back(at(c == U'\r' ? Rule::lineEndReturn : Rule::character, row_.place(column),
                               fmt::format("character {} of {} is {}, which {}", position, csv::columnTitle(column),
                                           csv::shown(before.substr(0, before.size() - rest.size()), c), why->words)));
    return;
  }
}

}  // namespace preflight
