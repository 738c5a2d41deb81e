// What a session does on the stick: writes, records, ejects, and reads settings and batch.
#include "app/session/stick_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <system_error>

#include "media/eject.h"
#include "media/write_policy.h"
#include "text/error_id.h"
#include "text/media_id.h"
#include "text/view_id.h"

namespace preflight {

UtcTime sessionNow() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
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
    savedAt_ = done ? sessionNow() : savedAt_;
    savedTag_ = done ? exportedTag_ : savedTag_;
    exported_ = std::move(done);
    batchOf_.clear();
  });
  changed |= take(record_, [&](Result<RecordProof>&& done) { recorded_ = std::move(done); });
  changed |= take(eject_, [&](Result<std::string>&& done) { ejected_ = std::move(done); });
  changed |= take(batchWork_, [&](BatchList&& done) { batch_ = std::move(done); });
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
  format_ = static_cast<csv::Format>((static_cast<int>(format_) + step + count) % count);
  readBatch();
}

void Session::readBatch() {
  const Target* to = target();
  const std::string wanted = to == nullptr ? "" : fmt::format("{} {}", name(format_), to->root);
  if (wanted == batchOf_ || batchWork_) {
    return;
  }
  if (!batchOf_.empty() || to == nullptr) {
    batch_ = {};  // of another stick or in another format; after a write the old list stays until the new one is read
  }
  batchOf_ = wanted;
  if (to == nullptr) {
    return;
  }
  batchWork_ = std::make_unique<Work<BatchList>>(waker_, [root = to->root, format = format_, lock = stick_] {
    try {
      const std::unique_lock held(*lock, std::chrono::seconds(10));
      return readBatchList(media::systemFiles(), root, format);
    } catch (const std::exception&) {
      return BatchList{{}, {say(ErrorId::whyInnerError)}};
    }
  });
}

std::string Session::whyNoEject() const {
  const Target* to = target();
  if (to == nullptr) {
    return say(ViewId::ejectNoStick);
  }
  if (to->own) {
    return say(ViewId::ejectOwnStick);
  }
  return export_ || record_ ? say(ViewId::ejectSaving) : std::string();
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
  exportedTag_ = request.groupTag;
  const auto broke = [](ErrorId why) -> ExportResult<ExportProof> {
    const Error error{ErrorKind::failed, MediaId::stepWriteCsv, why, CodeSpace::none, 0};
    return tl::unexpected(ExportError{ExportStage::write, error, say(MediaId::tryAgain), {}});
  };
  try {
    export_ = std::make_unique<Work<ExportResult<ExportProof>>>(
        waker_, [report = report_, findings = diagnosis_.findings, request, target, broke, live = options_.live,
                 lock = stick_] {
          try {
            // A file that is being looked at cannot be replaced on Windows; whoever looks has it open for moments only.
            const std::unique_lock held(*lock, std::chrono::seconds(10));
            return exportCsv(report, findings, request, target).map_error([&](ExportError error) {
              error.error = media::withPolicy(std::move(error.error), *live);
              return error;
            });
          } catch (const std::exception&) {
            return broke(ErrorId::whyInnerError);
          }
        });
  } catch (const std::system_error&) {
    exported_ = broke(ErrorId::whyNoThread);
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
  const auto broke = [](ErrorId why) -> Result<RecordProof> {
    return fail(ErrorKind::failed, ErrorId::stepRecordDevice, why);
  };
  const std::string path = recordingPath(to->root, report_, sessionNow());
  try {
    record_ = std::make_unique<Work<Result<RecordProof>>>(
        waker_, [device = options_.device, record = options_.record, path, broke] {
          try {
            return record(*device, path);
          } catch (const std::exception&) {
            return broke(ErrorId::whyInnerError);
          }
        });
  } catch (const std::system_error&) {
    recorded_ = broke(ErrorId::whyNoThread);
  }
  return true;
}

bool Session::recording() const {
  return record_ != nullptr;
}

std::string recordingPath(const std::string& stick, const Report& report, UtcTime now) {
  const std::string serial =
      report.identity.serialNumber.known() ? fileNameFor(report.identity.serialNumber.value) : "device";
  std::string stamp = isoText({now.milliseconds / 1000 * 1000});
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return joinPath(joinPath(stick, "Preflight"), fmt::format("{}-{}.zip", serial, stamp));
}

}  // namespace preflight
