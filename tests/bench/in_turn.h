// Two commands in turn, so that both see the same machine: what the benches of whole processes have in common.
// Environment: BENCH_BASE and BENCH_SUBJECT, each a command line of words without blanks; BENCH_NAME; BENCH_RUNS.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace preflight::bench {

using Command = std::vector<std::string>;

inline Command words(const char* variable) {
  std::istringstream text(std::getenv(variable) != nullptr ? std::getenv(variable) : "");
  Command all;
  for (std::string word; text >> word;) {
    all.push_back(word);
  }
  return all;
}

inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

// `base` and `subject` run a command each and give its seconds; negative: it failed. Their medians and the ratio of
// these are the result.
inline void inTurn(benchmark::State& state, const std::function<double()>& base,
                   const std::function<double()>& subject) {
  std::vector<double> bases;
  std::vector<double> subjects;
  for (auto step : state) {
    static_cast<void>(step);
    bases.push_back(base());
    subjects.push_back(subject());
    if (bases.back() < 0 || subjects.back() < 0) {
      state.SkipWithError("a run failed, or ended otherwise than the one before");
      return;
    }
    state.SetIterationTime(subjects.back());
  }
  state.counters["base_ms"] = median(bases) * 1000;
  state.counters["median_ms"] = median(subjects) * 1000;
  state.counters["ratio"] = median(subjects) / median(bases);
}

inline int runBench(int argc, char** argv, const char* name, void (*bench)(benchmark::State&), int runs) {
  const char* otherName = std::getenv("BENCH_NAME");
  const char* otherRuns = std::getenv("BENCH_RUNS");
  benchmark::RegisterBenchmark(otherName != nullptr ? otherName : name, bench)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(otherRuns != nullptr ? std::atoi(otherRuns) : runs);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace preflight::bench
