// Runs the collectors in parallel, each with its deadline, and holds the report that command line and page show.
// A collector that never returns costs its own part of the report and nothing else: its thread is left behind.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "collect/collector.h"
#include "host/host.h"
#include "model/report.h"

namespace preflight {

class Collection {
 public:
  using Clock = std::chrono::steady_clock;

  struct Progress {
    std::string_view id;
    std::string_view label;
    bool done = false;
    std::chrono::milliseconds time{};  // so far, or what it took
  };

  // Starts the collectors. `wake` is called from their threads whenever one has ended; it must not block.
  Collection(const std::shared_ptr<const Host>& host, const CollectOptions& options, std::span<const Collector> which,
             std::function<void()> wake = {});
  ~Collection();
  Collection(const Collection&) = delete;
  Collection& operator=(const Collection&) = delete;

  // The report as it stands; collectors past their deadline have been given up. Cheap when nothing has changed.
  Report report();
  // Grows whenever the report changes.
  std::uint64_t version();
  std::vector<Progress> progress();
  bool finished();
  // When `report` should be asked again at the latest: the next deadline, or nothing when all have ended.
  std::optional<Clock::time_point> nextDeadline();

  // Blocks until all have ended or were given up.
  Report wait();

  // True when threads were left behind: the process must then end without waiting for them (exitNow).
  bool hasLeftBehind();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

// For commands: the finished report. A recording is read on the calling thread, since nothing in it can hang; a live
// device as above. `leftBehind` becomes true when a thread was.
Report collectAndWait(const std::shared_ptr<const Host>& host, const CollectOptions& options,
                      std::span<const Collector> which, bool& leftBehind);

// Ends the process at once, with its output flushed, whatever other threads do.
[[noreturn]] void exitNow(int code);

}  // namespace preflight
