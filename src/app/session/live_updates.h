// Looks on while a device is deployed: when a registry key, a log or a file that a collector reads has changed, that
// collector alone is asked again. On a thread of its own; it holds up neither the page nor the exit.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "collect/collector.h"
#include "host/host.h"

namespace preflight {

// A source and the collectors that a change of it concerns. The Host reports changes of a registry key, with all that
// is below it, and of a channel; where it cannot report those of a channel, its newest record is asked for. Of a file
// size and time are asked for.
struct WatchedSource {
  SourceKind kind;
  std::string_view name;
  std::vector<std::string_view> collectors;
};

// Stands for a collector: what the Intune agent's logs have got is read, not the whole of them.
constexpr std::string_view agentLogsId = "intuneAgentLogs";

// The watched sources of all collectors, each once, and the agent's logs.
std::span<const WatchedSource> watchedSources();

// What one collector brought.
struct ReadAnew {
  std::string_view collector;
  Fill fill;
};

struct DeviceWatchOptions {
  std::shared_ptr<const Host> device;
  std::span<const Collector> collectors;
  CollectOptions collect;
  std::span<const WatchedSource> sources = watchedSources();
  std::chrono::milliseconds interval{1000};  // between two looks at channels and files; longer when looking is slow
  std::function<void()> wake;                // called from the thread when take() has something; must not block
};

class DeviceWatch {
 public:
  explicit DeviceWatch(DeviceWatchOptions options);
  ~DeviceWatch();
  DeviceWatch(const DeviceWatch&) = delete;
  DeviceWatch& operator=(const DeviceWatch&) = delete;

  // What was read anew since the last call, oldest first.
  std::vector<ReadAnew> take();
  // Until this is called with true, changes are kept and nothing is read: the first reading still runs.
  void mayRead(bool may);
  // The device tells of changes at all.
  bool watching() const;
  // The thread is inside a question that has not come back.
  bool hasLeftBehind() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace preflight
