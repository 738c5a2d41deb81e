#include "csv/row_reader.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "csv/characters.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr std::size_t longestRepeated = 400;        // bytes of a header among the rows
constexpr std::size_t longestWrapped = 128U << 10;  // bytes; a hash has 87,428 characters at most
constexpr std::size_t mostWrapped = 5'000;          // lines of one row
constexpr std::size_t mostQuoted = 100;             // lines of one quoted cell
constexpr std::size_t usualHash = 4'000;            // characters

// 0 where it is no typewriter's quotation mark: then the line as a whole is meant.
std::size_t columnOfQuote(std::string_view line) {
  const std::size_t at = line.find('"');
  return at == std::string_view::npos ? 0 : columnAt(line, at);
}

// UTF-16 in a file of single bytes has NULs between its letters; the other way round letters in pairs look Chinese.
bool isOtherEncoding(std::string_view line) {
  const std::string_view start = line.substr(0, 64);
  const auto nuls = static_cast<std::size_t>(std::ranges::count(start, '\0'));
  const bool isAscii = std::ranges::all_of(start, [](char c) { return static_cast<signed char>(c) >= 0; });
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

constexpr std::string_view marksBefore = " \t>";

// What a wrapped line holds of its row: without the blanks of a console and the marks of a quoted mail.
std::string_view pieceOf(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(marksBefore), line.size()));
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

bool isFiller(std::string_view piece) {
  return piece.find_first_not_of("A=") == std::string_view::npos;
}

}  // namespace

std::size_t TableRow::place(Column column) const {
  const std::size_t number = cellNumbers[static_cast<std::size_t>(column)];
  return number == 0 ? 0 : columnAt(text, cells[number - 1].offset + (wholeQuoted ? 1 : 0));
}

void RowReader::begin(Layout layout, Format format, std::size_t number) {
  layout_ = std::move(layout);
  row_.format = format;
  unusable_ = whyUnusable(layout_, format);
  headerLine_ = number;
  ignored_.assign(layout_.columns.size(), 0);
}

void RowReader::end() {
  while (pending_) {
    release();
  }
  noteColumns();
}

void RowReader::noteColumns() {
  std::string names;
  std::size_t columns = 0;
  for (std::size_t i = 0; i < ignored_.size(); ++i) {
    if (ignored_[i] > 0) {
      const std::string_view title = layout_.titles[i];
      const Args args{
          {"title", printable(title, 80)}, {"number", std::to_string(i + 1)}, {"count", std::to_string(ignored_[i])}};
      const bool one = ignored_[i] == 1;
      names += columns++ == 0 ? "" : ", ";
      names += isBlankCell(title) ? say(one ? CsvId::columnNumberValue : CsvId::columnNumberValues, args)
                                  : say(one ? CsvId::columnValue : CsvId::columnValues, args);
    }
  }
  if (columns > 0) {
    sink_.problem({Rule::columnUnknown, headerLine_, 0,
                   say(columns == 1 ? CsvId::columnIgnored : CsvId::columnsIgnored, {{"columns", names}})});
  }
}

void RowReader::take(std::string_view line, std::size_t number, LineReader::End end) {
  if (pending_) {
    if (goesOn(line)) {
      pending_->numbers.push_back(number);
      pending_->ends.push_back(end);
      return;
    }
    release();
  }
  row_.line = row_.lastLine = number;
  row_.end = end;
  row_.problems.clear();
  takeAlone(line);
}

void RowReader::takeAlone(std::string_view line) {
  if (!mixed_ && line.ends_with('\0') && endsInNuls(line)) {
    return;
  }
  if (line.size() > LineReader::longestLine) {
    unreadable(at(Rule::lineTooLong, 0, say(CsvId::lineTooLong)));
    return;
  }
  if (line.size() < longestRepeated && (isEmpty(line) || isRepeatedHeader(line))) {
    return;
  }
  if (isOtherEncoding(line)) {
    mixed_ = true;
    unreadable(at(Rule::encodingMixed, 0, say(CsvId::encodingMixed)));
    return;
  }
  split(line);
  if (const bool inQuotes = std::ranges::any_of(cells_, &Cell::open); inQuotes ? !again_ : mayGoOn()) {
    hold(line, inQuotes);
  } else {
    emit(line);
  }
}

void RowReader::unreadable(Problem problem, std::string_view looseHash) {
  row_.looseHash = looseHash;
  row_.problems.push_back(std::move(problem));
  row_.values.fill({});
  row_.cellNumbers.fill(0);
  row_.readable = false;
  sink_.row(row_);
}

// NULs behind the text are what is left of a file whose end was never written; those between letters are UTF-16. True
// when nothing else is on the line.
bool RowReader::endsInNuls(std::string_view& line) {
  const std::string_view text = line.substr(0, line.find_last_not_of('\0') + 1);
  if (text.find('\0') != std::string_view::npos) {
    return false;
  }
  sink_.problem(at(Rule::encodingCut, 0, say(CsvId::nuls, {{"count", std::to_string(line.size() - text.size())}})));
  line = text;
  return isBlankCell(text);
}

bool RowReader::isEmpty(std::string_view line) {
  constexpr char endMark = '\x1A';  // Ctrl Z, which the command prompt's copy puts behind files it puts together
  const auto isNothing = [&](char c) { return c == layout_.separator || c == endMark || isBlankCell({&c, 1}); };
  const auto cells = static_cast<std::size_t>(std::ranges::count(line, layout_.separator)) + 1;
  if (!std::ranges::all_of(line, isNothing) || (sink_.keepsEmptyRows() && cells == layout_.columns.size())) {
    return false;
  }
  sink_.problem(at(Rule::emptyLine, 0, say(line.empty() ? CsvId::lineEmpty : CsvId::lineBlank)));
  return true;
}

// Files that were put together have their header again, and columns of their own below it.
bool RowReader::isRepeatedHeader(std::string_view line) {
  if (row_.format == Format::corporate || line.find("erial") == std::string_view::npos) {
    return false;
  }
  auto layout = layoutOfHeader(line);
  if (!layout) {
    return false;
  }
  sink_.problem(at(Rule::headerRepeated, 0, say(CsvId::headerRepeated)));
  noteColumns();
  begin(std::move(*layout), row_.format, row_.line);
  return true;
}

void RowReader::split(std::string_view line) {
  row_.wholeQuoted = false;
  splitCells(line, layout_.separator, cells_);
  // Excel saved a row that it had not cut into columns.
  if (cells_.size() == 1 && cells_[0].quoted && !cells_[0].open && layout_.columns.size() > 1 &&
      cells_[0].text.find('"') == std::string_view::npos) {
    const std::string_view inner = cells_[0].text;
    splitCells(inner, layout_.separator, cells_);
    row_.wholeQuoted = true;
  }
}

// Whether the next line may belong to the row whose cells were just split: its last one is a hash that is shorter than
// its own head says, or than any whole one.
bool RowReader::mayGoOn() const {
  if (row_.wholeQuoted || !isColumn(cells_.size() - 1, Column::hardwareHash) || cells_.back().quoted || unusable_) {
    return false;
  }
  const std::string_view hash = cells_.back().text;
  return hash.size() < usualHash || (hash.size() < longestWrapped && isCutHash(hash));
}

void RowReader::hold(std::string_view line, bool inQuotes) {
  Pending held;
  held.text = line;
  held.lines.emplace_back(line);
  held.numbers.push_back(row_.line);
  held.ends.push_back(row_.end);
  held.inQuotes = inQuotes;
  held.cells = cells_.size();
  held.hash = cells_.back().offset;
  pending_ = std::move(held);
}

// Adds the line to the row that is held, when it can only be a part of it.
bool RowReader::goesOn(std::string_view line) {
  Pending& held = *pending_;
  if (held.isWhole || held.text.size() + line.size() > longestWrapped || held.lines.size() == mostWrapped) {
    return false;
  }
  const bool goes = held.inQuotes       ? goesOnInQuotes(line)
                    : held.isBehindHash ? goesOnBehindHash(line)
                                        : goesOnInHash(line);
  if (goes) {
    held.lines.emplace_back(line);
  }
  return goes;
}

bool RowReader::isRowOfItsOwn(std::string_view line) {
  splitCells(line, layout_.separator, cells_);
  return cells_.size() == layout_.columns.size() && layout_.columns.size() > 1 &&
         std::ranges::none_of(cells_, &Cell::open);
}

bool RowReader::goesOnInHash(std::string_view line) {
  Pending& held = *pending_;
  std::string piece(pieceOf(line));
  if (piece.empty()) {
    return true;
  }
  for (std::size_t coded = piece.find("=3D"); coded != std::string::npos; coded = piece.find("=3D")) {
    piece.erase(coded + 1, 2);  // as mail programs write "="
  }
  const std::string_view hash = std::string_view(held.text).substr(held.hash);
  const std::string_view part = std::string_view(piece).substr(0, piece.find(layout_.separator));
  const bool fitsHash = isBlankCell(hash) ? beginsHash(part)
                                          : isBase64Part(part) && (isCutHash(hash) || isFiller(part)) &&
                                                !(layout_.columns.size() == 1 && beginsHash(part));
  const auto further = static_cast<std::size_t>(std::ranges::count(piece, layout_.separator));
  if (!fitsHash || held.cells + further > layout_.columns.size() || (further > 0 && isRowOfItsOwn(piece))) {
    return false;
  }
  while (held.text.ends_with('=') && held.text.size() > held.hash) {
    held.text.pop_back();  // the mark by which mail programs break a line
  }
  held.text.resize(std::max(held.hash, held.text.find_last_not_of(" \t") + 1));
  if (held.lines.size() == 1) {
    held.indent = line.find_first_not_of(marksBefore);
  }
  held.text += piece;
  held.cells += further;
  held.isBehindHash = further > 0;
  return true;
}

// A group tag or user that a console broke: the line before is as long as the others that were broken.
bool RowReader::goesOnBehindHash(std::string_view line) {
  Pending& held = *pending_;
  const std::size_t width = held.lines[held.lines.size() > 2 ? 1 : 0].size();
  const auto further = static_cast<std::size_t>(std::ranges::count(line, layout_.separator));
  if (held.lines.back().size() != width || held.cells + further > layout_.columns.size() || isBlankCell(line) ||
      isRowOfItsOwn(line)) {
    return false;
  }
  held.text += line.substr(std::min(held.indent, line.size()));
  held.cells += further;
  return true;
}

// A quoted cell that holds line ends, as Excel and Export-Csv write it.
bool RowReader::goesOnInQuotes(std::string_view line) {
  Pending& held = *pending_;
  if (held.lines.size() == mostQuoted || isRowOfItsOwn(line)) {
    return false;
  }
  const std::string_view piece = pieceOf(line);
  const bool inHash = isColumn(held.cells - 1, Column::hardwareHash) &&
                      isBase64Part(piece.substr(0, piece.find_first_of(layout_.separator == '\t' ? "\"\t" : "\",;")));
  held.text += inHash ? std::string(piece) : "\n" + std::string(line);
  splitCells(held.text, layout_.separator, cells_);
  held.inQuotes = std::ranges::any_of(cells_, &Cell::open);
  held.isWhole = !held.inQuotes;
  held.cells = cells_.size();
  return true;
}

// Gives what was held as one row, and lines that turned out not to belong to it each for itself.
void RowReader::release() {
  Pending held = std::move(*pending_);
  pending_.reset();
  std::size_t used = held.inQuotes ? 1 : held.lines.size();
  while (used > 1 && isBlankCell(held.lines[used - 1])) {
    --used;
  }
  row_.line = held.numbers.front();
  row_.lastLine = held.numbers[used - 1];
  row_.end = held.ends[used - 1];
  row_.problems.clear();
  if (used > 1) {
    row_.problems.push_back(
        at(Rule::rowWrapped, 0,
           say(CsvId::rowWrapped, {{"first", std::to_string(row_.line)}, {"last", std::to_string(row_.lastLine)}})));
  }
  const std::string& text = used > 1 ? held.text : held.lines.front();
  split(text);
  emit(text);
  const bool before = std::exchange(again_, again_ || held.inQuotes);
  for (std::size_t i = used; i < held.lines.size(); ++i) {
    take(held.lines[i], held.numbers[i], held.ends[i]);
  }
  while (again_ && pending_) {
    release();
  }
  again_ = before;
}

void RowReader::emit(std::string_view line) {
  row_.text = line;
  row_.cells = cells_;
  if (fits(line)) {
    values();
    row_.readable = true;
    sink_.row(row_);
  }
}

// As many cells as columns, but for empty ones at the end.
bool RowReader::fits(std::string_view line) {
  const auto open = std::ranges::find_if(cells_, &Cell::open);
  if (open != cells_.end()) {
    unreadable(at(Rule::quoteOpen, columnAt(line, open->offset), say(CsvId::quoteOpen)));
    return false;
  }
  if (unusable_) {
    unreadable(at(unusable_->rule, 0, unusable_->message));
    return false;
  }
  return fitsColumns();
}

bool RowReader::fitsColumns() {
  const std::size_t wanted = layout_.columns.size();
  const std::size_t found = cells_.size();
  if (found == wanted) {
    return true;
  }
  const auto isOptional = [](const auto& column) {
    return !column || (*column != Column::serialNumber && *column != Column::hardwareHash);
  };
  const auto isBlank = [](const Cell& cell) { return isBlankCell(cell.text); };
  const bool harmless = found > wanted ? std::ranges::all_of(std::span(cells_).subspan(wanted), isBlank)
                                       : row_.format != Format::corporate &&
                                             std::ranges::all_of(std::span(layout_.columns).subspan(found), isOptional);
  std::string message = columnsWords(found, wanted);
  if (harmless) {
    row_.problems.push_back(at(Rule::columnCount, 0, std::move(message)));
    return true;
  }

  const auto hash = std::ranges::find_if(cells_, [](const Cell& cell) { return looksLikeHash(cell.text); });
  unreadable(at(Rule::columnsShifted, 0, std::move(message)), hash == cells_.end() ? std::string_view() : hash->text);
  return false;
}

// With the value that was cut in two at its comma, when only one cell begins with a blank.
std::string RowReader::columnsWords(std::size_t found, std::size_t wanted) const {
  const auto isAfterComma = [](const Cell& cell) { return !cell.quoted && cell.text.starts_with(' '); };
  const Args args{{"found", std::to_string(found)}, {"wanted", std::to_string(wanted)}};
  if (found != wanted + 1 || layout_.separator != ',' || std::ranges::count_if(cells_, isAfterComma) != 1 ||
      isAfterComma(cells_.front())) {
    return say(found == 1 ? CsvId::columnOne : CsvId::columnMany, args);
  }
  const auto second = std::ranges::find_if(cells_, isAfterComma);
  const std::string value = printable(std::prev(second)->text, 80) + "," + printable(second->text, 80);
  return say(CsvId::columnComma, {args[0], args[1], {"value", value}});
}

void RowReader::values() {
  row_.values.fill({});
  row_.cellNumbers.fill(0);
  bool unquoted = row_.wholeQuoted;
  bool formula = false;
  for (std::size_t i = 0; i < std::min(cells_.size(), layout_.columns.size()); ++i) {
    const auto& column = layout_.columns[i];
    if (!column) {
      ignored_[i] += isBlankCell(cells_[i].text) ? 0 : 1;
      continue;
    }
    const auto kind = static_cast<std::size_t>(*column);
    Tidied done;
    row_.values[kind] = tidy(cells_[i], storage_[kind], done);
    row_.cellNumbers[kind] = i + 1;
    unquoted = unquoted || done.unquoted;
    formula = formula || done.formula;
    if (done.trimmed) {
      row_.problems.push_back(
          at(Rule::blankEdge, row_.place(*column), say(CsvId::blankEdge, {{"column", columnTitle(*column)}})));
      row_.problems.back().field = column;
    }
    if (*column != Column::hardwareHash) {
      characters(*column, row_.values[kind]);
    }
  }
  if (unquoted) {
    row_.problems.push_back(at(Rule::quotes, columnOfQuote(row_.text), say(CsvId::rowQuotes)));
  }
  if (formula) {
    row_.problems.push_back(at(Rule::formula, 0, say(CsvId::rowFormula)));
  }
}

void RowReader::characters(Column column, std::string_view value) {
  if (isPlain(value) || isExcelDamage(value)) {
    return;  // reported as such, the comma in 1,23E+11 belongs to it
  }
  // A comma inside quotation marks shifts the columns of the file that is written; an identifier loses it.
  if (const auto bad = badCharacter(value, row_.format == Format::corporate)) {
    row_.problems.push_back(
        at(Rule::character, row_.place(column) + bad->position - 1, wordsOf(*bad, columnTitle(column))));
    row_.problems.back().field = column;
  }
}

}  // namespace preflight::csv
