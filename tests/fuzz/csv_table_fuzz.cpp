// The input is a file of devices in any form: read by lines in blocks of every size, judged, and written again.
#include <algorithm>

#include "csv/intune.h"
#include "export/tables/merged_rows.h"
#include "export/tables/row_checks.h"
#include "require.h"

using namespace preflight;

namespace {

// A pipe that gives a few bytes at a time.
class Trickle final : public ByteSource {
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
  LineReader reader(source);
  std::vector<std::string> lines;
  std::string_view line;
  while (reader.next(line).value()) {
    FUZZ_REQUIRE(line.size() <= LineReader::longestLine + 1);
    FUZZ_REQUIRE(line.find('\n') == std::string_view::npos);
    lines.emplace_back(line);
    FUZZ_REQUIRE(reader.lineNumber() == lines.size());
  }
  return lines;
}

// A row that nothing keeps out can be written, and the file is one that Intune's own form allows.
class Judging final : public CsvSink {
 public:
  void problem(csv::Problem problem) override {
    FUZZ_REQUIRE(!problem.message.empty());
    ++problems_;
  }
  void row(CsvRow& row) override {
    FUZZ_REQUIRE(row.line > 0 && row.line >= line_);
    line_ = row.line;
    judge_.judge(row);
    for (const std::uint32_t each : devices_.add(row, judge_.checked(), rows_)) {
      FUZZ_REQUIRE(each < rows_);
    }
    ++rows_;
    const bool stays = std::none_of(row.problems.begin(), row.problems.end(), [](const csv::Problem& each) {
      return csv::infoOf(each.rule).severity == csv::Severity::error && !csv::infoOf(each.rule).mendable;
    });
    if (row.readable && stays && row.format == csv::Format::intune) {
      write(row);
    }
  }
  std::size_t problems() const { return problems_; }
  std::size_t rows() const { return rows_; }

 private:
  void write(const CsvRow& row) {
    KeptRow kept;
    std::copy(row.values.begin(), row.values.end(), kept.values.begin());
    if (judge_.mendedHash()) {
      kept.value(csv::Column::hardwareHash) = *judge_.mendedHash();
    }
    std::vector<std::string> notes;
    FUZZ_REQUIRE(shape(csv::Format::intune, kept, notes).has_value());
    const auto written = writeRows(csv::Format::intune, {&kept});
    FUZZ_REQUIRE(written.has_value());
    FUZZ_REQUIRE(csv::parseIntune(*written).has_value());
  }

  CsvJudge judge_{std::nullopt};
  DeviceIndex devices_;
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
    Judging judging;
    const Result<csv::Format> format = readCsv(source, forced, judging);
    FUZZ_REQUIRE(format.has_value());
    FUZZ_REQUIRE(*format != csv::Format::unknown || (judging.rows() == 0 && judging.problems() > 0));
  }
  return 0;
}
