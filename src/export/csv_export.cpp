#include "export/csv_export.h"

#include <fmt/format.h>
#include <array>

#include "base/sha256.h"
#include "base/text.h"
#include "csv/append.h"
#include "csv/intune.h"
#include "hash/check.h"
#include "hash/identity.h"
#include "smbios/placeholder.h"

namespace preflight {
namespace {

constexpr std::uint64_t largestImportFile = 8U << 20;  // 500 rows have 2 MB
constexpr int triesAgainstOthers = 20;                 // writers of the same file, before giving up

tl::unexpected<ExportError> stop(ExportStage stage, Error error, std::string advice = {}) {
  return tl::unexpected(ExportError{stage, std::move(error), std::move(advice)});
}

csv::Judges judges() {
  return {smbios::isPlaceholderSerial,
          [](std::string_view a, std::string_view b) { return hash::sameDevice(a, b) == hash::SameDevice::yes; }};
}

ExportResult<void> checkFieldOf(csv::Field field, std::string_view value) {
  if (const Result<void> fits = csv::checkField(field, value); !fits) {
    return stop(ExportStage::input, fits.error());
  }
  return {};
}

// A serial number that may not go into a file without --force.
ExportResult<void> checkSerial(const IdentityPart& identity, const CsvRequest& request,
                               std::vector<std::string>& notes) {
  if (!identity.serialNumber.known()) {
    return stop(ExportStage::device, identity.serialNumber.error,
                identity.serialNumber.state == FactState::absent
                    ? "Autopilot needs a serial number: have it written into the firmware."
                    : "Read again; if it stays, restart the device.");
  }
  if (!identity.serialIsPlaceholder.known() || !identity.serialIsPlaceholder.value) {
    return {};
  }
  if (!request.force) {
    return stop(ExportStage::input,
                Error{ErrorKind::invalid, fmt::format("serial number '{}'", printable(identity.serialNumber.value, 80)),
                      "is a placeholder that many devices share", CodeSpace::none, 0},
                "Have the real one written into the firmware, or export all the same with --force.");
  }
  notes.push_back(fmt::format("Forced: the serial number '{}' is a placeholder that many devices share.",
                              printable(identity.serialNumber.value, 80)));
  return {};
}

// A hash with an error: cut, damaged, or of another device than this one.
ExportResult<void> checkHash(const Report& report, const CsvRequest& request, std::vector<std::string>& notes) {
  const Fact<std::string>& text = report.hardwareHash.text;
  if (!text.known()) {
    return stop(ExportStage::device, text.error);
  }
  hash::CheckContext context;
  context.serialNumber = report.identity.serialNumber.value;
  context.isPlaceholder = smbios::isPlaceholderSerial;
  const hash::Checked checked = hash::check(text.value, context);
  if (checked.valid || checked.problems.empty()) {
    return {};
  }
  const hash::Problem& problem = checked.problems.front();  // errors come first
  if (!request.force) {
    return stop(ExportStage::input,
                Error{ErrorKind::invalid, "hardware hash",
                      fmt::format("{} ({})", problem.message, hash::name(problem.code)), CodeSpace::none, 0},
                "Read it again; to export it all the same, use --force.");
  }
  notes.push_back(fmt::format("Forced: the hardware hash is faulty: {}.", problem.message));
  return {};
}

ExportResult<csv::Row> rowOf(const Report& report, const CsvRequest& request, std::vector<std::string>& notes) {
  if (const auto fits = checkSerial(report.identity, request, notes); !fits) {
    return tl::unexpected(fits.error());
  }
  if (const auto fits = checkHash(report, request, notes); !fits) {
    return tl::unexpected(fits.error());
  }
  csv::Row row{report.identity.serialNumber.value, "", report.hardwareHash.text.value, request.groupTag,
               request.assignedUser};
  if (const Result<void> fits = csv::checkRow(row); !fits) {
    return stop(ExportStage::input, fits.error());
  }
  return row;
}

struct Old {
  std::string bytes;
  std::string sha256;  // empty: there is no file
};

ExportResult<Old> readOld(const std::string& path) {
  const Result<Bytes> bytes = media::readWhole(path, largestImportFile);
  if (bytes) {
    return Old{std::string(textOf(*bytes)), sha256Hex(*bytes)};
  }
  if (bytes.error().kind == ErrorKind::absent) {
    return Old{};
  }
  const bool unusable = bytes.error().kind == ErrorKind::invalid;
  return stop(unusable ? ExportStage::input : ExportStage::target, bytes.error());
}

// The whole new file.
ExportResult<csv::Appended> compose(const csv::Row& row, const Old& old, bool append) {
  if (!append) {
    const Result<std::string> bytes = csv::writeIntune({&row, 1});
    if (!bytes) {
      return stop(ExportStage::input, bytes.error());
    }
    return csv::Appended{*bytes, old.sha256.empty() ? csv::AppendAction::added : csv::AppendAction::replaced, {}, 1};
  }
  Result<csv::Appended> appended = csv::append(old.bytes, row, judges());
  if (!appended) {
    return stop(ExportStage::input, appended.error(), "The file was left as it is.");
  }
  return *appended;
}

}  // namespace

ExportResult<void> checkInput(const CsvRequest& request) {
  if (auto fits = checkFieldOf(csv::Field::groupTag, request.groupTag); !fits) {
    return fits;
  }
  return checkFieldOf(csv::Field::assignedUser, request.assignedUser);
}

ExportResult<void> checkAppendFile(const std::string& path) {
  const ExportResult<Old> old = readOld(path);
  if (!old) {
    return tl::unexpected(old.error());
  }
  if (old->bytes.empty()) {
    return {};
  }
  if (const Result<csv::Document> document = csv::parseIntune(old->bytes); !document) {
    Error error = document.error();
    error.step = fmt::format("read {}: {}", path, error.step);
    return stop(ExportStage::input, error, "The file was left as it is.");
  }
  return {};
}

ExportResult<void> checkTarget(const CsvTarget& target) {
  if (const Result<std::uint64_t> volume = media::volumeOf(target.base); !volume) {
    return stop(ExportStage::target, volume.error(), "Name a folder that is there and can be written.");
  }
  return {};
}

ExportResult<ExportProof> exportCsv(const Report& report, const CsvRequest& request, const CsvTarget& target) {
  ExportProof proof;
  const ExportResult<csv::Row> row = rowOf(report, request, proof.notes);
  if (!row) {
    return tl::unexpected(row.error());
  }
  const std::string path = target.path(row->serialNumber);
  const std::size_t notesBefore = proof.notes.size();
  for (int tries = 0;; ++tries) {
    const ExportResult<Old> old = readOld(path);
    if (!old) {
      return tl::unexpected(old.error());
    }
    const ExportResult<csv::Appended> file = compose(*row, *old, target.append);
    if (!file) {
      return tl::unexpected(file.error());
    }
    media::WriteOptions options;
    options.base = target.base;
    options.volume = target.volume;
    options.makeFolders = !target.subfolder.empty();
    options.expectedOld = old->sha256;
    options.volumeLabel = target.volumeLabel;
    Result<media::Proof> written = media::writeDurably(path, viewOf(file->bytes), options);
    if (written) {
      proof.written = std::move(*written);
      proof.rows = file->rows;
      proof.replaced = file->action == csv::AppendAction::replaced;
      proof.notes.resize(notesBefore);
      proof.notes.insert(proof.notes.end(), file->notes.begin(), file->notes.end());
      return proof;
    }
    if (!media::isChangedMeanwhile(written.error()) || tries == triesAgainstOthers) {
      return stop(ExportStage::write, written.error(), "Nothing was changed there.");
    }
  }
}

}  // namespace preflight
