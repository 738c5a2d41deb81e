#include "export/tables/table_reader.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "csv/cells.h"
#include "export/tables/row_reader.h"

namespace preflight {
namespace {

using csv::Format;
using csv::Problem;
using csv::Rule;

constexpr std::size_t linesBeforeHeader = 64;     // a report's own header has about ten
constexpr std::size_t longestBefore = 64U << 10;  // bytes of these lines together
constexpr std::ptrdiff_t identifierCells = 3;

struct KeptLine {
  std::string text;
  std::size_t number = 0;
};

class Reading {
 public:
  Reading(ByteSource& source, std::optional<Format> forced, CsvSink& sink)
      : lines_(source), forced_(forced), sink_(sink), rows_(sink) {}

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
    rows_.end();
    if (lines_.endedWithinCharacter() && !rows_.isMixed()) {
      sink_.problem({Rule::encodingCut, lines_.lineNumber(), 0, "the file ends in the middle of a character"});
    }
    if (feeds_ > 0) {
      sink_.problem({returns_ > 0 ? Rule::lineEndMixed : Rule::lineEndFeed, firstFeed_, 0,
                     returns_ > 0 ? fmt::format("{} lines end in LF, the others in CRLF", feeds_)
                                  : std::string("the lines end in LF alone")});
    }
    return found_ ? rows_.format() : Format::unknown;
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
    const std::size_t nul = start.find('\0');
    const bool afterHeader = csv::layoutOfHeader(text.substr(0, text.find_first_of("\r\n"))) &&
                             start.find('\n') < nul;  // then what follows is told line by line
    return nul != std::string_view::npos && !afterHeader ? "it is a binary file, not a CSV" : std::string_view();
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
    return lines_.each([&](std::string_view line) {
      countEnd();
      if (found_) {
        rows_.take(line, lines_.lineNumber());
      }
      return found_ || seek(line);
    });
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
    if (forced_ == Format::corporate) {
      separator_ = separatorOf(line);
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
      rows_.take(line, lines_.lineNumber());
      return true;
    }
    kept_.push_back({std::string(line), lines_.lineNumber()});
    return true;
  }

  void begin(csv::Layout layout, Format format, std::size_t number = 0) {
    found_ = true;
    rows_.begin(std::move(layout), forced_.value_or(format), number);
  }

  void header(csv::Layout layout, std::string_view line) {
    const std::size_t number = lines_.lineNumber();
    if (number > 1) {
      sink_.problem({Rule::headerNotFirst, number, 0,
                     fmt::format("the line that names the columns is line {}, not the first", number)});
    }
    for (Problem& each : csv::headerProblems(line, number, layout, forced_.value_or(layout.format()))) {
      sink_.problem(std::move(each));
    }
    const Format format = layout.format();
    begin(std::move(layout), format, number);
    kept_.clear();
  }

  // A field that can only be a hash, in the third column, tells the rest.
  bool isBareRow(std::string_view line) {
    for (const char separator : {',', ';', '\t'}) {
      csv::splitCells(line, separator, cells_);
      if (std::any_of(cells_.begin() + (cells_.size() > 1 ? 1 : 0), cells_.end(),
                      [](const csv::Cell& each) { return csv::looksLikeHash(each.text); })) {
        separator_ = separator;
        return cells_.size() > 1;
      }
    }
    return false;
  }

  void withoutHeader(Format format, std::string_view line) {
    const bool corporate = format == Format::corporate;
    begin(csv::plainLayout(format, separator_), format);
    if (!corporate) {
      sink_.problem({Rule::headerMissing, 1, 0, "no line names the columns"});
    }
    tellSeparator();
    takeKept();
    rows_.take(line, lines_.lineNumber());
  }

  void takeKept() {
    for (const KeptLine& each : std::exchange(kept_, {})) {
      rows_.take(each.text, each.number);
    }
  }

  void tellSeparator() {
    if (separator_ != ',') {
      sink_.problem({Rule::separator, 1, 0, csv::separatorWords(separator_)});
    }
  }

  // By which the line of an identifier is cut.
  char separatorOf(std::string_view line) {
    for (const char separator : {',', ';', '\t'}) {
      csv::splitCells(line, separator, cells_);
      if (cells_.size() >= identifierCells) {
        return separator;
      }
    }
    return ',';
  }

  // Three cells in each line, whatever is empty behind them, and most lines lack none of the three.
  bool areIdentifiers(char separator) {
    std::size_t whole = 0;
    for (const KeptLine& each : kept_) {
      csv::splitCells(each.text, separator, cells_);
      if (cells_.size() < identifierCells) {
        return false;
      }
      const auto isBlank = [](const csv::Cell& cell) { return csv::isBlankCell(cell.text); };
      const auto end = cells_.begin() + identifierCells;
      if (!std::all_of(end, cells_.end(), isBlank)) {
        return false;
      }
      whole += std::none_of(cells_.begin(), end, isBlank) ? 1 : 0;
    }
    return whole * 2 > kept_.size();
  }

  // Without a header: corporate identifiers, if anything.
  bool decideWithoutHeader() {
    constexpr std::array<char, 3> separators{',', ';', '\t'};
    const auto* at =
        std::find_if(separators.begin(), separators.end(), [&](char each) { return areIdentifiers(each); });
    const bool corporate = !forced_ && !kept_.empty() && at != separators.end();
    if (corporate) {
      separator_ = *at;
      begin(csv::plainLayout(Format::corporate, separator_), Format::corporate);
      tellSeparator();
      takeKept();
    } else if (!std::exchange(reported_, true)) {
      sink_.problem(
          {Rule::notCsv, 0, 0,
           kept_.empty() ? "it holds nothing but empty lines" : "no line names the columns of a list of devices"});
    }
    return corporate;
  }

  LineReader lines_;
  std::optional<Format> forced_;
  CsvSink& sink_;
  CsvRowReader rows_;
  char separator_ = ',';
  bool found_ = false;          // the layout is known
  bool reported_ = false;       // that it is no table of devices
  std::vector<KeptLine> kept_;  // lines before the header
  std::size_t keptBytes_ = 0;
  std::vector<csv::Cell> cells_;
  std::size_t feeds_ = 0;
  std::size_t firstFeed_ = 0;
  std::size_t returns_ = 0;
};

}  // namespace

Result<csv::Format> readCsv(ByteSource& source, std::optional<csv::Format> forced, CsvSink& sink) {
  return Reading(source, forced, sink).run();
}

}  // namespace preflight
