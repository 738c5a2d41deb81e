#include "csv/table_reader.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "csv/row_reader.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr std::size_t linesBeforeHeader = 64;     // a report's own header has about ten
constexpr std::size_t longestBefore = 64U << 10;  // bytes of these lines together
constexpr std::size_t identifierCells = 3;

struct EarlyLine {
  std::string text;
  std::size_t number = 0;
  LineReader::End end = LineReader::End::none;
};

bool isBlank(const Cell& cell) {
  return isBlankCell(cell.text);
}

// Three cells, and nothing in those that follow.
bool hasIdentifierShape(std::span<const Cell> cells) {
  return cells.size() >= identifierCells && std::ranges::all_of(cells.subspan(identifierCells), isBlank);
}

// Serial number, two empty columns, manufacturer and model.
bool hasPartnerShape(std::span<const Cell> cells) {
  return cells.size() == 5 && !isBlank(cells[0]) && isBlank(cells[1]) && isBlank(cells[2]) && !isBlank(cells[3]) &&
         !isBlank(cells[4]);
}

class TableReader {
 public:
  TableReader(LineReader& lines, std::optional<Format> forced, TableSink& sink)
      : lines_(lines), forced_(forced), sink_(sink), rows_(sink) {}

  Result<Format> run() {
    const Result<std::string_view> start = lines_.peek();
    if (!start) {
      return tl::unexpected(start.error());
    }
    if (const auto what = foreign(*start)) {
      sink_.problem({Rule::notCsv, 0, 0, say(*what)});
      return Format::unknown;
    }
    noteEncoding();
    noteReturns(*start);
    if (Result<void> read = takeLines(); !read) {
      return tl::unexpected(read.error());
    }
    if (!found_ && !refused_) {
      decideWithoutHeader();
    }
    rows_.end();
    if (lines_.endedWithinCharacter() && !rows_.isMixed()) {
      sink_.problem({Rule::encodingCut, lines_.lineNumber(), 0, say(CsvId::encodingCut)});
    }
    noteFeeds();
    return found_ ? rows_.format() : Format::unknown;
  }

 private:
  // What the file is when it is no text at all; nothing: text.
  std::optional<CsvId> foreign(std::string_view start) const {
    const auto first = std::ranges::find_if_not(start, [](char c) { return isBlankCell({&c, 1}) || c == '\n'; });
    const std::string_view text = start.substr(static_cast<std::size_t>(first - start.begin()));
    if (text.empty()) {
      return start.size() < LineReader::longestLine / 4 ? std::optional(CsvId::fileEmpty) : std::nullopt;
    }
    if (text.starts_with("PK\3\4")) {
      return CsvId::fileWorkbook;
    }
    if (text.front() == '<') {
      return CsvId::fileWebPage;
    }
    const std::size_t nul = start.find('\0');
    const bool afterHeader = layoutOfHeader(text.substr(0, text.find_first_of("\r\n"))) &&
                             start.find('\n') < nul;  // then what follows is reported line by line
    return nul != std::string_view::npos && !afterHeader ? std::optional(CsvId::fileBinary) : std::nullopt;
  }

  void noteEncoding() {
    if (lines_.encoding() != LineReader::Encoding::utf8) {
      sink_.problem({Rule::encodingUtf16, 0, 0, say(CsvId::encodingUtf16)});
    } else if (lines_.hadMark()) {
      sink_.problem({Rule::encodingMark, 0, 0, say(CsvId::encodingMark)});
    }
  }

  void noteReturns(std::string_view start) {
    if (start.find('\n') == std::string_view::npos && start.find('\r') < start.find_last_not_of("\r \0")) {
      lines_.endLinesAtReturn();
      sink_.problem({Rule::lineEndReturn, 0, 0, say(CsvId::lineEndReturn)});
    }
  }

  void noteFeeds() {
    if (feeds_ > 0) {
      sink_.problem(
          {returns_ > 0 ? Rule::lineEndMixed : Rule::lineEndFeed, firstFeed_, 0,
           returns_ > 0 ? say(CsvId::lineEndMixed, {{"count", std::to_string(feeds_)}}) : say(CsvId::lineEndFeed)});
    }
  }

  Result<void> takeLines() {
    return lines_.each([&](std::string_view line) {
      countEnd();
      if (found_) {
        rows_.take(withoutMailMark(line), lines_.lineNumber(), lines_.lineEnd());
        return sink_.wantsMore();
      }
      return seek(line) && sink_.wantsMore();
    });
  }

  void countEnd() {
    if (lines_.lineEnd() == LineReader::End::feed) {
      firstFeed_ = feeds_++ == 0 ? lines_.lineNumber() : firstFeed_;
    } else if (lines_.lineEnd() == LineReader::End::returnFeed) {
      ++returns_;
    }
  }

  // "> " before every line, as mail programs quote a text.
  std::string_view withoutMailMark(std::string_view line) const {
    if (isMail_) {
      line.remove_prefix(std::min(line.find_first_not_of("> "), line.size()));
    }
    return line;
  }

  // Looks for the line that names the columns, or for what can only be a row; false when there is neither.
  bool seek(std::string_view line) {
    if (isBlankCell(line)) {
      return true;
    }
    if (auto layout = layoutOfHeader(line)) {
      header(std::move(*layout), line);
      return true;
    }
    if (forced_ == Format::corporate) {
      separator_ = separatorOf(line);
    }
    if (forced_ == Format::corporate || isBareRow(line)) {
      beginWithoutHeader(forced_.value_or(Format::intune));
      rows_.take(line, lines_.lineNumber(), lines_.lineEnd());
      return true;
    }
    earlyBytes_ += line.size();
    if (early_.size() == linesBeforeHeader || earlyBytes_ > longestBefore) {
      if (!decideWithoutHeader()) {
        return false;
      }
      rows_.take(line, lines_.lineNumber(), lines_.lineEnd());
      return true;
    }
    early_.push_back({std::string(line), lines_.lineNumber(), lines_.lineEnd()});
    return true;
  }

  void begin(Layout layout, Format format, std::size_t number = 0) {
    found_ = true;
    rows_.begin(std::move(layout), forced_.value_or(format), number);
  }

  void header(Layout layout, std::string_view line) {
    const std::size_t number = lines_.lineNumber();
    if (number > 1) {
      sink_.problem({Rule::headerNotFirst, number, 0, say(CsvId::headerNotFirst, {{"line", std::to_string(number)}})});
    }
    isMail_ = line.starts_with('>');
    const Format format = layout.format();
    for (Problem& problem : headerProblems(line, number, layout, forced_)) {
      sink_.problem(std::move(problem));
    }
    begin(std::move(layout), format, number);
    early_.clear();
  }

  // A field that can only be a hash, in the third column, decides the rest.
  bool isBareRow(std::string_view line) {
    for (const char separator : separators) {
      splitCells(line, separator, cells_);
      if (std::ranges::any_of(std::span(cells_).subspan(std::min<std::size_t>(1, cells_.size())),
                              [](const Cell& cell) { return looksLikeHash(cell.text) || beginsHash(cell.text); })) {
        separator_ = separator;
        return true;
      }
    }
    return false;
  }

  void beginWithoutHeader(Format format) {
    begin(plainLayout(format, separator_), format);
    if (format != Format::corporate) {
      sink_.problem({Rule::headerMissing, 1, 0, say(CsvId::headerMissing)});
    }
    if (separator_ != ',') {
      sink_.problem({Rule::separator, 1, 0, separatorWords(separator_)});
    }
    for (const EarlyLine& line : std::exchange(early_, {})) {
      rows_.take(line.text, line.number, line.end);
    }
  }

  // By which the line of an identifier is cut.
  char separatorOf(std::string_view line) {
    for (const char separator : separators) {
      splitCells(line, separator, cells_);
      if (cells_.size() >= identifierCells) {
        return separator;
      }
    }
    return ',';
  }

  // Most lines are of this shape.
  bool areMostly(bool (*hasShape)(std::span<const Cell>)) {
    const auto fits = [&](const EarlyLine& line) {
      splitCells(line.text, separator_, cells_);
      return hasShape(cells_);
    };
    return !early_.empty() && static_cast<std::size_t>(std::ranges::count_if(early_, fits)) * 2 > early_.size();
  }

  // Manufacturer, model and serial number in at least half of the lines. A comma within a value gives a line more
  // cells; lines with fewer cells are no identifiers.
  bool areIdentifiers() {
    std::size_t shaped = 0;
    std::size_t whole = 0;
    std::size_t few = 0;
    for (const EarlyLine& line : early_) {
      splitCells(line.text, separator_, cells_);
      few += cells_.size() < identifierCells ? 1 : 0;
      if (hasIdentifierShape(cells_)) {
        ++shaped;
        whole +=
            std::ranges::none_of(std::span(cells_).first(std::min(identifierCells, cells_.size())), isBlank) ? 1 : 0;
      }
    }
    const std::size_t all = early_.size();
    if (all == 0 || shaped * 2 < all || whole * 2 < all || few * 3 > all) {
      return false;
    }
    if (shaped < all) {
      sink_.problem({Rule::formatAssumed, early_.front().number, 0,
                     say(CsvId::formatAssumed, {{"shaped", std::to_string(shaped)}, {"all", std::to_string(all)}})});
    }
    return true;
  }

  // What the lines are when none names the columns; false when that is not known.
  bool decideWithoutHeader() {
    std::optional<Format> format = forced_;
    if (format) {
      separator_ = early_.empty() ? ',' : separatorOf(early_.front().text);
    }
    for (const char separator : separators) {
      if (!format) {
        separator_ = separator;
        format = areMostly(hasPartnerShape) ? std::optional(Format::partner)
                 : areIdentifiers()         ? std::optional(Format::corporate)
                                            : std::nullopt;
      }
    }
    if (format && !early_.empty()) {
      beginWithoutHeader(*format);
      return true;
    }
    refused_ = true;
    sink_.problem({Rule::notCsv, 0, 0, say(early_.empty() ? CsvId::fileBlank : CsvId::fileNoList)});
    return false;
  }

  static constexpr std::array<char, 3> separators{',', ';', '\t'};

  LineReader& lines_;
  std::optional<Format> forced_;
  TableSink& sink_;
  RowReader rows_;
  char separator_ = ',';
  bool found_ = false;            // the layout is known
  bool refused_ = false;          // it was reported to be no table of devices
  bool isMail_ = false;           // each line is quoted with ">"
  std::vector<EarlyLine> early_;  // before the header, or of a table that has none
  std::size_t earlyBytes_ = 0;
  std::vector<Cell> cells_;
  std::size_t feeds_ = 0;
  std::size_t firstFeed_ = 0;
  std::size_t returns_ = 0;
};

}  // namespace

Result<Format> readTable(LineReader& lines, std::optional<Format> forced, TableSink& sink) {
  return TableReader(lines, forced, sink).run();
}

Result<Format> readTable(ByteSource& source, std::optional<Format> forced, TableSink& sink) {
  LineReader lines(source);
  return readTable(lines, forced, sink);
}

}  // namespace preflight::csv
