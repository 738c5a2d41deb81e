// Reading the device and judging it, the log, the drives. Work on the stick is in stick_work.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "app/session/stick_work.h"
#include "diagnose/diagnose.h"
#include "text/error_id.h"
#include "text/view_id.h"

namespace preflight {
namespace {

constexpr std::chrono::seconds slowDrives{5};
constexpr int judgeShare = 500;                           // judging anew takes at most this part of the time
constexpr std::chrono::milliseconds longestSpan{20'000};  // between two judgements on a slow machine

}  // namespace

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
  takeRecorded();
  judge();
}

// A series goes on: its clock and its drives are those of the step that is shown.
void Session::takeRecorded() {
  if (info_.kind == HostKind::live) {
    return;
  }
  const Result<Clock> clock = options_.device->clock();
  recordedNow_ = clock && clock->now != UtcTime{} ? clock->now : report_.origin.capturedAt;
  recordedDrives_ = drivesOfRecording(*options_.device);
}

UtcTime Session::now() const {
  if (info_.kind != HostKind::live) {
    return recordedNow_;
  }
  return options_.now ? options_.now() : sessionNow();
}

// True when it says anything else than before.
bool Session::judge() {
  judged_ = std::chrono::steady_clock::now();
  Diagnosis diagnosis = diagnose(report_, now(), earlier_.scan.found);
  std::vector<Section> sections = preflight::sections(report_, diagnosis);
  if (Section section = earlierSection(earlier_, report_, diagnosis); !section.rows.empty()) {
    sections.push_back(std::move(section));
  }
  // What it counts in seconds is not looked at: what is shown of that stands in the sections and the findings.
  const bool same = diagnosis.verdict == diagnosis_.verdict && diagnosis.findings == diagnosis_.findings &&
                    diagnosis.registration == diagnosis_.registration && sections == sections_;
  diagnosis_ = std::move(diagnosis);
  sections_ = std::move(sections);
  judgingTook_ = std::chrono::steady_clock::now() - judged_;
  return !same;
}

// Spans run on while a live device is looked at: once a second, less often where judging is slow.
std::chrono::milliseconds Session::judgeAgain() const {
  return std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(judgingTook_ * judgeShare),
                    std::chrono::milliseconds(1000), longestSpan);
}

bool Session::isStale() const {
  const auto past = std::abs(now().milliseconds / 1000 - diagnosis_.judgedAt.milliseconds / 1000);
  return info_.kind == HostKind::live && past >= judgeAgain().count() / 1000;
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
        } catch (const std::exception&) {
          EarlierScan scan;
          scan.notes.push_back(say(ViewId::earlierFailed, {{"why", ErrorId::whyInnerError}}));
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
    changed = judge() || changed;
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

std::optional<std::chrono::steady_clock::time_point> Session::nextDeadline() {
  std::optional<std::chrono::steady_clock::time_point> next = collection_->nextDeadline();
  if (info_.kind == HostKind::live && diagnosis_.deployment.waiting) {
    next = std::min(next.value_or(judged_ + judgeAgain()), judged_ + judgeAgain());
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

bool Session::hasLeftBehind() {
  return export_ || record_ || eject_ || earlierWork_ || (log_ && log_->loading()) || !abandoned_.empty() ||
         collection_->hasLeftBehind() || watch_->hasLeftBehind() || waker_->device->hasLeftBehind();
}

}  // namespace preflight
