#include "export/tables/check.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "csv/corporate.h"
#include "export/tables/row_checks.h"

namespace preflight {
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
  // Of each format: a device stands in the files of several, since they are for several portals.
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

class FileCheck final : public CsvSink {
 public:
  FileCheck(CsvFileCheck& result, Seen& seen, const CsvCheckRequest& request, std::size_t file)
      : result_(result), seen_(seen), request_(request), file_(file), judge_(request.now) {}

  void problem(csv::Problem problem) override { result_.problems.add(std::move(problem)); }

  void row(CsvRow& row) override {
    ++result_.rows;
    limits(row);
    judge_.judge(row);
    for (csv::Problem& each : row.problems) {
      problem(std::move(each));
    }
    if (row.readable) {
      duplicate(row);
    }
  }

  void end() {
    const std::size_t limit = csv::rowLimit(result_.format);
    if (result_.format == Format::unknown) {
      return;
    }
    if (result_.rows == 0) {
      problem({Rule::noDevice, 0, 0, "there is no device in it"});
    } else if (result_.rows > limit) {
      problem({limitRule(result_.format), firstTooMany_, 0,
               fmt::format("{} devices are more than the {} that one file may hold", result_.rows, limit)});
    }
    if (result_.format == Format::corporate && bytes_ > csv::maximumCorporateBytes) {
      problem({Rule::sizeLimit, 0, 0, "the file is larger than 5 MB"});
    }
  }

 private:
  void limits(const CsvRow& row) {
    if (result_.rows == csv::rowLimit(row.format) + 1) {
      firstTooMany_ = row.line;
    }
    for (const std::string_view each : row.values) {
      bytes_ += each.size() + 1;
    }
  }

  void duplicate(const CsvRow& row) {
    if (seen_.places.size() == mostRemembered) {
      return;
    }
    const auto number = static_cast<std::uint32_t>(seen_.places.size());
    const std::vector<std::uint32_t> same =
        seen_.devices[static_cast<std::size_t>(row.format)].add(row, judge_.checked(), number);
    seen_.places.push_back({static_cast<std::uint32_t>(file_), static_cast<std::uint32_t>(row.line)});
    if (same.empty()) {
      return;
    }
    const Place& other = seen_.places[*std::min_element(same.begin(), same.end())];
    const std::string_view serial = row.value(csv::Column::serialNumber);
    const std::string device = serial.empty() ? "this device" : fmt::format("the device '{}'", printable(serial, 80));
    if (other.file == file_) {
      problem({Rule::duplicateDevice, row.line, 0, fmt::format("{} stands on line {} already", device, other.line)});
    } else {
      problem({Rule::duplicateAcrossFiles, row.line, 0,
               fmt::format("{} stands in {} on line {} already", device, printable(request_.files[other.file], 300),
                           other.line)});
    }
  }

  CsvFileCheck& result_;
  Seen& seen_;
  const CsvCheckRequest& request_;
  std::size_t file_;
  CsvJudge judge_;
  std::size_t firstTooMany_ = 0;
  std::size_t bytes_ = 0;
};

Result<Format> readFile(const std::string& file, std::optional<Format> forced, CsvSink& sink) {
  if (file == "-") {
    return readCsv(*standardInputSource(), forced, sink);
  }
  const Result<std::unique_ptr<ByteSource>> source = openFileSource(file);
  if (!source) {
    return tl::unexpected(source.error());
  }
  return readCsv(**source, forced, sink);
}

}  // namespace

void CsvProblems::add(csv::Problem problem) {
  if (counts_[static_cast<std::size_t>(problem.rule)]++ < keptOfEach_) {
    kept_.push_back(std::move(problem));
  }
}

std::size_t CsvProblems::count(csv::Severity severity) const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    sum += csv::infoOf(static_cast<Rule>(i)).severity == severity ? counts_[i] : 0;
  }
  return sum;
}

void CsvProblems::sort() {
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const csv::Problem& a, const csv::Problem& b) { return a.line < b.line; });
}

void checkCsv(const CsvCheckRequest& request, const std::function<void(CsvFileCheck&)>& sink) {
  Seen seen;
  for (std::size_t i = 0; i < request.files.size(); ++i) {
    CsvFileCheck result{request.files[i], std::nullopt, Format::unknown, 0, CsvProblems(request.keptOfEach)};
    FileCheck check(result, seen, request, i);
    const Result<Format> format = readFile(request.files[i], request.format, check);
    if (format) {
      result.format = *format;
      check.end();
    } else {
      result.unreadable = format.error();
    }
    result.problems.sort();
    sink(result);
  }
}

}  // namespace preflight
