#include "export/device/device_export.h"

#include "base/sha256.h"
#include "base/text.h"
#include "csv/append.h"
#include "csv/intune.h"
#include "export/device/device_row.h"
#include "export/device/old_file.h"
#include "export/device/stick_export.h"
#include "export/device/stick_layout.h"
#include "hash/check.h"
#include "hash/identity.h"
#include "media/lock.h"
#include "smbios/placeholder.h"
#include "text/command_id.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

constexpr std::uint64_t largestImportFile = 8U << 20;  // 500 rows have 2 MB

tl::unexpected<ExportError> stop(ExportStage stage, Error error, std::string advice = {}) {
  return tl::unexpected(ExportError{stage, std::move(error), std::move(advice), {}});
}

ExportResult<void> checkFieldOf(csv::Field field, std::string_view value) {
  if (const Result<void> fits = csv::checkField(field, value); !fits) {
    return stop(ExportStage::input, fits.error());
  }
  return {};
}

tl::unexpected<ExportError> unreadable(const Error& error) {
  return stop(error.kind == ErrorKind::invalid ? ExportStage::input : ExportStage::target, error);
}

// The whole new file.
ExportResult<csv::SetAppended> compose(const csv::DeviceRow& row, const OldFile& old, bool append) {
  const csv::SetFile file{"", append ? old.bytes : std::string()};
  const Result<csv::SetAppended> set = csv::appendToSet({&file, 1}, row, deviceTests());
  if (!set) {
    return stop(ExportStage::input, set.error());
  }
  if (!set->skipped.empty()) {
    return stop(ExportStage::input, set->skipped.front().why, say(CommandId::exportUnchanged));
  }
  if (set->changes.front().file != 0) {
    const Text full(CommandId::exportFull, {{"most", std::to_string(csv::maximumRowsOf(row.format))}});
    return stop(ExportStage::input, Error{ErrorKind::invalid, "", full.str(), CodeSpace::none, 0}, full.hint());
  }
  return *set;
}

// One file, new or with the rows that it has already.
ExportResult<ExportProof> writeOneFile(media::FileSystem& files, const CsvRequest& request, const csv::DeviceRow& row,
                                       const CsvTarget& target, const std::string& path, ExportProof proof) {
  const std::size_t notesBefore = proof.notes.size();
  for (int tries = 0;; ++tries) {
    const Result<OldFile> old = readOld(files, path);
    if (!old) {
      return unreadable(old.error());
    }
    csv::DeviceRow tagged = row;
    const csv::SetFile before{"", old->bytes};
    const std::string kept = keepTag(request, {&before, 1}, tagged);
    const ExportResult<csv::SetAppended> set = compose(tagged, *old, target.append);
    if (!set) {
      return tl::unexpected(set.error());
    }
    media::WriteOptions options;
    options.base = target.base;
    options.volume = target.volume;
    options.expectedOld = old->sha256;
    options.volumeLabel = target.volumeLabel;
    const csv::SetChange& change = set->changes.front();
    Result<media::Proof> written = media::writeDurably(files, path, viewOf(change.bytes), options);
    if (written) {
      proof.written = std::move(*written);
      proof.rows = change.rows;
      proof.replaced = target.append ? set->action == csv::AppendAction::replaced : !old->sha256.empty();
      proof.notes.resize(notesBefore);
      proof.notes.insert(proof.notes.end(), set->notes.begin(), set->notes.end());
      noteKeptTag(kept, proof);
      return proof;
    }
    if (!media::isChangedMeanwhile(written.error()) || tries == triesAgainstOthers) {
      return stop(ExportStage::write, written.error(), say(CommandId::exportNothingChanged));
    }
  }
}

ExportResult<ExportProof> appendToFile(media::FileSystem& files, const CsvRequest& request, const csv::DeviceRow& row,
                                       const CsvTarget& target, const std::string& path, ExportProof proof) {
  const std::string folder = target.subfolder.empty() ? target.base : joinPath(target.base, target.subfolder);
  const auto lock = media::takeLock(files, joinPath(folder, stickLockName));
  if (!lock && lock.error().kind == ErrorKind::absent && !target.subfolder.empty()) {
    const std::string words = say(CommandId::exportNoFolder, {{"folder", folder}});
    return stop(ExportStage::target, Error{ErrorKind::absent, "", words, CodeSpace::none, 0},
                say(CommandId::exportNoFolderAdvice));
  }
  if (!lock) {
    return stop(ExportStage::write, lock.error(), say(CommandId::exportNothingChanged));
  }
  if (!(*lock)->note().empty()) {
    proof.notes.push_back((*lock)->note());
  }
  return writeOneFile(files, request, row, target, path, std::move(proof));
}

}  // namespace

csv::DeviceTests deviceTests() {
  return {smbios::isPlaceholderSerial,
          [](std::string_view a, std::string_view b) { return hash::sameDevice(a, b) == hash::SameDevice::yes; },
          [](std::string_view text) { return !text.empty() && !hash::check(text, {}).valid; }};
}

std::string keepTag(const CsvRequest& request, std::span<const csv::SetFile> files, csv::DeviceRow& row) {
  if (!request.keepTag || !request.groupTag.empty()) {
    return {};
  }
  std::string tag = csv::groupTagOf(files, row, deviceTests());
  if (!tag.empty()) {
    row.fields[static_cast<std::size_t>(csv::Field::groupTag)] = tag;
  }
  return tag;
}

void noteKeptTag(const std::string& tag, ExportProof& proof) {
  proof.keptTag = tag;
  if (!tag.empty()) {
    proof.notes.push_back(say(CommandId::exportKeptTag, {{"tag", tag}}));
  }
}

Result<OldFile> readOld(media::FileSystem& files, const std::string& path) {
  const Result<Bytes> bytes = media::readWhole(files, path, largestImportFile);
  if (bytes) {
    return OldFile{std::string(textOf(*bytes)), sha256Hex(*bytes)};
  }
  return bytes.error().kind == ErrorKind::absent ? Result<OldFile>(OldFile{}) : tl::unexpected(bytes.error());
}

ExportResult<void> checkInput(const CsvRequest& request) {
  if (auto fits = checkFieldOf(csv::Field::groupTag, request.groupTag); !fits) {
    return fits;
  }
  return checkFieldOf(csv::Field::assignedUser, request.assignedUser);
}

ExportResult<void> checkAppendFile(const std::string& path, csv::Format format) {
  const Result<OldFile> old = readOld(media::systemFiles(), path);
  if (!old) {
    return unreadable(old.error());
  }
  if (old->bytes.empty()) {
    return {};
  }
  if (const Result<void> understood = csv::checkFile(format, old->bytes); !understood) {
    Error error = understood.error();
    error.step = Text(CsvId::fileRead, {{"file", path}});
    return stop(ExportStage::input, error, say(CommandId::exportUnchanged));
  }
  return {};
}

ExportResult<void> checkTarget(const CsvTarget& target) {
  if (const Result<std::uint64_t> volume = media::volumeOf(target.base); !volume) {
    const bool absent = volume.error().kind == ErrorKind::absent;
    const std::string words = say(CommandId::exportNoFolder, {{"folder", target.base}});
    return stop(ExportStage::target, absent ? Error{ErrorKind::absent, "", words, CodeSpace::none, 0} : volume.error(),
                say(CommandId::exportNoFolderAdvice));
  }
  return {};
}

ExportResult<ExportProof> exportCsv(media::FileSystem& files, const Report& report, std::span<const Finding> findings,
                                    const CsvRequest& request, const CsvTarget& target) {
  ExportProof proof;
  const ExportResult<csv::DeviceRow> row = deviceRow(report, findings, request, proof.notes);
  if (!row) {
    return tl::unexpected(row.error());
  }
  if (target.onStick) {
    return exportToStick(files, report, findings, request, *row, target, std::move(proof));
  }
  const std::string path = target.path(report.identity.serialNumber.value, request.format);
  return target.append ? appendToFile(files, request, *row, target, path, std::move(proof))
                       : writeOneFile(files, request, *row, target, path, std::move(proof));
}

ExportResult<ExportProof> exportCsv(const Report& report, std::span<const Finding> findings, const CsvRequest& request,
                                    const CsvTarget& target) {
  return exportCsv(media::systemFiles(), report, findings, request, target);
}

}  // namespace preflight
