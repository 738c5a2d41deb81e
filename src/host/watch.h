// A Host that can report changes. Live Windows can, and a series of recordings; others never change.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "host/host.h"

namespace preflight {

// What is watched; places count the keys first, then the channels.
struct WatchRequest {
  std::vector<std::string> keys;      // registry, each with all that is below it; may come later
  std::vector<std::string> channels;  // event logs, for new records
};

// Used by one thread alone.
class HostWatch {
 public:
  HostWatch() = default;
  HostWatch(const HostWatch&) = delete;
  HostWatch& operator=(const HostWatch&) = delete;
  virtual ~HostWatch() = default;

  // The places of what has changed, as soon as there is one, else nothing after `limit`. A change is told once, may be
  // told though nothing differs, and is never lost between two calls.
  virtual std::vector<std::size_t> wait(std::chrono::milliseconds limit) = 0;
  // False when changes there are not told: a channel that is not there, is refused, or has stopped to tell.
  virtual bool tells(std::size_t place) const = 0;
};

// What a Host is beside, when it can be watched.
class Watchable {
 public:
  Watchable() = default;
  Watchable(const Watchable&) = delete;
  Watchable& operator=(const Watchable&) = delete;
  virtual ~Watchable() = default;
  virtual Result<std::unique_ptr<HostWatch>> watch(const WatchRequest& what) const = 0;
};

// unsupported: nothing of this device changes.
Result<std::unique_ptr<HostWatch>> watchHost(const Host& host, const WatchRequest& what);

}  // namespace preflight
