#include "app/session.h"
#include "app/device_watch.h"
#include "base/background.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "diagnose/diagnose.h"
#include "media/eject.h"
#include "media/write_policy.h"

namespace preflight {
namespace {

constexpr std::chrono::seconds slowDrives{5};
constexpr std::chrono::seconds judgeAgain{20};  // spans are told in minutes

UtcTime systemNow() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace

// The one callback, cut off when the session ends: threads that were left behind may still call it. And who looks on
// while the device changes, with what was read anew since the last whole reading.
class Session::Waker {
 public:
  explicit Waker(std::function<void()> wake) : wake_(std::move(wake)) {}
  void wake() {
    const std::lock_guard lock(mutex_);
    if (wake_) {
      wake_();
    }
  }
  void cut() {
    const std::lock_guard lock(mutex_);
    wake_ = {};
  }

  // Belong to the session's thread.
  std::unique_ptr<DeviceWatch> device;
  std::map<std::string_view, Fill> anew;

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
};

// One piece of work on a thread of its own. A thread that never comes back is left behind.
template <class T>
class Session::Work {
 public:
  template <class Do>
  Work(const std::shared_ptr<Waker>& waker, Do work) : box_(std::make_shared<Box>()) {
    const auto job = [box = box_, waker, work = std::move(work)] {
      T value = work();
      {
        const std::lock_guard lock(box->mutex);
        box->value.emplace(std::move(value));
      }
      waker->wake();
    };
    if (!startDetached(job)) {
      job();  // late is better than never
    }
  }

  std::optional<T> take() {
    const std::lock_guard lock(box_->mutex);
    return std::exchange(box_->value, std::nullopt);
  }

 private:
  struct Box {
    std::mutex mutex;
    std::optional<T> value;
  };
  std::shared_ptr<Box> box_;
};

Session::Session(SessionOptions options)
    : options_(std::move(options)), info_(options_.device->info()), waker_(std::make_shared<Waker>(options_.wake)) {
  const auto wake = [waker = waker_] { waker->wake(); };
  watch_ = std::make_unique<DriveWatch>(DriveWatchOptions{options_.live, options_.stick, options_.driveInterval, wake});
  DeviceWatchOptions looking;
  looking.device = options_.device;
  looking.collectors = options_.collectors;
  looking.collect = options_.collect;
  // Not the waker itself, which holds the watch.
  looking.wake = [waker = std::weak_ptr(waker_)] {
    if (const auto held = waker.lock()) {
      held->wake();
    }
  };
  waker_->device = std::make_unique<DeviceWatch>(std::move(looking));
  startReading();
  update();
}

Session::~Session() {
  waker_->cut();
  waker_->device.reset();
}

void Session::startReading() {
  collection_ = std::make_unique<Collection>(options_.device, options_.collect, options_.collectors,
                                             [waker = waker_] { waker->wake(); });
  reportVersion_ = 0;
  reading_ = true;
  waker_->anew.clear();
  waker_->device->mayRead(false);
}

bool Session::readAgain() {
  if (!collection_->finished()) {
    return false;
  }
  if (collection_->hasLeftBehind()) {
    abandoned_.push_back(std::move(collection_));
  }
  startReading();
  if (log_) {
    log_ = nullptr;
    openLog();
  }
  update();
  return true;
}

LogView& Session::openLog() {
  if (!log_) {
    log_ = std::make_unique<LogView>(options_.device, [waker = waker_] { waker->wake(); });
  }
  return *log_;
}

void Session::takeReport() {
  reading_ = !collection_->finished();
  report_ = collection_->report();
  for (const auto& [id, fill] : waker_->anew) {
    fill(report_);
  }
  judge();
}

// Durations run on while a live device waits; a recording stands still.
void Session::judge() {
  const bool live = info_.kind == HostKind::live;
  diagnosis_ = diagnose(report_, live ? systemNow() : report_.origin.capturedAt, earlier_.scan.found);
  sections_ = preflight::sections(report_, diagnosis_);
  if (Section section = earlierSection(earlier_, report_); !section.rows.empty()) {
    sections_.push_back(std::move(section));
  }
  judged_ = std::chrono::steady_clock::now();
}

bool Session::isStale() const {
  return info_.kind == HostKind::live && diagnosis_.waiting && std::chrono::steady_clock::now() >= judged_ + judgeAgain;
}

// Looks again when the stick, the device or its hash is another one. What this session writes itself is not looked at,
// so that a warning stays after the write.
bool Session::lookForEarlier() {
  const Target* stick = target();
  const bool wanted = report_.identity.serialNumber.known() && report_.hardwareHash.text.known();
  const std::string key = !wanted ? "nothing"
                          : stick == nullptr
                              ? "no stick"
                              : fmt::format("{}\n{}\n{}\n{}", stick->root, stick->volume.value_or(0),
                                            report_.identity.serialNumber.value, report_.hardwareHash.text.value);
  if (key == earlierKey_ || earlierWork_ || export_) {
    return false;
  }
  earlierKey_ = key;
  earlier_ = {};
  if (!wanted || stick == nullptr) {
    earlier_.answer = wanted ? Earlier::Answer::noStick : Earlier::Answer::nothingToLookFor;
    return true;
  }
  earlier_.answer = Earlier::Answer::looking;
  earlier_.root = stick->root;
  earlierWork_ =
      std::make_unique<Work<EarlierScan>>(waker_, [root = stick->root, serial = report_.identity.serialNumber.value,
                                                   hash = report_.hardwareHash.text.value, lock = stick_] {
        try {
          return findEarlierHashes(root, serial, hash, *lock);
        } catch (const std::exception& problem) {
          EarlierScan scan;
          scan.notes.push_back(fmt::format("The stick could not be looked at: {}.", problem.what()));
          return scan;
        }
      });
  return true;
}

bool Session::takeEarlier() {
  bool changed = false;
  if (earlierWork_) {
    if (std::optional<EarlierScan> done = earlierWork_->take()) {
      earlierWork_.reset();
      earlier_.scan = std::move(*done);
      earlier_.answer = Earlier::Answer::known;
      changed = true;
    }
  }
  changed = lookForEarlier() || changed;
  if (changed) {
    judge();
  }
  return changed;
}

bool Session::takeDrives() {
  const std::uint64_t version = watch_->version();
  if (version == driveVersion_) {
    return false;
  }
  driveVersion_ = version;
  drives_ = watch_->drives();
  return true;
}

// What has come back of the work that was started.
bool Session::takeWork() {
  const auto take = [](auto& work, auto use) {
    auto done = work ? work->take() : std::nullopt;
    if (done) {
      work.reset();
      use(std::move(*done));
    }
    return done.has_value();
  };
  bool changed = take(export_, [&](ExportResult<ExportProof>&& done) {
    writtenTo_ = done ? done->written.path : writtenTo_;
    exported_ = std::move(done);
    batchOf_.clear();
  });
  changed |= take(record_, [&](Result<RecordProof>&& done) { recorded_ = std::move(done); });
  changed |= take(eject_, [&](Result<std::string>&& done) { ejected_ = std::move(done); });
  changed |= take(batchWork_, [&](BatchList&& done) { batch_ = std::move(done); });
  return changed;
}

bool Session::update() {
  bool changed = takeDrives();
  const std::uint64_t version = collection_->version();
  std::vector<ReadAnew> anew = waker_->device->take();
  for (ReadAnew& each : anew) {
    waker_->anew.insert_or_assign(each.collector, std::move(each.fill));
  }
  if (version != reportVersion_ || !anew.empty()) {
    reportVersion_ = version;
    takeReport();
    changed = true;
  } else if (isStale()) {
    judge();
    changed = true;
  }
  waker_->device->mayRead(!reading_);
  changed = takeEarlier() || changed;
  changed = takeWork() || changed;
  takeSettings();
  readBatch();
  changed = (log_ && log_->update()) || changed;
  std::erase_if(abandoned_, [](const auto& each) { return !each->hasLeftBehind(); });
  return changed;
}

void Session::takeSettings() {
  const Target* to = target();
  const bool own = !options_.settings || !options_.settings->path.empty();
  const Result<Settings> wanted = own || to == nullptr ? options_.settings : to->settings;
  if (settingsVersion_ == 0 || wanted != settings_) {
    settings_ = wanted;
    format_ = settings_ ? settings_->format : format_;
    ++settingsVersion_;
  }
}

void Session::chooseFormat(int step) {
  constexpr int count = 3;
  format_ = static_cast<csv::FileFormat>((static_cast<int>(format_) + step + count) % count);
  readBatch();
}

void Session::readBatch() {
  const Target* to = target();
  const std::string wanted = to == nullptr ? "" : fmt::format("{} {}", name(format_), to->root);
  if (wanted == batchOf_ || batchWork_) {
    return;
  }
  batchOf_ = wanted;
  if (to == nullptr) {
    batch_ = {};
    return;
  }
  batchWork_ = std::make_unique<Work<BatchList>>(waker_, [root = to->root, format = format_, lock = stick_] {
    try {
      const std::unique_lock held(*lock, std::chrono::seconds(10));
      return readBatchList(media::systemFiles(), root, format);
    } catch (const std::exception& problem) {
      return BatchList{{}, {problem.what()}};
    }
  });
}

std::string Session::whyNoEject() const {
  const Target* to = target();
  if (to == nullptr) {
    return "There is no stick to eject.";
  }
  if (to->own) {
    return "Preflight runs from this stick, so Windows would not let it go. It is safe to pull it once a write is "
           "done.";
  }
  return export_ || record_ ? "A write is under way." : "";
}

bool Session::startEject() {
  if (eject_ || !whyNoEject().empty()) {
    return false;
  }
  ejected_.reset();
  eject_ = std::make_unique<Work<Result<std::string>>>(waker_, [root = target()->root]() -> Result<std::string> {
    return media::eject(root).map([&] { return root; });
  });
  return true;
}

std::optional<std::chrono::steady_clock::time_point> Session::nextDeadline() {
  std::optional<std::chrono::steady_clock::time_point> next = collection_->nextDeadline();
  if (info_.kind == HostKind::live && diagnosis_.waiting) {
    next = std::min(next.value_or(judged_ + judgeAgain), judged_ + judgeAgain);
  }
  return next;
}

bool Session::drivesAreSlow() const {
  return watch_->waiting() > slowDrives;
}

const Target* Session::target() const {
  const auto with = [&](const std::string& root) -> const Target* {
    const auto found = std::find_if(drives_.targets.begin(), drives_.targets.end(),
                                    [&](const Target& each) { return each.root == root; });
    return root.empty() || found == drives_.targets.end() ? nullptr : &*found;
  };
  const Target* wanted = with(wanted_);
  return wanted != nullptr ? wanted : with(drives_.chosen);
}

void Session::chooseNext(int step) {
  const auto count = static_cast<int>(drives_.targets.size());
  if (count == 0) {
    return;
  }
  const Target* now = target();
  int index = now == nullptr ? (step > 0 ? -1 : 0) : static_cast<int>(now - drives_.targets.data());
  index = ((index + step) % count + count) % count;
  wanted_ = drives_.targets[static_cast<std::size_t>(index)].root;
}

bool Session::startExport(const CsvRequest& request) {
  const Target* to = target();
  if (export_ || to == nullptr) {
    return false;
  }
  CsvTarget target;
  target.base = to->root;
  target.onStick = true;
  target.volumeLabel = to->label;
  target.volume = to->volume;
  exported_.reset();
  const auto broke = [](const char* words) -> ExportResult<ExportProof> {
    return tl::unexpected(ExportError{
        ExportStage::write, Error{ErrorKind::failed, "write the CSV", words, CodeSpace::none, 0}, "Try again.", {}});
  };
  try {
    export_ = std::make_unique<Work<ExportResult<ExportProof>>>(
        waker_, [report = report_, request, target, broke, live = options_.live, lock = stick_] {
          try {
            // A file that is being looked at cannot be replaced on Windows; whoever looks has it open for moments only.
            const std::unique_lock held(*lock, std::chrono::seconds(10));
            return exportCsv(report, request, target).map_error([&](ExportError error) {
              error.error = media::withPolicy(std::move(error.error), *live);
              return error;
            });
          } catch (const std::exception& problem) {
            return broke(problem.what());
          }
        });
  } catch (const std::system_error& problem) {
    exported_ = broke(problem.what());
  }
  return true;
}

bool Session::exporting() const {
  return export_ != nullptr;
}

bool Session::startRecord() {
  const Target* to = target();
  if (record_ || to == nullptr || !options_.record) {
    return false;
  }
  recorded_.reset();
  const auto broke = [](const char* words) -> Result<RecordProof> {
    return fail(ErrorKind::failed, "record the device", words);
  };
  const std::string path = recordingPath(to->root, report_, systemNow());
  try {
    record_ = std::make_unique<Work<Result<RecordProof>>>(
        waker_, [device = options_.device, record = options_.record, path, broke] {
          try {
            return record(*device, path);
          } catch (const std::exception& problem) {
            return broke(problem.what());
          }
        });
  } catch (const std::system_error& problem) {
    recorded_ = broke(problem.what());
  }
  return true;
}

bool Session::recording() const {
  return record_ != nullptr;
}

bool Session::hasLeftBehind() {
  return export_ || record_ || eject_ || earlierWork_ || (log_ && log_->loading()) || !abandoned_.empty() ||
         collection_->hasLeftBehind() || watch_->hasLeftBehind() || waker_->device->hasLeftBehind();
}

std::string recordingPath(const std::string& stick, const Report& report, UtcTime now) {
  const std::string serial =
      report.identity.serialNumber.known() ? fileNameFor(report.identity.serialNumber.value) : "device";
  std::string stamp = isoText({now.milliseconds / 1000 * 1000});
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return joinPath(joinPath(stick, "Preflight"), fmt::format("{}-{}.zip", serial, stamp));
}

}  // namespace preflight
