// One thing of Windows that tells of its changes: a registry key, an event channel.
#pragma once

#include "base/result.h"
#include "host/windows/system_windows.h"

namespace preflight::windows {

class WatchedPart {
 public:
  WatchedPart() = default;
  WatchedPart(const WatchedPart&) = delete;
  WatchedPart& operator=(const WatchedPart&) = delete;
  virtual ~WatchedPart() = default;

  // Set when there may be a change; the same one for ever.
  virtual HANDLE event() const = 0;
  // After its event was set: makes it tell anew, before anybody reads, and gives whether it has changed.
  virtual bool told() = 0;
  // Whether it has changed in a way that the system does not tell of; asked twice a second.
  virtual bool lookAgain() { return false; }
  virtual bool tells() const { return true; }
};

Result<std::unique_ptr<WatchedPart>> watchKey(const std::string& path);
// One that the system refuses to tell of is given, too: it tells() nothing.
Result<std::unique_ptr<WatchedPart>> watchChannel(const std::string& channel);

}  // namespace preflight::windows
