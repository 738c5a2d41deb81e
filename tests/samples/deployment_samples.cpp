// Makes the deployment samples and films out of the scripts. Usage: deployment_samples SCRIPTS FOLDER
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "host/recording/sweep.h"
#include "samples/compact_sink.h"
#include "samples/deployment_plan.h"

using namespace preflight;
using namespace preflight::test;

namespace {

bool make(const Plan& plan, double minute, const std::filesystem::path& to) {
  FakeHost host;
  buildDevice(plan, minute, host);
  std::filesystem::remove_all(to);
  std::filesystem::create_directories(to.parent_path());
  // A film's pictures are many: each is a .zip.
  const bool zip = to.extension() == ".zip";
  Result<std::unique_ptr<RecordingSink>> sink =
      zip ? zipSink(to.string(), host.hostInfo.recordedAt) : folderSink(to.string());
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
  if (argc != 3) {
    fmt::print(stderr, "usage: deployment_samples SCRIPTS FOLDER\n");
    return 2;
  }
  try {
    for (const std::string& path : planFiles(argv[1])) {
      const Plan plan = readPlan(path);
      const std::filesystem::path to = std::filesystem::path(argv[2]) / plan.name;
      if (plan.minutes.size() == 1 && !make(plan, plan.minutes.front(), to)) {
        return 1;
      }
      for (std::size_t i = 0; plan.minutes.size() > 1 && i < plan.minutes.size(); ++i) {
        if (!make(plan, plan.minutes[i], to / fmt::format("{:02}.zip", i + 1))) {
          return 1;
        }
      }
    }
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
