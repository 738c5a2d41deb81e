#include "app/device_watch.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "base/background.h"
#include "host/watch.h"

namespace preflight {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds settle{100};  // several values are written one after the other
constexpr int share = 200;           // looking takes at most this part of the time: half a percent

const std::array<WatchedSource, 16> sources{{
    {SourceKind::registry,
     R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)",
     {"statusPage", "devicePreparation", "autopilot"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\Enrollments)", {"statusPage", "enrollment"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot)", {"trackedItems"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement)", {"trackedItems"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\OfficeCSP)", {"trackedItems"}},
    {SourceKind::registry,
     R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)",
     {"intuneAgent", "devicePreparation"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics)", {"autopilot"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)", {"autopilot"}},
    {SourceKind::registry, R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM)", {"statusPage", "hybridJoin"}},
    {SourceKind::registry, R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin)", {"join"}},
    {SourceKind::registry, R"(HKLM\SYSTEM\CurrentControlSet\Services\TPM\WMI)", {"attestation"}},
    {SourceKind::channel, "Microsoft-Windows-Shell-Core/Operational", {"pageRecords"}, milliseconds(5000)},
    {SourceKind::channel,
     "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin",
     {"hybridJoin", "restarts", "policyProblems", "enrollment"},
     milliseconds(5000)},
    {SourceKind::channel, "Microsoft-Windows-User Device Registration/Admin", {"hybridJoin", "join"}},
    {SourceKind::channel,
     "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot",
     {"autopilot", "clock"},
     milliseconds(5000)},
    // Written to all the time, and only explains.
    {SourceKind::folder,
     R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)",
     {"intuneAgent"},
     milliseconds(15'000)},
}};

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
  const Result<std::vector<FileEntry>> files = device.folder(source.name);
  std::string mark;
  for (const FileEntry& each : files ? *files : std::vector<FileEntry>{}) {
    mark += each.name + ':' + std::to_string(each.size) + ':' + std::to_string(each.modified.milliseconds) + '\n';
  }
  return mark;
}

}  // namespace

std::span<const WatchedSource> watchedSources() {
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
  std::vector<std::size_t> registry;  // places of the registry's sources
  std::map<std::size_t, std::string> marks;
  std::map<std::size_t, Steady::time_point> lastRead;
  std::set<std::size_t> pending;
  Steady::time_point nextLook{};

  bool stopped() const {
    const std::lock_guard lock(mutex);
    return stop;
  }
  void enter(bool isInside) {
    const std::lock_guard lock(mutex);
    inside = isInside;
  }

  std::unique_ptr<HostWatch> begin() {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < options.sources.size(); ++i) {
      if (options.sources[i].kind == SourceKind::registry) {
        registry.push_back(i);
        keys.emplace_back(options.sources[i].name);
      }
    }
    Result<std::unique_ptr<HostWatch>> watch = watchHost(*options.device, keys);
    return watch ? std::move(*watch) : nullptr;
  }

  void look() {
    const Steady::time_point now = Steady::now();
    if (now < nextLook) {
      return;
    }
    for (std::size_t i = 0; i < options.sources.size() && !stopped(); ++i) {
      if (options.sources[i].kind == SourceKind::registry) {
        continue;
      }
      std::string mark = markOf(*options.device, options.sources[i]);
      const auto [at, isFirst] = marks.try_emplace(i, mark);
      if (!isFirst && at->second != mark) {
        at->second = std::move(mark);
        pending.insert(i);
      }
    }
    const auto took = std::chrono::duration_cast<milliseconds>(Steady::now() - now);
    nextLook = Steady::now() + std::max(options.interval, took * share);
  }

  bool isDue(std::size_t source) const {
    const auto last = lastRead.find(source);
    return last == lastRead.end() || Steady::now() >= last->second + options.sources[source].pause;
  }

  // Collectors of all sources that are due, each once.
  void read() {
    {
      const std::lock_guard lock(mutex);
      if (!may || stop) {
        return;
      }
    }
    std::set<std::string_view> ids;
    for (auto at = pending.begin(); at != pending.end();) {
      if (!isDue(*at)) {
        ++at;
        continue;
      }
      const auto& wanted = options.sources[*at].collectors;
      ids.insert(wanted.begin(), wanted.end());
      lastRead.insert_or_assign(*at, Steady::now());
      at = pending.erase(at);
    }
    for (const Collector& each : options.collectors) {
      if (ids.contains(each.id) && !stopped()) {
        Fill fill = each.collect(*options.device, options.collect);
        const std::lock_guard lock(mutex);
        fills.push_back({each.id, std::move(fill)});
      }
    }
    const std::lock_guard lock(mutex);
    if (!ids.empty() && !stop && options.wake) {
      options.wake();
    }
  }

  void watch() {
    enter(true);
    const std::unique_ptr<HostWatch> watch = begin();
    enter(false);
    {
      const std::lock_guard lock(mutex);
      watching = watch != nullptr;
    }
    while (watch != nullptr && !stopped()) {
      const milliseconds limit = pending.empty() ? options.interval : std::min(options.interval, milliseconds(250));
      for (const std::size_t place : watch->wait(limit)) {
        pending.insert(registry[place]);
      }
      if (!pending.empty() && !stopped()) {
        for (const std::size_t place : watch->wait(settle)) {
          pending.insert(registry[place]);
        }
      }
      enter(true);
      look();
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
