// A recording with 200,000 event records, opened for the identity alone, against reading its small files with the same
// parser.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "collect/parts.h"
#include "host/recording/recording.h"
#include "host/recording/sweep.h"
#include "support/sample_device.h"

using namespace preflight;

namespace {

namespace fs = std::filesystem;

fs::path bigRecording() {
  static const fs::path folder = [] {
    const fs::path to = fs::temp_directory_path() / "preflight-bench-recording";
    fs::remove_all(to);
    test::FakeHost host;
    test::makeLaptopInOobe(host);
    constexpr const char* channel = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";
    for (std::uint64_t i = 1; i <= 200'000; ++i) {
      EventRecord record;
      record.channel = channel;
      record.provider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
      record.id = 100;
      record.level = 4;
      record.recordId = i;
      record.time = UtcTime{1'774'000'000'000 + static_cast<std::int64_t>(i)};
      record.xml =
          "<Event><System><EventID>100</EventID></System><EventData><Data>no policy yet</Data></EventData></Event>";
      host.eventChannels[channel].records.push_back(std::move(record));
    }
    auto sink = folderSink(to.string());
    SweepOptions options;
    options.logLimitBytes = 1ULL << 30;
    options.eventLimit = 1'000'000;
    if (!sink || !sweep(host, **sink, options)) {
      std::abort();
    }
    return to;
  }();
  return folder;
}

std::string readWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void readSmallFiles(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") {
      benchmark::DoNotOptimize(nlohmann::json::parse(readWhole(entry.path())));
    }
  }
}

void identityAlone(benchmark::State& state) {
  const fs::path folder = bigRecording();
  using Clock = std::chrono::steady_clock;
  std::chrono::duration<double> base{};
  std::chrono::duration<double> subject{};
  for (auto step : state) {
    static_cast<void>(step);
    const auto begin = Clock::now();
    readSmallFiles(folder);
    const auto middle = Clock::now();
    const auto host = openRecording(folder.string());
    if (!host || !collectIdentity(**host, {}).serialNumber.known()) {
      state.SkipWithError("the identity could not be read");
      return;
    }
    const auto end = Clock::now();
    base += middle - begin;
    subject += end - middle;
    state.SetIterationTime(std::chrono::duration<double>(end - middle).count());
  }
  state.counters["ratio"] = subject.count() / base.count();
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    bytes += entry.is_regular_file() ? entry.file_size() : 0;
  }
  state.counters["recording_MB"] = static_cast<double>(bytes) / 1e6;
}

BENCHMARK(identityAlone)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(300);

}  // namespace

BENCHMARK_MAIN();
