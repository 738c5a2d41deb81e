#include "app/session/drive_watch.h"
#include "app/session/drive_notifications.h"
#include "base/background.h"
#include "base/files.h"
#include "base/path.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/text.h"
#include "export/device/device_export.h"
#include "media/durable_write.h"
#include "media/sticks.h"
#include "media/write_policy.h"
#include "text/error_id.h"
#include "text/media_id.h"

namespace preflight {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t mostRecordings = 200;
constexpr std::size_t mostEntries = 5'000;  // of the folder that are looked at

// Names alone tell; what is inside is looked at when one is opened.
std::vector<std::string> recordingsBelow(const std::string& root) {
  std::vector<std::string> found;
  const std::string folder = joinPath(root, "Preflight");
  for (const std::string& name : namesIn(folder, mostEntries).names) {
    std::string path = joinPath(folder, name);
    const bool isRecording =
        equalIgnoringCase(extensionOf(name), ".zip") || factsOf(joinPath(path, "recording.json")).exists();
    if (isRecording && found.size() < mostRecordings) {
      found.push_back(std::move(path));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// What the volume's own entry says of it; it is not looked into.
Target seenTarget(const Volume& volume) {
  Target target;
  target.root = volume.root;
  target.label = volume.label;
  target.fileSystem = volume.fileSystem;
  target.freeBytes = volume.freeBytes;
  target.totalBytes = volume.totalBytes;
  target.own = volume.holdsProgram;
  return target;
}

Target targetOf(const Volume& volume) {
  Target target = seenTarget(volume);
  if (const Result<std::uint64_t> id = media::volumeOf(volume.root)) {
    target.volume = *id;
  }
  target.recordings = recordingsBelow(volume.root);
  target.settings = settingsOn(volume.root);
  return target;
}

Drives namedFolder(const std::string& folder) {
  Drives drives;
  const Result<std::uint64_t> id = media::volumeOf(folder);
  if (!id) {
    drives.answer = Drives::Answer::failed;
    drives.words = describe(id.error());
    return drives;
  }
  drives.answer = Drives::Answer::known;
  Target target;
  target.root = folder;
  target.volume = *id;
  target.recordings = recordingsBelow(folder);
  target.settings = settingsOn(folder);
  drives.targets.push_back(std::move(target));
  drives.chosen = folder;
  drives.words = say(MediaId::namedFolder);
  return drives;
}

// The sticks among a host's volumes, each as `made` shows it.
Drives drivesAmong(const Result<std::vector<Volume>>& volumes, Target (*made)(const Volume&)) {
  Drives drives;
  if (!volumes) {
    drives.answer = Drives::Answer::failed;
    drives.words = describe(volumes.error());
    return drives;
  }
  const media::StickChoice choice = media::chooseStick(*volumes);
  drives.answer = Drives::Answer::known;
  drives.words = choice.words;
  for (const Volume& volume : choice.candidates) {
    drives.targets.push_back(made(volume));
  }
  drives.chosen = choice.chosen ? choice.chosen->root : "";
  return drives;
}

}  // namespace

Drives drivesOfRecording(const Host& recording) {
  return drivesAmong(recording.volumes(), seenTarget);
}

Drives lookAtDrives(const Host& live, const std::string& folder) {
  if (!folder.empty()) {
    return namedFolder(folder);
  }
  const Result<std::vector<Volume>> volumes = live.volumes();
  Drives drives = drivesAmong(volumes, targetOf);
  if (volumes && drives.targets.empty() && std::any_of(volumes->begin(), volumes->end(), media::isStick)) {
    const std::string policy = media::writePolicy(live).str();
    drives.words += policy.empty() ? "" : "\n  " + policy;
  }
  return drives;
}

struct DriveWatch::Shared {
  mutable std::mutex mutex;
  std::condition_variable changed;
  DriveWatchOptions options;
  bool stop = false;
  bool look = false;                         // at once, not when the interval is over
  std::optional<Steady::time_point> asking;  // since when
  Drives drives;
  std::uint64_t version = 1;

  static void work(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    while (!shared->stop) {
      shared->asking = Steady::now();
      lock.unlock();
      Drives seen;
      try {
        seen = lookAtDrives(*shared->options.live, shared->options.folder);
      } catch (const std::exception&) {
        seen.answer = Drives::Answer::failed;
        seen.words = say(ErrorId::whyInnerError);
      }
      lock.lock();
      shared->asking.reset();
      if (!shared->stop && seen != shared->drives) {
        shared->drives = std::move(seen);
        ++shared->version;
        if (shared->options.wake) {
          shared->options.wake();
        }
      }
      shared->changed.wait_for(lock, shared->options.interval, [&] { return shared->stop || shared->look; });
      shared->look = false;
    }
  }
};

DriveWatch::DriveWatch(DriveWatchOptions options) : shared_(std::make_shared<Shared>()) {
  shared_->options = std::move(options);
  if (const Result<void> started = startDetached([shared = shared_] { Shared::work(shared); }); !started) {
    shared_->drives = {Drives::Answer::failed, {}, {}, describe(started.error())};
  }
}

void DriveWatch::listen() {
  if (changes_ || !shared_->options.folder.empty()) {
    return;
  }
  changes_ = std::make_unique<DeviceChanges>([shared = shared_] {
    const std::lock_guard lock(shared->mutex);
    shared->look = true;
    shared->changed.notify_all();
  });
}

DriveWatch::~DriveWatch() {
  changes_.reset();
  const std::lock_guard lock(shared_->mutex);
  shared_->stop = true;
  shared_->options.wake = {};
  shared_->changed.notify_all();
}

std::uint64_t DriveWatch::version() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->version;
}

Drives DriveWatch::drives() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->drives;
}

std::chrono::milliseconds DriveWatch::waiting() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->asking ? std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - *shared_->asking)
                         : std::chrono::milliseconds{};
}

bool DriveWatch::hasLeftBehind() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->asking.has_value();
}

}  // namespace preflight
