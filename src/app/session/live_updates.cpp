#include "app/session/live_updates.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/background.h"
#include "collect/deployment/intune_agent.h"
#include "host/watch.h"

namespace preflight {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds settle{100};        // several values are written one after the other
constexpr milliseconds mostPause{1000};    // between two readings of what changes all the time
constexpr int lookShare = 100;             // looking takes at most this part of the time, one percent,
constexpr milliseconds longestLook{3000};  // unless so much lies between two looks
constexpr int readShare = 20;  // reading what changes all the time takes this part, as long as its pause allows
constexpr int seldom = 15;     // what tells of itself is looked at every so many times, should it have stopped

std::vector<WatchedSource> makeSources() {
  std::vector<WatchedSource> watched;
  const auto add = [&](SourceKind kind, std::string_view name, std::string_view collector) {
    const auto known = std::ranges::find_if(
        watched, [&](const WatchedSource& source) { return source.kind == kind && source.name == name; });
    WatchedSource& source = known != watched.end() ? *known : watched.emplace_back(WatchedSource{kind, name, {}});
    source.collectors.push_back(collector);
  };
  for (const Collector& collector : collectors()) {
    for (const Source& source : collector.sources) {
      if (source.isWatched) {
        add(source.kind, source.name, collector.id);
      }
    }
  }
  for (const std::string_view path : AgentLogs::paths) {
    add(SourceKind::file, path, agentLogsId);
  }
  return watched;
}

// What tells one state of a polled source from another.
std::string markOf(const Host& device, const WatchedSource& source) {
  if (source.kind == SourceKind::channel) {
    EventQuery query;
    query.channel = source.name;
    query.limit = 1;
    query.timeout = milliseconds(2000);
    const Result<EventAnswer> answer = device.events(query);
    if (!answer) {
      return "error " + std::to_string(answer.error().code);
    }
    return answer->records.empty() ? "empty" : std::to_string(answer->records.front().recordId);
  }
  // The folder's own entry is not asked: Windows brings it up to date when the writer closes the file.
  const Result<FileContent> file = device.file(source.name, {0, true});
  return file ? std::to_string(file->size) + ' ' + std::to_string(file->modified.milliseconds)
              : "error " + std::to_string(file.error().code);
}

}  // namespace

std::span<const WatchedSource> watchedSources() {
  static const std::vector<WatchedSource> sources = makeSources();
  return sources;
}

struct DeviceWatch::Shared {
  mutable std::mutex mutex;
  std::condition_variable changed;
  DeviceWatchOptions options;
  bool stop = false;
  bool may = false;
  bool watching = false;
  bool inside = false;  // a question, but for the waiting one, which always comes back
  std::vector<ReadAnew> fills;

  // On the thread alone:
  std::vector<std::size_t> told;  // sources by their places in the Host's watch
  std::map<std::size_t, std::string> marks;
  std::map<std::size_t, Steady::time_point> due;  // not to be read before
  std::set<std::size_t> pending;
  Steady::time_point nextLook{};
  milliseconds lastLook{0};
  int looks = 0;
  AgentLogs logs;

  bool stopped() const {
    const std::lock_guard lock(mutex);
    return stop;
  }
  void enter(bool isInside) {
    const std::lock_guard lock(mutex);
    inside = isInside;
  }

  // The names of one kind, and their sources behind those that are there.
  std::vector<std::string> namesOf(SourceKind kind) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < options.sources.size(); ++i) {
      if (options.sources[i].kind == kind) {
        told.push_back(i);
        names.emplace_back(options.sources[i].name);
      }
    }
    return names;
  }

  std::unique_ptr<HostWatch> begin() {
    WatchRequest what;
    what.keys = namesOf(SourceKind::registry);
    what.channels = namesOf(SourceKind::channel);
    Result<std::unique_ptr<HostWatch>> watch = watchHost(*options.device, what);
    return watch ? std::move(*watch) : nullptr;
  }

  bool tells(const HostWatch& watch, std::size_t source) const {
    const auto place = std::find(told.begin(), told.end(), source);
    return place != told.end() && watch.tells(static_cast<std::size_t>(place - told.begin()));
  }

  // At files, and at channels of which the Host tells nothing; first, and now and then, at all channels.
  void look(const HostWatch* watch) {
    const Steady::time_point now = Steady::now();
    if (now < nextLook) {
      return;
    }
    const bool all = watch == nullptr || ++looks % seldom == 0;
    for (std::size_t i = 0; i < options.sources.size() && !stopped(); ++i) {
      if (options.sources[i].kind == SourceKind::registry || (!all && tells(*watch, i))) {
        continue;
      }
      std::string mark = markOf(*options.device, options.sources[i]);
      const auto [at, isFirst] = marks.try_emplace(i, mark);
      if (!isFirst && at->second != mark) {
        at->second = std::move(mark);
        pending.insert(i);
      }
    }
    // The quicker of two: one may have been held up by others.
    const auto took = std::chrono::duration_cast<milliseconds>(Steady::now() - now);
    nextLook = Steady::now() + std::clamp(std::min(took, lastLook) * lookShare, options.interval,
                                          std::max(options.interval, longestLook));
    lastLook = took;
  }

  bool isDue(std::size_t source) const {
    const auto at = due.find(source);
    return at == due.end() || Steady::now() >= at->second;
  }

  // Those of the sources that are due; these are taken out of `pending`.
  std::vector<std::size_t> takeDue() {
    std::vector<std::size_t> taken;
    const std::lock_guard lock(mutex);
    for (auto at = pending.begin(); may && !stop && at != pending.end();) {
      if (isDue(*at)) {
        taken.push_back(*at);
        at = pending.erase(at);
      } else {
        ++at;
      }
    }
    return taken;
  }

  void put(std::string_view id, Fill fill) {
    const std::lock_guard lock(mutex);
    fills.push_back({id, std::move(fill)});
  }

  void readLogs() {
    logs.read(*options.device);
    IntuneAgentPart found;
    logs.fill(found);
    put(agentLogsId, [found = std::move(found)](Report& report) {
      takeAgentLogs(found, report.deployment.agent);
      joinUp(report.deployment);
    });
  }

  // Collectors of all sources that are due, each once.
  void read() {
    const std::vector<std::size_t> which = takeDue();
    std::set<std::string_view> ids;
    for (const std::size_t each : which) {
      ids.insert(options.sources[each].collectors.begin(), options.sources[each].collectors.end());
    }
    if (ids.empty()) {
      return;
    }
    const Steady::time_point begun = Steady::now();
    CollectOptions collect = options.collect;
    collect.agentLogs = false;
    for (const Collector& each : options.collectors) {
      if (ids.contains(each.id) && !stopped()) {
        put(each.id, each.collect(*options.device, collect));
      }
    }
    if ((ids.contains(agentLogsId) || ids.contains("intuneAgent")) && !stopped()) {
      readLogs();
    }
    const auto took = std::chrono::duration_cast<milliseconds>(Steady::now() - begun);
    for (const std::size_t each : which) {
      due.insert_or_assign(each, Steady::now() + std::min(mostPause, took * readShare));
    }
    const std::lock_guard lock(mutex);
    if (!stop && options.wake) {
      options.wake();
    }
  }

  bool take(HostWatch& watch, milliseconds limit) {
    const std::vector<std::size_t> places = watch.wait(limit);
    for (const std::size_t place : places) {
      pending.insert(told[place]);
      marks.erase(told[place]);  // what it is at now has been told
    }
    return !places.empty();
  }

  void watch() {
    enter(true);
    look(nullptr);  // early: what changes after this and before it is first read is read twice
    const std::unique_ptr<HostWatch> watch = begin();
    enter(false);
    {
      const std::lock_guard lock(mutex);
      watching = watch != nullptr;
    }
    while (watch != nullptr && !stopped()) {
      const milliseconds limit = pending.empty() ? options.interval : std::min(options.interval, milliseconds(250));
      if (take(*watch, limit)) {
        std::this_thread::sleep_for(settle);  // however many changes come meanwhile
        take(*watch, milliseconds(0));
      }
      enter(true);
      look(watch.get());
      read();
      enter(false);
    }
  }

  static void work(const std::shared_ptr<Shared>& shared) {
    try {
      shared->watch();
    } catch (const std::exception&) {
      // The page goes on as it stands; "read again" still works.
    }
    const std::lock_guard lock(shared->mutex);
    shared->inside = false;
    shared->watching = false;
  }
};

DeviceWatch::DeviceWatch(DeviceWatchOptions options) : shared_(std::make_shared<Shared>()) {
  shared_->options = std::move(options);
  (void)startDetached([shared = shared_] { Shared::work(shared); });
}

DeviceWatch::~DeviceWatch() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stop = true;
  shared_->options.wake = {};
}

std::vector<ReadAnew> DeviceWatch::take() {
  const std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->fills, {});
}

void DeviceWatch::mayRead(bool may) {
  const std::lock_guard lock(shared_->mutex);
  shared_->may = may;
}

bool DeviceWatch::watching() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->watching;
}

bool DeviceWatch::hasLeftBehind() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->inside;
}

}  // namespace preflight
