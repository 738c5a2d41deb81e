// What page and command line show, in one place: the report as it fills, what the rules say of it, the sticks, and the
// work that is under way. Belongs to one thread; everything slow happens on others and comes in through update().
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/log/log_view.h"
#include "app/session/collector_runner.h"
#include "app/session/drive_watch.h"
#include "app/settings.h"
#include "app/view/earlier.h"
#include "app/view/rows.h"
#include "export/device/batch_list.h"
#include "export/device/device_export.h"

namespace preflight {

// A recording that was written.
struct RecordProof {
  std::string path;
  std::uint64_t bytes = 0;  // of the file
};

struct SessionOptions {
  std::shared_ptr<const Host> device;  // live or recorded
  std::shared_ptr<const Host> live;    // sticks are looked for here, whatever `device` is: writes go to this machine
  std::span<const Collector> collectors;
  CollectOptions collect;
  std::string stick;                       // a folder that stands for the stick; empty: look for one
  Result<Settings> settings = Settings{};  // those beside the program; a stick's own count when there are none
  std::chrono::milliseconds driveInterval{1000};
  // The time by this machine's clock, up to which what goes on is counted; a recording stands still.
  std::function<UtcTime()> now;
  // Called from any thread when update() has something to take over; must not block.
  std::function<void()> wake;
  // Writes everything that is swept from a device to this .zip; on a thread of its own. Not set: cannot record.
  std::function<Result<RecordProof>(const Host& device, const std::string& path)> record;
};

class Session {
 public:
  explicit Session(SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Takes over what the workers have brought; true when anything that is shown changed.
  bool update();
  // When update() should be called again at the latest though nothing has woken; nothing when no deadline runs.
  std::optional<std::chrono::steady_clock::time_point> nextDeadline();

  const Report& report() const { return report_; }
  const Diagnosis& diagnosis() const { return diagnosis_; }
  const std::vector<Section>& sections() const { return sections_; }
  const HostInfo& device() const { return info_; }
  bool reading() const { return reading_; }
  // The time up to which what goes on is counted: of a recording when it was made, of a series when its step was.
  UtcTime now() const;
  std::vector<Collection::Progress> progress() { return collection_->progress(); }
  // Reads the device anew. False while it is still being read.
  bool readAgain();

  const Drives& drives() const { return drives_; }
  // The sticks that the recording names; null when the device is this machine.
  const Drives* recordedDrives() const { return recordedDrives_ ? &*recordedDrives_ : nullptr; }
  // The page's window is open: from now on the system may say at once when a drive comes or goes.
  void listenForDrives() { watch_->listen(); }
  // The drives have not answered for so long that the list may be out of date.
  bool drivesAreSlow() const;
  // What a write would go to; null when there is none or the choice is open.
  const Target* target() const;
  // Takes the next or the previous stick, when there are several.
  void chooseNext(int step);

  // The settings that count; an error when the file cannot be used. The number grows when they change.
  const Result<Settings>& settings() const { return settings_; }
  int settingsVersion() const { return settingsVersion_; }
  csv::Format format() const { return format_; }
  void chooseFormat(int step);

  // What lies in the batch on the target, in the chosen format.
  const BatchList& batch() const { return batch_; }
  bool readingBatch() const { return batchWork_ != nullptr; }

  // Why the target cannot be ejected, a sentence; empty when it can be tried.
  std::string whyNoEject() const;
  bool startEject();
  bool ejecting() const { return eject_ != nullptr; }
  // The root that is gone, or why it is not, until forgetEject().
  const std::optional<Result<std::string>>& ejected() const { return ejected_; }
  void forgetEject() { ejected_.reset(); }

  // Starts the write of the device's row to the target. False when one is under way or there is no target.
  bool startExport(const CsvRequest& request);
  bool exporting() const;
  // What came of the latest write, until forgetExport().
  const std::optional<ExportResult<ExportProof>>& exported() const { return exported_; }
  void forgetExport() { exported_.reset(); }
  // Path of the file that this session has written for this device; empty: none.
  const std::string& writtenTo() const { return writtenTo_; }
  // When that was, by this machine's clock.
  UtcTime savedAt() const { return savedAt_; }
  // With which group tag.
  const std::string& savedTag() const { return savedTag_; }

  // The device's log: read from the first call on; null before.
  LogView& openLog();
  const LogView* log() const { return log_.get(); }

  // What the stick holds of this device from earlier, as far as it has been looked at.
  const Earlier& earlier() const { return earlier_; }

  bool canRecord() const { return static_cast<bool>(options_.record); }
  bool startRecord();
  bool recording() const;
  const std::optional<Result<RecordProof>>& recorded() const { return recorded_; }
  void forgetRecord() { recorded_.reset(); }

  // Work that does not come back is still out: the process must end by exitNow.
  bool hasLeftBehind();

 private:
  class Waker;
  template <class T>
  class Work;

  void startReading();
  void takeReport();
  void takeRecorded();
  bool judge();
  std::chrono::milliseconds judgeAgain() const;
  bool isStale() const;
  bool lookForEarlier();
  bool takeEarlier();
  bool takeDrives();
  bool takeWork();
  void takeSettings();
  void readBatch();

  SessionOptions options_;
  HostInfo info_;
  std::shared_ptr<Waker> waker_;
  std::unique_ptr<Collection> collection_;
  std::vector<std::unique_ptr<Collection>> abandoned_;  // not all of their threads have come back
  std::unique_ptr<DriveWatch> watch_;
  std::uint64_t reportVersion_ = 0;
  std::uint64_t driveVersion_ = 0;
  bool reading_ = true;
  Report report_;
  Diagnosis diagnosis_;
  std::chrono::steady_clock::time_point judged_;
  std::chrono::steady_clock::duration judgingTook_{0};
  std::vector<Section> sections_;
  Drives drives_;
  std::optional<Drives> recordedDrives_;
  UtcTime recordedNow_{};
  std::string wanted_;  // root of the stick that a person has chosen
  std::unique_ptr<LogView> log_;
  std::unique_ptr<Work<ExportResult<ExportProof>>> export_;
  std::optional<ExportResult<ExportProof>> exported_;
  std::string writtenTo_;
  UtcTime savedAt_{};
  std::string savedTag_;
  std::string exportedTag_;  // of the write that is under way
  Earlier earlier_;
  std::string earlierKey_;  // stick, serial number and hash that were looked for
  std::unique_ptr<Work<EarlierScan>> earlierWork_;
  std::shared_ptr<std::timed_mutex> stick_ = std::make_shared<std::timed_mutex>();  // held while a file is open on it
  Result<Settings> settings_ = Settings{};
  int settingsVersion_ = 0;
  csv::Format format_ = csv::Format::intune;
  BatchList batch_;
  std::string batchOf_;  // root and format that batch_ is about; empty: to be read again
  std::unique_ptr<Work<BatchList>> batchWork_;
  std::unique_ptr<Work<Result<std::string>>> eject_;
  std::optional<Result<std::string>> ejected_;
  std::unique_ptr<Work<Result<RecordProof>>> record_;
  std::optional<Result<RecordProof>> recorded_;
};

// "<stick>/Preflight/<serial>-20260322T140300Z.zip".
std::string recordingPath(const std::string& stick, const Report& report, UtcTime now);

}  // namespace preflight
