// Asks a Host for everything in sweep_set.h and writes the answers as a recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/host.h"
#include "host/recording/sink.h"

namespace preflight {

struct SweepOptions {
  std::string programVersion;
  // Called before each step: its name, its number from 0, and how many there are.
  std::function<void(std::string_view step, std::size_t number, std::size_t total)> progress;
  std::uint64_t logLimitBytes = 20'000'000;  // the newest so many of each log and event channel
  std::size_t eventLimit = 20'000;           // records of one channel
  // Microsoft's tool is asked (it takes up to three minutes) only when the hash cannot be had through WMI.
  DiagnosticsRequest diagnostics;
  bool neverRunDiagnostics = false;
  std::function<void()> toolStarts;  // called before it runs: it may write to the firmware; may be empty
};

struct SweepSummary {
  std::size_t answers = 0;      // questions that were asked
  std::uint64_t bytes = 0;      // written, before compression
  std::vector<Error> problems;  // answers that are errors; what is merely absent or unsupported is not among them
};

// What the device refuses is recorded as refused; the only errors are those of writing. Calls sink.finish().
Result<SweepSummary> sweep(const Host& host, RecordingSink& sink, const SweepOptions& options);

}  // namespace preflight
