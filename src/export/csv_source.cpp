#include "export/csv_source.h"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "csv/cells.h"
#include "csv/characters.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;
using csv::Problem;
using csv::Rule;

constexpr std::size_t linesBeforeHeader = 64;     // a report's own header has about ten
constexpr std::size_t longestBefore = 64U << 10;  // bytes of these lines together
constexpr std::size_t shortestHash = 400;         // characters; no other value is that long
constexpr std::size_t longestRepeated = 400;      // bytes of a header that stands among the rows

struct KeptLine {
  std::string text;
  std::size_t number = 0;
};

bool looksLikeHash(std::string_view text) {
  return text.size() > shortestHash && text.starts_with("T0");
}

class Reading {
 public:
  Reading(ByteSource& source, std::optional<Format> forced, CsvSink& sink)
      : lines_(source), forced_(forced), sink_(sink) {}

  Result<Format> run() {
    const Result<std::string_view> start = lines_.peek();
    if (!start) {
      return tl::unexpected(start.error());
    }
    if (const std::string_view what = foreign(*start); !what.empty()) {
      sink_.problem({Rule::notCsv, 0, 0, std::string(what)});
      return Format::unknown;
    }
    encoding();
    if (Result<void> read = all(); !read) {
      return tl::unexpected(read.error());
    }
    if (!found_) {
      decideWithoutHeader();
    }
    if (lines_.endedWithinCharacter()) {
      sink_.problem({Rule::encodingCut, lines_.lineNumber(), 0, "the file ends in the middle of a character"});
    }
    if (feeds_ > 0) {
      sink_.problem({returns_ > 0 ? Rule::lineEndMixed : Rule::lineEndFeed, firstFeed_, 0,
                     returns_ > 0 ? fmt::format("{} lines end in LF, the others in CRLF", feeds_)
                                  : std::string("the lines end in LF alone")});
    }
    return found_ ? row_.format : Format::unknown;
  }

 private:
  // What the file is when it is no text at all; empty: text.
  std::string_view foreign(std::string_view start) const {
    const auto first = std::find_if_not(start.begin(), start.end(), [](char c) {
      return csv::isBlankCell({&c, 1}) || c == '\n';
    });
    const std::string_view text = start.substr(static_cast<std::size_t>(first - start.begin()));
    if (text.empty()) {
      return start.size() < LineReader::longestLine / 4 ? "the file is empty" : std::string_view();
    }
    if (text.starts_with("PK\3\4")) {
      return "it is an Excel workbook or another archive, not a CSV";
    }
    if (text.front() == '<') {
      return "it is a web page, not a CSV";
    }
    return start.find('\0') != std::string_view::npos ? "it is a binary file, not a CSV" : std::string_view();
  }

  void encoding() {
    const bool wide = lines_.encoding() != LineReader::Encoding::utf8;
    if (wide) {
      sink_.problem({Rule::encodingUtf16, 0, 0, "it is UTF-16, as PowerShell 5.1 writes it; Intune takes plain ASCII"});
    } else if (lines_.hadMark()) {
      sink_.problem({Rule::encodingMark, 0, 0, "it begins with a byte order mark (UTF-8); Intune takes plain ASCII"});
    }
  }

  Result<void> all() {
    std::string_view line;
    for (;;) {
      const Result<bool> more = lines_.next(line);
      if (!more) {
        return tl::unexpected(more.error());
      }
      if (!*more) {
        return {};
      }
      countEnd();
      if (found_) {
        take(line, lines_.lineNumber());
      } else if (!seek(line)) {
        return {};
      }
    }
  }

  void countEnd() {
    if (lines_.lineEnd() == LineReader::End::feed) {
      firstFeed_ = feeds_++ == 0 ? lines_.lineNumber() : firstFeed_;
    } else if (lines_.lineEnd() == LineReader::End::returnFeed) {
      ++returns_;
    }
  }

  // Looks for the line that names the columns, or for what can only be a row; false when there is neither.
  bool seek(std::string_view line) {
    if (csv::isBlankCell(line)) {
      return true;
    }
    if (line.find('\r') != std::string_view::npos) {
      sink_.problem(
          {Rule::lineEndReturn, lines_.lineNumber(), 0, "the lines end in CR alone, so that all is one line"});
      reported_ = true;
      return false;
    }
    if (auto layout = csv::layoutOfHeader(line)) {
      header(std::move(*layout), line);
      return true;
    }
    if (forced_ == Format::corporate || isBareRow(line)) {
      withoutHeader(forced_.value_or(Format::intune), line);
      return true;
    }
    keptBytes_ += line.size();
    if (kept_.size() == linesBeforeHeader || keptBytes_ > longestBefore) {
      if (!decideWithoutHeader()) {
        return false;
      }
      take(line, lines_.lineNumber());
      return true;
    }
    kept_.push_back({std::string(line), lines_.lineNumber()});
    return true;
  }

  void begin(csv::Layout layout, Format format) {
    found_ = true;
    layout_ = std::move(layout);
    row_.format = forced_.value_or(format);
  }

  void header(csv::Layout layout, std::string_view line) {
    const Format format = layout.format();
    const std::size_t number = lines_.lineNumber();
    begin(std::move(layout), format);
    if (number > 1) {
      sink_.problem({Rule::headerNotFirst, number, 0,
                     fmt::format("the line that names the columns is line {}, not the first", number)});
    }
    for (Problem& each : csv::headerProblems(line, number, layout_, row_.format)) {
      ambiguous_ = ambiguous_ || each.rule == Rule::headerTwice;
      sink_.problem(std::move(each));
    }
    kept_.clear();
  }

  // A field that can only be a hash, in the third column, tells the rest.
  bool isBareRow(std::string_view line) {
    for (const char separator : {',', ';', '\t'}) {
      csv::splitCells(line, separator, cells_);
      if (std::any_of(cells_.begin() + (cells_.size() > 1 ? 1 : 0), cells_.end(),
                      [](const csv::Cell& each) { return looksLikeHash(each.text); })) {
        separator_ = separator;
        return cells_.size() > 1;
      }
    }
    return false;
  }

  void withoutHeader(Format format, std::string_view line) {
    const bool corporate = format == Format::corporate;
    begin(csv::plainLayout(format, corporate ? ',' : separator_), format);
    if (!corporate) {
      sink_.problem({Rule::headerMissing, 1, 0, "no line names the columns"});
    }
    takeKept();
    take(line, lines_.lineNumber());
  }

  void takeKept() {
    for (const KeptLine& each : std::exchange(kept_, {})) {
      take(each.text, each.number);
    }
  }

  // Three filled cells in each line, and no header: corporate identifiers.
  bool decideWithoutHeader() {
    const bool corporate =
        !forced_ && !kept_.empty() && std::all_of(kept_.begin(), kept_.end(), [&](const KeptLine& each) {
          csv::splitCells(each.text, ',', cells_);
          return cells_.size() == 3 && std::none_of(cells_.begin(), cells_.end(),
                                                    [](const csv::Cell& cell) { return csv::isBlankCell(cell.text); });
        });
    if (corporate) {
      begin(csv::plainLayout(Format::corporate), Format::corporate);
      takeKept();
    } else if (!std::exchange(reported_, true)) {
      sink_.problem(
          {Rule::notCsv, 0, 0,
           kept_.empty() ? "it holds nothing but empty lines" : "no line names the columns of a list of devices"});
    }
    return corporate;
  }

  Problem at(Rule rule, std::size_t column, std::string message) const {
    return {rule, row_.line, column, std::move(message)};
  }

  void take(std::string_view line, std::size_t number) {
    row_.line = number;
    row_.problems.clear();
    if (line.size() > LineReader::longestLine) {
      unreadable(at(Rule::lineTooLong, 0, "the line is longer than 1 MB"));
      return;
    }
    if (line.size() < longestRepeated && (isEmpty(line) || isRepeatedHeader(line))) {
      return;
    }
    split(line);
    if (fits(line)) {
      values(line);
      row_.readable = true;
      sink_.row(row_);
    }
  }

  void unreadable(Problem problem) {
    row_.problems.push_back(std::move(problem));
    row_.values.fill({});
    row_.places.fill(0);
    row_.readable = false;
    sink_.row(row_);
  }

  bool isEmpty(std::string_view line) {
    const auto isNothing = [&](char c) { return c == layout_.separator || csv::isBlankCell({&c, 1}); };
    if (!std::all_of(line.begin(), line.end(), isNothing)) {
      return false;
    }
    sink_.problem(at(Rule::emptyLine, 0, line.empty() ? "the line is empty" : "the line holds no value"));
    return true;
  }

  // Files that were put together have their header again, and columns of their own below it.
  bool isRepeatedHeader(std::string_view line) {
    if (row_.format == Format::corporate || line.find("erial") == std::string_view::npos) {
      return false;
    }
    auto layout = csv::layoutOfHeader(line);
    if (!layout) {
      return false;
    }
    sink_.problem(at(Rule::headerRepeated, 0, "the header stands there again"));
    layout_ = std::move(*layout);
    return true;
  }

  void split(std::string_view line) {
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
  bool fits(std::string_view line) {
    const auto open = std::find_if(cells_.begin(), cells_.end(), [](const csv::Cell& each) { return each.open; });
    if (open != cells_.end()) {
      unreadable(at(Rule::quoteOpen, csv::columnAt(line, open->offset), "a quotation mark is not closed in this line"));
      return false;
    }
    if (ambiguous_) {
      unreadable(at(Rule::headerTwice, 0, "which of two columns of one name counts is not known"));
      return false;
    }
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
      unreadable(std::move(problem));
      return false;
    }
    row_.problems.push_back(std::move(problem));
    return true;
  }

  void values(std::string_view line) {
    row_.values.fill({});
    row_.places.fill(0);
    csv::Tidied done{wholeQuoted_, false, false};
    std::size_t place = wholeQuoted_ ? 2 : 1;
    std::size_t counted = 0;  // bytes of the line
    for (std::size_t i = 0; i < std::min(cells_.size(), layout_.columns.size()); ++i) {
      const auto& column = layout_.columns[i];
      if (!column) {
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
      row_.problems.push_back(at(Rule::quotes, csv::columnAt(line, line.find('"')), "the line has quotation marks"));
    }
    if (done.formula) {
      row_.problems.push_back(at(Rule::formula, 0, "a value is written as a formula (=\"...\")"));
    }
  }

  void characters(Column column, std::string_view value) {
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
      row_.problems.push_back(
          at(c == U'\r' ? Rule::lineEndReturn : Rule::character, row_.place(column),
             fmt::format("character {} of {} is {}, which {}", position, csv::columnTitle(column),
                         csv::shown(before.substr(0, before.size() - rest.size()), c), why->words)));
      return;
    }
  }

  LineReader lines_;
  std::optional<Format> forced_;
  CsvSink& sink_;
  csv::Layout layout_;
  char separator_ = ',';
  bool found_ = false;      // the layout is known
  bool ambiguous_ = false;  // a column is there twice
  bool reported_ = false;   // that it is no table of devices
  bool wholeQuoted_ = false;
  std::vector<KeptLine> kept_;  // lines before the header
  std::size_t keptBytes_ = 0;
  std::vector<csv::Cell> cells_;
  CsvRow row_;
  std::array<std::string, csv::columnKinds> storage_;
  std::size_t feeds_ = 0;
  std::size_t firstFeed_ = 0;
  std::size_t returns_ = 0;
};

}  // namespace

Result<csv::Format> readCsv(ByteSource& source, std::optional<csv::Format> forced, CsvSink& sink) {
  return Reading(source, forced, sink).run();
}

}  // namespace preflight
