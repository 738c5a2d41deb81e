// A Host that can tell when something of it changes. Live Windows can, and a film; others never change.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "host/host.h"

namespace preflight {

// Tells which of the registry keys that were given have changed, with all that is below them. Used by one thread alone.
class HostWatch {
 public:
  HostWatch() = default;
  HostWatch(const HostWatch&) = delete;
  HostWatch& operator=(const HostWatch&) = delete;
  virtual ~HostWatch() = default;

  // Their places in the list, as soon as there is one, else nothing after `limit`. A change is told once, may be told
  // though nothing differs, and is never lost between two calls.
  virtual std::vector<std::size_t> wait(std::chrono::milliseconds limit) = 0;
};

// What a Host is beside, when it can be watched.
class Watchable {
 public:
  Watchable() = default;
  Watchable(const Watchable&) = delete;
  Watchable& operator=(const Watchable&) = delete;
  virtual ~Watchable() = default;
  virtual Result<std::unique_ptr<HostWatch>> watch(const std::vector<std::string>& keys) const = 0;
};

// Keys that are not there yet are watched for too. unsupported: nothing of this device changes.
Result<std::unique_ptr<HostWatch>> watchHost(const Host& host, const std::vector<std::string>& keys);

}  // namespace preflight
