// Looks for sticks on a thread of its own, once a second and when the system says that a drive came or went, for as
// long as the page runs. A drive that does not answer holds up neither the page nor the exit: its thread is left
// behind.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.h"
#include "host/host.h"

namespace preflight {

// Where something can be written.
struct Target {
  std::string root;  // "E:\"
  std::string label;
  std::string fileSystem;
  std::uint64_t freeBytes = 0;
  std::uint64_t totalBytes = 0;            // 0: not known
  bool own = false;                        // this program was started from it
  std::optional<std::uint64_t> volume;     // media::volumeOf(root) when it was seen
  std::vector<std::string> recordings;     // paths of recordings that lie there, for opening
  Result<Settings> settings = Settings{};  // of its own preflight.json; without a path when there is none
  friend bool operator==(const Target&, const Target&) = default;
};

struct Drives {
  enum class Answer : std::uint8_t { looking, known, failed } answer = Answer::looking;
  std::vector<Target> targets;
  std::string chosen;  // root of the one that the rule takes; empty: none, or several to choose from
  std::string words;   // for people: which one, or why none
  friend bool operator==(const Drives&, const Drives&) = default;
};

struct DriveWatchOptions {
  std::shared_ptr<const Host> live;
  std::string folder;  // stands for the stick when it is not empty; no drive is looked at then
  std::chrono::milliseconds interval{1000};
  std::function<void()> wake;  // called from the thread when something changed; must not block
};

class DeviceChanges;

class DriveWatch {
 public:
  explicit DriveWatch(DriveWatchOptions options);
  ~DriveWatch();
  DriveWatch(const DriveWatch&) = delete;
  DriveWatch& operator=(const DriveWatch&) = delete;

  // Looks at once when the system tells of a drive, not only at the next interval. To be called when the program's own
  // window is open: the system's first window of a process should be that one. A folder for a stick needs none of it.
  void listen();

  // Grows whenever the answer changes.
  std::uint64_t version() const;
  Drives drives() const;
  // How long the question that is being asked has not been answered.
  std::chrono::milliseconds waiting() const;
  // True when the thread is inside a question that has not come back.
  bool hasLeftBehind() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::unique_ptr<DeviceChanges> changes_;
};

// The sticks that a recording names. Nothing of them can be read or written: they were at another machine.
Drives drivesOfRecording(const Host& recording);

// One look at the drives, as the thread takes it.
Drives lookAtDrives(const Host& live, const std::string& folder);

}  // namespace preflight
