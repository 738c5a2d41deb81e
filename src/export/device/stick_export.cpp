#include "export/device/stick_export.h"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "export/device/old_file.h"
#include "export/device/stick_layout.h"
#include "export/device/stick_log.h"
#include "media/append_line.h"
#include "media/lock.h"
#include "smbios/placeholder.h"
#include "text/command_id.h"

namespace preflight {
namespace {

constexpr std::size_t mostBoardsOfOneSerial = 500;

UtcTime systemNow() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count() * 1000};
}

// A file of the batch as it was found.
struct Found {
  std::size_t number = 0;
  std::string name;
  OldFile old;
  std::string unread;  // why, when it could not be
};

class StickExport {
 public:
  StickExport(media::FileSystem& files, CsvRequest request, csv::DeviceRow row, const CsvTarget& target,
              std::string serial, ExportProof proof)
      : files_(files),
        request_(std::move(request)),
        row_(std::move(row)),
        target_(target),
        serial_(std::move(serial)),
        folder_(joinPath(target.base, stickFolder)),
        proof_(std::move(proof)) {}

  ExportResult<ExportProof> run(const Report& report, std::span<const Finding> findings) {
    const std::string devices = joinPath(target_.base, deviceFolder(row_.format));
    const Result<std::uint64_t> volume = media::makeFolders(files_, devices, options({}));
    if (!volume) {
      return stopped(volume.error());
    }
    volume_ = *volume;  // from here on no other volume is written to
    const auto lock = media::takeLock(files_, joinPath(folder_, stickLockName));
    if (!lock) {
      return stopped(lock.error());
    }
    note((*lock)->note());
    takeTag();
    if (auto written = writeDevice(); !written) {
      return tl::unexpected(std::move(written).error());
    }
    if (auto written = writeBatch(); !written) {
      ExportError error = std::move(written).error();
      error.done.push_back(say(CommandId::exportSavedBefore, {{"file", proof_.written.path}}));
      return tl::unexpected(std::move(error));
    }
    writeLog(report, findings);
    return std::move(proof_);
  }

 private:
  static tl::unexpected<ExportError> stopped(Error error, std::string advice = say(CommandId::exportNothingChanged)) {
    return tl::unexpected(ExportError{ExportStage::write, std::move(error), std::move(advice), {}});
  }

  void note(std::string sentence) {
    if (!sentence.empty()) {
      proof_.notes.push_back(std::move(sentence));
    }
  }

  media::WriteOptions options(std::optional<std::string> expectedOld) const {
    media::WriteOptions options;
    options.base = target_.base;
    options.volume = volume_ ? volume_ : target_.volume;
    options.makeFolders = true;
    options.expectedOld = std::move(expectedOld);
    options.volumeLabel = target_.volumeLabel;
    return options;
  }

  Result<csv::SetAppended> alone() const {
    const csv::SetFile empty;
    return csv::appendToSet({&empty, 1}, row_, deviceTests());
  }

  // A file with that placeholder belongs to this device only if its row does.
  bool isAnotherBoards(const OldFile& old) const {
    if (old.bytes.empty() || !smbios::isPlaceholderSerial(serial_)) {
      return false;
    }
    const csv::SetFile file{"", old.bytes};
    const Result<csv::SetAppended> set = csv::appendToSet({&file, 1}, row_, deviceTests());
    return !set || !set->skipped.empty() || set->action == csv::AppendAction::added;
  }

  // '=' and one digit or more before the ending never comes out of a serial number.
  std::string devicePath(std::size_t board) const {
    std::string path = target_.path(serial_, row_.format);
    return board == 1 ? path : path.insert(path.size() - 4, fmt::format("={}=", board));
  }

  ExportResult<void> writeDevice() {
    const Result<csv::SetAppended> set = alone();
    if (!set) {
      return stopped(set.error());
    }
    int tries = 0;
    for (std::size_t board = 1; board <= mostBoardsOfOneSerial;) {
      const std::string path = devicePath(board);
      const Result<OldFile> old = readOld(files_, path);
      if (!old) {
        return stopped(old.error());
      }
      if (isAnotherBoards(*old)) {
        ++board;
        continue;
      }
      Result<media::Proof> written =
          media::writeDurably(files_, path, viewOf(set->changes.front().bytes), options(old->sha256));
      if (written) {
        proof_.written = std::move(*written);
        proof_.rows = 1;
        return {};
      }
      if (!media::isChangedMeanwhile(written.error()) || ++tries > triesAgainstOthers) {
        return stopped(written.error());
      }
    }
    return stopped(Error{ErrorKind::invalid, say(CommandId::exportDeviceFileStep),
                         say(CommandId::exportTooManyBoards, {{"most", std::to_string(mostBoardsOfOneSerial)}}),
                         CodeSpace::none, 0});
  }

  Result<std::vector<Found>> readBatch() {
    Result<std::vector<std::string>> names = files_.names(folder_);
    if (!names) {
      return tl::unexpected(std::move(names).error());
    }
    std::vector<Found> found;
    for (std::string& name : *names) {
      if (const auto number = batchNumber(row_.format, name)) {
        found.push_back({*number, std::move(name), {}, {}});
      }
    }
    if (found.size() > mostBatchFiles) {
      return fail(ErrorKind::invalid, say(CommandId::exportBatchStep, {{"folder", folder_}}),
                  say(CommandId::exportBatchMany, {{"most", std::to_string(mostBatchFiles)}}));
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.number < b.number; });
    for (Found& each : found) {
      Result<OldFile> old = readOld(files_, joinPath(folder_, each.name));
      if (!old && old.error().kind != ErrorKind::invalid) {
        return tl::unexpected(std::move(old).error());
      }
      if (old) {
        each.old = std::move(*old);
      } else {  // no file, or too large: skipped like one that is not understood
        each.unread = std::move(old).error().words.str();
        each.old = OldFile{"\xFF", "?"};
      }
    }
    return found;
  }

  // The device's own file and the batch get one tag: that of the batch, which is what people correct. What cannot be
  // read is met again, and said, when it is to be written.
  void takeTag() {
    std::vector<csv::SetFile> old;
    if (const Result<std::vector<Found>> found = readBatch()) {
      for (const Found& file : *found) {
        old.push_back({file.name, file.old.bytes});
      }
    }
    if (Result<OldFile> own = readOld(files_, devicePath(1))) {
      old.push_back({"", std::move(own->bytes)});
    }
    const std::string tag = keepTag(request_, old, row_);
    noteKeptTag(tag, proof_);
    request_.groupTag = tag.empty() ? request_.groupTag : tag;
  }

  // Done: true. Another program wrote in between: false, to be tried again.
  Result<bool> writeChanges(const csv::SetAppended& set, const std::vector<Found>& found) {
    proof_.batch.clear();
    for (const csv::SetChange& change : set.changes) {
      const bool fresh = change.file >= found.size();
      const std::string name =
          fresh ? batchName(row_.format, found.empty() ? 1 : found.back().number + 1) : found[change.file].name;
      Result<media::Proof> written =
          media::writeDurably(files_, joinPath(folder_, name), viewOf(change.bytes),
                              options(fresh ? std::string() : found[change.file].old.sha256));
      if (!written) {
        return media::isChangedMeanwhile(written.error()) ? Result<bool>(false)
                                                          : tl::unexpected(std::move(written).error());
      }
      proof_.batch.push_back({std::move(*written), change.rows});
    }
    return true;
  }

  void noteSkipped(const csv::SetAppended& set, const std::vector<Found>& found) {
    for (const csv::SkippedFile& each : set.skipped) {
      const Found& of = found[each.file];
      note(say(CommandId::exportSkipped, {{"file", of.name},
                                          {"why", printable(of.unread.empty() ? each.why.words.str() : of.unread, 400)},
                                          {"other", proof_.batch.front().written.path}}));
    }
    for (const std::string& each : set.notes) {
      note(each);
    }
  }

  ExportResult<void> writeBatch() {
    for (int tries = 0;; ++tries) {
      const Result<std::vector<Found>> found = readBatch();
      if (!found) {
        return stopped(found.error(), say(CommandId::exportBatchUnchanged));
      }
      std::vector<csv::SetFile> set;
      for (const Found& each : *found) {
        set.push_back({each.name, each.old.bytes});
      }
      const Result<csv::SetAppended> appended = csv::appendToSet(set, row_, deviceTests());
      if (!appended) {
        return stopped(appended.error(), say(CommandId::exportBatchUnchanged));
      }
      const Result<bool> written = writeChanges(*appended, *found);
      if (!written) {
        return stopped(written.error(),
                       proof_.batch.empty() ? say(CommandId::exportBatchUnchanged) : say(CommandId::exportOnceMore));
      }
      if (*written) {
        proof_.replaced = appended->action == csv::AppendAction::replaced;
        proof_.batchRows = appended->rows;
        noteSkipped(*appended, *found);
        return {};
      }
      if (tries == triesAgainstOthers) {
        return stopped(Error{ErrorKind::failed, say(CommandId::exportBatchWriteStep, {{"folder", folder_}}),
                             say(CommandId::exportBatchBusy), CodeSpace::none, 0},
                       say(CommandId::exportBatchBusyAdvice));
      }
    }
  }

  // The files are saved and verified, whether or not a log could be kept.
  void writeLog(const Report& report, std::span<const Finding> findings) {
    const std::string path = joinPath(folder_, stickLogName);
    const std::string line = logLine(report, findings, request_, proof_, files_.thisProgram(), systemNow());
    const Result<media::Proof> logged = media::appendDurably(files_, path, line, mostLogBytes, options(std::nullopt));
    if (logged) {
      proof_.log = path;
    } else {
      note(say(CommandId::exportNoLog, {{"why", printable(describe(logged.error()), 600)}}));
    }
  }

  media::FileSystem& files_;
  CsvRequest request_;
  csv::DeviceRow row_;
  const CsvTarget& target_;
  std::string serial_;
  std::string folder_;
  std::optional<std::uint64_t> volume_;
  ExportProof proof_;
};

}  // namespace

ExportResult<ExportProof> exportToStick(media::FileSystem& files, const Report& report,
                                        std::span<const Finding> findings, const CsvRequest& request,
                                        const csv::DeviceRow& row, const CsvTarget& target, ExportProof proof) {
  return StickExport(files, request, row, target, report.identity.serialNumber.value, std::move(proof))
      .run(report, findings);
}

}  // namespace preflight
