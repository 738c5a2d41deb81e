// The input is a file of devices in any form: read by lines in blocks of every size, judged, and written again.
#include <algorithm>

#include "csv/append.h"
#include "csv/intune.h"
#include "export/tables/device_index.h"
#include "export/tables/row_checks.h"
#include "export/tables/target_format.h"
#include "require.h"

using namespace preflight;

namespace {

// A pipe that gives a few bytes at a time.
class Trickle final : public csv::ByteSource {
 public:
  Trickle(std::string_view bytes, std::size_t step) : bytes_(bytes), step_(step) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t size = std::min({buffer.size(), bytes_.size(), step_});
    std::copy_n(bytes_.data(), size, buffer.data());
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
  std::size_t step_;
};

std::vector<std::string> linesOf(std::string_view bytes, std::size_t step) {
  Trickle source(bytes, step);
  csv::LineReader reader(source);
  std::vector<std::string> lines;
  std::string_view line;
  while (reader.next(line).value()) {
    FUZZ_REQUIRE(line.size() <= csv::LineReader::longestLine + 1);
    FUZZ_REQUIRE(line.find('\n') == std::string_view::npos);
    lines.emplace_back(line);
    FUZZ_REQUIRE(reader.lineNumber() == lines.size());
  }
  return lines;
}

// A row that nothing keeps out can be written, and the file is one that Intune's own form allows.
class Checking final : public csv::TableSink {
 public:
  void problem(csv::Problem problem) override {
    FUZZ_REQUIRE(!problem.message.empty());
    ++problems_;
  }
  void row(csv::TableRow& row) override {
    FUZZ_REQUIRE(row.line > 0 && row.line >= line_);
    line_ = row.line;
    checker_.check(row);
    for (const std::uint32_t each : devices_.add(row, checker_.serialIdentifies(), checker_.checked(), rows_)) {
      FUZZ_REQUIRE(each < rows_);
    }
    ++rows_;
    const bool stays = std::none_of(row.problems.begin(), row.problems.end(), [](const csv::Problem& each) {
      return csv::infoOf(each.rule).severity == csv::Severity::error && !csv::infoOf(each.rule).repairable;
    });
    if (row.readable && stays && row.format == csv::Format::intune) {
      write(row);
    }
  }
  std::size_t problems() const { return problems_; }
  std::size_t rows() const { return rows_; }

 private:
  void write(const csv::TableRow& row) {
    tables::MergedRow kept;
    std::copy(row.values.begin(), row.values.end(), kept.values.begin());
    if (checker_.repairedHash()) {
      kept.value(csv::Column::hardwareHash) = *checker_.repairedHash();
    }
    FUZZ_REQUIRE(!tables::unfitFor(csv::Format::intune, kept));
    tables::Merged merged;
    merged.inputs.push_back({"", csv::Format::intune, 1, tables::Problems(1)});
    std::vector<tables::MergedRow*> all{&kept};
    tables::toTargetFormat(all, merged);
    const auto written = tables::writeRows(csv::Format::intune, all);
    FUZZ_REQUIRE(written.has_value());
    FUZZ_REQUIRE(csv::checkFile(csv::Format::intune, *written).has_value());
  }

  tables::RowChecker checker_{std::nullopt};
  tables::DeviceIndex devices_;
  std::size_t problems_ = 0;
  std::size_t line_ = 0;
  std::uint32_t rows_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> whole = linesOf(input, input.size() + 1);
  FUZZ_REQUIRE(whole == linesOf(input, 1));
  FUZZ_REQUIRE(whole == linesOf(input, 3));
  using Forced = std::optional<csv::Format>;
  for (const Forced forced : {Forced(), Forced(csv::Format::partner), Forced(csv::Format::corporate)}) {
    Trickle source(input, 1U << 20);
    Checking checking;
    const Result<csv::Format> format = csv::readTable(source, forced, checking);
    FUZZ_REQUIRE(format.has_value());
    FUZZ_REQUIRE(*format != csv::Format::unknown || (checking.rows() == 0 && checking.problems() > 0));
  }
  return 0;
}
