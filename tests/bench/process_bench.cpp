// Whole processes against a static hello-world started beside them, in turn, so that both see the same machine.
// Environment: BENCH_BASE and BENCH_SUBJECT, each a command line of words without blanks; BENCH_NAME.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> words(const char* variable) {
  std::istringstream text(std::getenv(variable) != nullptr ? std::getenv(variable) : "");
  std::vector<std::string> all;
  for (std::string word; text >> word;) {
    all.push_back(word);
  }
  return all;
}

// Seconds from start to end; negative when the command failed.
double run(const std::vector<std::string>& command) {
  std::vector<char*> argv;
  for (const std::string& each : command) {
    argv.push_back(const_cast<char*>(each.c_str()));
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = -1;
  const auto begin = Clock::now();
  const bool started = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0;
  if (started) {
    waitpid(child, &status, 0);
  }
  const std::chrono::duration<double> took = Clock::now() - begin;
  posix_spawn_file_actions_destroy(&actions);
  return started && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? took.count() : -1;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void wholeProcess(benchmark::State& state) {
  const std::vector<std::string> base = words("BENCH_BASE");
  const std::vector<std::string> subject = words("BENCH_SUBJECT");
  if (base.empty() || subject.empty() || run(base) < 0 || run(subject) < 0) {
    state.SkipWithError("a command could not be run");
    return;
  }
  std::vector<double> bases;
  std::vector<double> subjects;
  for (auto step : state) {
    static_cast<void>(step);
    bases.push_back(run(base));
    subjects.push_back(run(subject));
    state.SetIterationTime(subjects.back());
  }
  state.counters["base_ms"] = median(bases) * 1000;
  state.counters["median_ms"] = median(subjects) * 1000;
  state.counters["ratio"] = median(subjects) / median(bases);
}

}  // namespace

int main(int argc, char** argv) {
  const char* name = std::getenv("BENCH_NAME");
  const char* runs = std::getenv("BENCH_RUNS");
  benchmark::RegisterBenchmark(name != nullptr ? name : "process", wholeProcess)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(runs != nullptr ? std::atoi(runs) : 200);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
