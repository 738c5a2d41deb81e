// Makes the recordings of registration_samples.h. Usage: registration_samples FOLDER
#include "samples/registration_samples.h"

#include <cstdio>
#include <filesystem>

#include "host/recording/sweep.h"
#include "samples/compact_sink.h"

using namespace preflight;
using namespace preflight::test;

namespace {

bool make(const registration::Sample& sample, const std::filesystem::path& to) {
  FakeHost host;
  registration::makeDevice(sample, host);
  std::filesystem::remove_all(to);
  Result<std::unique_ptr<RecordingSink>> sink = folderSink(to.string());
  if (!sink) {
    fmt::print(stderr, "{}: {}\n", to.string(), describe(sink.error()));
    return false;
  }
  SweepOptions options;
  options.programVersion = "0.1.0";
  options.neverRunDiagnostics = true;
  const std::unique_ptr<RecordingSink> compact = compactSink(std::move(*sink));
  const Result<SweepSummary> summary = sweep(host, *compact, options);
  if (!summary) {
    fmt::print(stderr, "{}: {}\n", to.string(), describe(summary.error()));
  }
  return summary.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: registration_samples FOLDER\n");
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  for (const registration::Sample& sample : registration::samples) {
    if (!make(sample, std::filesystem::path(argv[1]) / sample.id)) {
      return 1;
    }
  }
  return 0;
}
