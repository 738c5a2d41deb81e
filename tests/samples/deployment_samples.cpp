// Makes the deployment samples and films out of the scripts. Usage: deployment_samples SCRIPTS FOLDER
#include <fmt/format.h>

#include <cstdio>

#include "samples/deployment_plan.h"
#include "samples/write_sample.h"

using namespace preflight;
using namespace preflight::test;

namespace {

SampleFiles filesAt(const Plan& plan, double minute) {
  FakeHost host;
  buildDevice(plan, minute, host);
  return sampleFiles(host);
}

// A film's pictures are many and much alike: of each only what the one before it does not have.
void makeFilm(const Plan& plan, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  SampleFiles before;
  for (std::size_t i = 0; i < plan.minutes.size(); ++i) {
    const SampleFiles files = filesAt(plan, plan.minutes[i]);
    writeSample(changedFiles(files, before), to / fmt::format("{:02}", i + 1));
    for (const auto& [name, bytes] : files) {
      before[name] = bytes;
    }
  }
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
      if (plan.minutes.size() > 1) {
        makeFilm(plan, to);
      } else {
        writeSample(filesAt(plan, plan.minutes.front()), to);
      }
    }
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
