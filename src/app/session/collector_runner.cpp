#include "app/session/collector_runner.h"

#include "base/background.h"
#include "text/error_id.h"

#include <condition_variable>
#include <mutex>

namespace preflight {

struct Collection::Shared {
  struct Job {
    const Collector* collector = nullptr;
    Clock::time_point started{};
    bool done = false;      // ended or given up
    bool returned = false;  // the thread came back
    std::chrono::milliseconds took{};
  };

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Job> jobs;
  Report report;
  std::uint64_t version = 1;
  std::function<void()> wake;

  void end(Job& job, FactState state) {
    job.done = true;
    job.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - job.started);
    report.runs.push_back({std::string(job.collector->id), state, job.took.count()});
    ++version;
  }

  void giveUpLate() {
    const Clock::time_point now = Clock::now();
    for (Job& job : jobs) {
      if (!job.done && now >= job.started + job.collector->deadline) {
        const auto limit = std::chrono::duration_cast<std::chrono::seconds>(job.collector->deadline);
        job.collector->giveUp(report, readError(ErrorKind::timedOut, std::string(job.collector->label),
                                                {ErrorId::whyNoAnswer, {{"seconds", std::to_string(limit.count())}}}));
        end(job, FactState::timedOut);
      }
    }
  }

  bool allDone() const {
    for (const Job& job : jobs) {
      if (!job.done) {
        return false;
      }
    }
    return true;
  }

  std::optional<Clock::time_point> deadline() const {
    std::optional<Clock::time_point> first;
    for (const Job& job : jobs) {
      const Clock::time_point at = job.started + job.collector->deadline;
      if (!job.done && (!first || at < *first)) {
        first = at;
      }
    }
    return first;
  }

  // On the collector's own thread.
  static void work(const std::shared_ptr<Shared>& shared, std::size_t index, const std::shared_ptr<const Host>& host,
                   const CollectOptions& options) {
    const Collector* collector = shared->jobs[index].collector;
    Fill fill;
    try {
      fill = collector->collect(*host, options);
    } catch (const std::exception&) {
      const Error error = readError(ErrorKind::failed, std::string(collector->label), ErrorId::whyInnerError);
      fill = [collector, error](Report& filled) { collector->giveUp(filled, error); };
    }
    const std::lock_guard lock(shared->mutex);
    Job& job = shared->jobs[index];
    job.returned = true;
    if (!job.done) {  // an answer after the deadline comes too late: what was said stays said
      fill(shared->report);
      shared->end(job, FactState::known);
    }
    shared->changed.notify_all();
    if (shared->wake) {
      shared->wake();
    }
  }
};

Collection::Collection(const std::shared_ptr<const Host>& host, const CollectOptions& options,
                       std::span<const Collector> which, std::function<void()> wake)
    : shared_(std::make_shared<Shared>()) {
  shared_->report = emptyReport(*host);
  shared_->wake = std::move(wake);
  for (const Collector& each : which) {
    shared_->jobs.push_back({&each, Clock::now(), false, false, {}});
  }
  for (std::size_t i = 0; i < shared_->jobs.size(); ++i) {
    const auto work = [shared = shared_, i, host, options] { Shared::work(shared, i, host, options); };
    if (const Result<void> started = startDetached(work); !started) {
      const std::lock_guard lock(shared_->mutex);
      Shared::Job& job = shared_->jobs[i];
      job.returned = true;
      job.collector->giveUp(shared_->report, started.error());
      shared_->end(job, FactState::failed);
    }
  }
}

Collection::~Collection() {
  const std::lock_guard lock(shared_->mutex);
  shared_->wake = {};
}

Report Collection::report() {
  const std::lock_guard lock(shared_->mutex);
  shared_->giveUpLate();
  return shared_->report;
}

std::uint64_t Collection::version() {
  const std::lock_guard lock(shared_->mutex);
  shared_->giveUpLate();
  return shared_->version;
}

std::vector<Collection::Progress> Collection::progress() {
  const std::lock_guard lock(shared_->mutex);
  shared_->giveUpLate();
  std::vector<Progress> list;
  for (const Shared::Job& job : shared_->jobs) {
    list.push_back(
        {job.collector->id, job.collector->label, job.done,
         job.done ? job.took : std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - job.started)});
  }
  return list;
}

bool Collection::finished() {
  const std::lock_guard lock(shared_->mutex);
  shared_->giveUpLate();
  return shared_->allDone();
}

std::optional<Collection::Clock::time_point> Collection::nextDeadline() {
  const std::lock_guard lock(shared_->mutex);
  return shared_->deadline();
}

Report Collection::wait() {
  std::unique_lock lock(shared_->mutex);
  while (true) {
    shared_->giveUpLate();
    const std::optional<Clock::time_point> deadline = shared_->deadline();
    if (!deadline) {
      return shared_->report;
    }
    shared_->changed.wait_until(lock, *deadline);
  }
}

bool Collection::hasLeftBehind() {
  const std::lock_guard lock(shared_->mutex);
  for (const Shared::Job& job : shared_->jobs) {
    if (!job.returned) {
      return true;
    }
  }
  return false;
}

Report collectAndWait(const std::shared_ptr<const Host>& host, const CollectOptions& options,
                      std::span<const Collector> which, bool& leftBehind) {
  if (host->info().kind == HostKind::live) {
    Collection collection(host, options, which);
    Report report = collection.wait();
    leftBehind = leftBehind || collection.hasLeftBehind();
    return report;
  }
  Report report = emptyReport(*host);
  for (const Collector& each : which) {
    const auto begin = Collection::Clock::now();
    each.collect(*host, options)(report);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Collection::Clock::now() - begin);
    report.runs.push_back({std::string(each.id), FactState::known, took.count()});
  }
  return report;
}

void exitNow(int code) {
  std::fflush(nullptr);
  std::_Exit(code);
}

}  // namespace preflight
