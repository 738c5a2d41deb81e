#include "export/tables/check.h"

#include <algorithm>

#include "base/text.h"
#include "csv/corporate.h"
#include "export/tables/device_index.h"
#include "export/tables/open_source.h"
#include "export/tables/row_checks.h"
#include "export/tables/swapped_columns.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

using csv::Format;
using csv::Rule;

constexpr std::size_t mostRemembered = 1'000'000;  // devices that later ones are compared with

struct Place {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
};

// What is known of all files together.
struct Seen {
  // Of each format: a device is in the files of several, since they are for several portals.
  std::array<DeviceIndex, csv::formatCount> devices;
  std::vector<Place> places;
};

Rule limitRule(Format format) {
  switch (format) {
    case Format::partner:
      return Rule::rowLimitPartner;
    case Format::corporate:
      return Rule::rowLimitCorporate;
    default:
      return Rule::rowLimit;
  }
}

// The rules for one file.
class Checker final : public csv::TableSink {
 public:
  Checker(FileCheck& result, Seen& seen, const CheckRequest& request, std::size_t file)
      : result_(result),
        seen_(seen),
        request_(request),
        file_(file),
        rowChecker_(request.now),
        repeats_(request.keptOfEach) {}

  void problem(csv::Problem problem) override { result_.problems.add(std::move(problem)); }

  void row(csv::TableRow& row) override {
    ++result_.rows;
    countLimits(row);
    rowChecker_.check(row);
    for (csv::Problem& found : row.problems) {
      problem(std::move(found));
    }
    if (row.readable) {
      checkSerials(row);
      checkRepeated(row);
    }
  }

  void end() {
    if (result_.format == Format::unknown) {
      return;
    }
    const std::size_t limit = csv::rowLimit(result_.format);
    if (result_.rows == 0) {
      problem({Rule::noDevice, 0, 0, say(CsvId::noDevice)});
    } else if (result_.rows > limit) {
      problem({limitRule(result_.format), firstTooMany_, 0,
               say(CsvId::tooMany, {{"count", std::to_string(result_.rows)}, {"most", std::to_string(limit)}})});
    }
    if (result_.format == Format::corporate && bytes_ > csv::maximumCorporateBytes) {
      problem({Rule::sizeLimit, 0, 0, say(CsvId::sizeLimit)});
    }
    if (auto swapped = columns_.words()) {
      problem({Rule::columnsSwapped, firstRow_, 0, std::move(*swapped)});
    } else {
      result_.problems.add(std::move(repeats_));
    }
  }

 private:
  void countLimits(const csv::TableRow& row) {
    if (result_.rows == csv::rowLimit(row.format) + 1) {
      firstTooMany_ = row.line;
    }
    if (result_.rows == 1) {
      firstRow_ = row.line;
    }
    for (const std::string_view value : row.values) {
      bytes_ += value.size() + 1;
    }
  }

  // Without a hash nothing but the values themselves shows whether the serial number is in its column.
  void checkSerials(const csv::TableRow& row) {
    if (rowChecker_.checked() != nullptr) {
      return;
    }
    if (row.format == Format::corporate) {
      if (const auto other = columns_.sharing(row)) {
        repeats_.add({Rule::serialShared, row.line, row.place(csv::Column::serialNumber),
                      say(CsvId::serialShared, {{"serial", printable(row.value(csv::Column::serialNumber), 80)},
                                                {"line", std::to_string(other->line)},
                                                {"device", printable(other->device, 120)}})});
      }
    }
    columns_.add(row);
  }

  void checkRepeated(const csv::TableRow& row) {
    if (seen_.places.size() == mostRemembered) {
      return;
    }
    const auto number = static_cast<std::uint32_t>(seen_.places.size());
    const std::vector<std::uint32_t> same = seen_.devices[static_cast<std::size_t>(row.format)].add(
        row, rowChecker_.serialIdentifies(), rowChecker_.checked(), number);
    seen_.places.push_back({static_cast<std::uint32_t>(file_), static_cast<std::uint32_t>(row.line)});
    if (same.empty()) {
      return;
    }
    const Place& other = seen_.places[*std::ranges::min_element(same)];
    const std::string_view serial = row.value(csv::Column::serialNumber);
    const Args args{{"line", std::to_string(other.line)},
                    {"file", printable(request_.files[other.file], 300)},
                    {"serial", printable(serial, 80)}};
    Problems& found = rowChecker_.checked() == nullptr ? repeats_ : result_.problems;
    if (other.file == file_) {
      found.add({Rule::duplicateDevice, row.line, 0,
                 say(serial.empty() ? CsvId::duplicateLineUnnamed : CsvId::duplicateLine, args)});
    } else {
      found.add({Rule::duplicateAcrossFiles, row.line, 0,
                 say(serial.empty() ? CsvId::duplicateFileUnnamed : CsvId::duplicateFile, args)});
    }
  }

  FileCheck& result_;
  Seen& seen_;
  const CheckRequest& request_;
  std::size_t file_;
  RowChecker rowChecker_;
  SwappedColumns columns_;
  Problems repeats_;  // that mean nothing when the columns are swapped
  std::size_t firstRow_ = 0;
  std::size_t firstTooMany_ = 0;
  std::size_t bytes_ = 0;
};

Result<Format> readFile(const std::string& file, std::optional<Format> forced, csv::TableSink& sink) {
  const Result<std::unique_ptr<csv::ByteSource>> source = openSource(file);
  if (!source) {
    return tl::unexpected(source.error());
  }
  return csv::readTable(**source, forced, sink);
}

}  // namespace

void check(const CheckRequest& request, const std::function<void(FileCheck&)>& sink) {
  Seen seen;
  for (std::size_t i = 0; i < request.files.size(); ++i) {
    FileCheck result{request.files[i], std::nullopt, Format::unknown, 0, Problems(request.keptOfEach)};
    Checker checker(result, seen, request, i);
    const Result<Format> format = readFile(request.files[i], request.format, checker);
    if (format) {
      result.format = *format;
      checker.end();
    } else {
      result.unreadable = format.error();
    }
    result.problems.sort();
    sink(result);
  }
}

}  // namespace preflight::tables
