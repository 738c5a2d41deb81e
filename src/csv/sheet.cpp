#include "csv/sheet.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "csv/intune.h"
#include "csv/partner.h"
#include "csv/table_reader.h"
#include "text/csv_id.h"

namespace preflight::csv {
namespace {

constexpr std::size_t noLimit = static_cast<std::size_t>(-1);

constexpr std::array<FormatRules, 3> formats{{
    {Format::intune, CsvId::sheetIntune, maximumRows, noLimit, 3, 5, 0, 2, noColumn, Rule::rowLimit},
    {Format::partner, CsvId::sheetPartner, maximumPartnerRows, noLimit, 5, 5, 0, 2, 3, Rule::rowLimitPartner},
    {Format::corporate, CsvId::sheetCorporate, maximumCorporateRows, maximumCorporateBytes, 3, 3, 2, noColumn, 0,
     Rule::rowLimitCorporate},
}};

constexpr std::array<CsvId, 3> corporateColumns{CsvId::identifierManufacturer, CsvId::identifierModel,
                                                CsvId::identifierSerial};

// Rows of a file that is exactly of its format; of any other the first problem is kept, and nothing more is read.
class SheetSink final : public TableSink {
 public:
  SheetSink(const FormatRules& rules, Sheet& sheet) : rules_(rules), sheet_(sheet) {}

  void problem(Problem problem) override {
    // Bytes of other rows are kept, with their line ends.
    if (problem.rule != Rule::lineEndFeed && problem.rule != Rule::lineEndMixed) {
      refuse(std::move(problem));
    }
  }

  void row(TableRow& row) override {
    for (Problem& problem : row.problems) {
      if (problem.rule != Rule::blankEdge) {
        refuse(std::move(problem));
      }
    }
    checkBytes(row);
    if (sheet_.rows.size() == rules_.maximumRows) {
      refuse({rules_.limit, row.line, 0, say(CsvId::sheetTooMany, {{"most", std::to_string(rules_.maximumRows)}})});
    }
    if (problem_) {
      return;
    }
    SheetRow kept{std::string(row.text), endText(row.end), row.line, {}};
    for (const Cell& cell : row.cells) {
      kept.fields.emplace_back(cell.text);
    }
    sheet_.rows.push_back(std::move(kept));
  }

  bool keepsEmptyRows() const override { return true; }
  bool wantsMore() const override { return !problem_; }
  const std::optional<Problem>& found() const { return problem_; }

 private:
  void refuse(Problem problem) {
    if (!problem_) {
      problem_ = std::move(problem);
    }
  }

  // The reader takes blanks of every kind off a value and leaves the hash to those who can look into it.
  void checkBytes(const TableRow& row) {
    const auto bad = std::ranges::find_if(row.text, [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return c != ',' && (byte > 0x7F || forbidden(byte) != nullptr);
    });
    if (bad != row.text.end()) {
      refuse({Rule::character, row.line, static_cast<std::size_t>(bad - row.text.begin()) + 1,
              say(CsvId::sheetCharacter)});
    }
  }

  static std::string endText(LineReader::End end) {
    switch (end) {
      case LineReader::End::returnFeed:
        return "\r\n";
      case LineReader::End::feed:
        return "\n";
      case LineReader::End::returnAlone:
      case LineReader::End::none:
        break;
    }
    return {};
  }

  const FormatRules& rules_;
  Sheet& sheet_;
  std::optional<Problem> problem_;
};

tl::unexpected<Error> refused(const FormatRules& rules, const Problem& problem) {
  return fail(ErrorKind::invalid, say(CsvId::sheetRead, {{"file", rules.name}}),
              say(CsvId::sheetRefused, {{"line", std::to_string(std::max<std::size_t>(problem.line, 1))},
                                        {"column", std::to_string(std::max<std::size_t>(problem.column, 1))},
                                        {"problem", problem.message},
                                        {"rule", infoOf(problem.rule).number}}));
}

}  // namespace

Result<Sheet> parseSheet(Format format, std::string_view bytes) {
  Sheet sheet;
  SheetSink sink(rulesOf(format), sheet);
  const std::unique_ptr<ByteSource> source = memorySource(std::string(bytes));
  if (const Result<Format> read = readTable(*source, format, sink); !read) {
    return tl::unexpected(read.error());
  }
  if (sink.found()) {
    return refused(rulesOf(format), *sink.found());
  }
  const std::string_view first = bytes.substr(0, bytes.find('\n'));
  const bool hasEnd = first.size() < bytes.size();
  sheet.columns = static_cast<std::size_t>(std::ranges::count(first, ',')) + 1;
  sheet.lineEnd = hasEnd && !first.ends_with('\r') ? "\n" : "\r\n";
  sheet.headerHasNoEnd = !hasEnd && format != Format::corporate;
  return sheet;
}

const FormatRules& rulesOf(Format format) {
  return formats[static_cast<std::size_t>(format)];
}

std::size_t maximumRowsOf(Format format) {
  return rulesOf(format).maximumRows;
}

Result<std::vector<DeviceFields>> readDevices(Format format, std::string_view bytes) {
  return parseSheet(format, bytes).map([&](Sheet&& sheet) {
    const FormatRules& rules = rulesOf(format);
    std::vector<DeviceFields> devices;
    for (SheetRow& row : sheet.rows) {
      DeviceFields device;
      device.serialNumber = std::move(row.fields[rules.serialColumn]);
      device.hardwareHash = rules.hashColumn == noColumn ? "" : std::move(row.fields[rules.hashColumn]);
      if (format == Format::intune) {
        device.groupTag = row.fields.size() > 3 ? std::move(row.fields[3]) : "";
      } else {
        device.model = std::move(row.fields[rules.manufacturerColumn + 1]);
      }
      devices.push_back(std::move(device));
    }
    return devices;
  });
}

Result<void> checkFile(Format format, std::string_view bytes) {
  return parseSheet(format, bytes).map([](const Sheet&) {});
}

std::string headerOf(Format format, std::size_t columns) {
  switch (format) {
    case Format::intune:
      return headerLine(static_cast<Columns>(columns));
    case Format::partner:
      return partnerHeader();
    case Format::corporate:
    case Format::unknown:
      break;
  }
  return {};
}

std::string_view columnNameOf(Format format, std::size_t column) {
  switch (format) {
    case Format::intune:
      return columnName(static_cast<Field>(column));
    case Format::partner:
      return partnerColumns[column];
    case Format::corporate:
    case Format::unknown:
      break;
  }
  return catalogue::sentence(rowOf(corporateColumns[column]));
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

}  // namespace preflight::csv
