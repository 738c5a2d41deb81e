// The device's row as a CSV, written durably and proved: one file in a folder, a row in a file that holds others, or on
// a stick the device's own file, the batch and the log. One function for page and command line.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/path.h"
#include "base/result.h"
#include "csv/append.h"
#include "csv/corporate.h"
#include "media/durable_write.h"
#include "model/finding.h"
#include "model/report.h"

namespace preflight {

struct CsvRequest {
  std::string groupTag;
  std::string assignedUser;
  bool force = false;  // let through what refusals() names; the proof says so
  csv::Format format = csv::Format::intune;
  bool keepTag = false;  // without a tag here, the one of the row that is replaced stays
};

// Where the file goes. `base` must be there already; nothing above it is ever made.
struct CsvTarget {
  std::string base;       // "E:\" or the folder that was named
  bool onStick = false;   // the stick's own layout: Preflight/devices/<serial>.csv, Preflight/autopilot.csv, log.jsonl
  std::string subfolder;  // of a file to append to; it must be there
  std::string fileName;   // empty: after the serial number
  bool append = false;    // rows that the file holds already are kept
  std::string volumeLabel;
  std::optional<std::uint64_t> volume;  // media::volumeOf(base) when it was chosen

  // Of the file that is the device's own; a placeholder that two devices share gets a number behind it on writing.
  std::string path(std::string_view serial, csv::Format format = csv::Format::intune) const;
};

// The check that failed; decides the exit code.
enum class ExportStage : std::uint8_t { input, target, device, write };

struct ExportError {
  ExportStage stage = ExportStage::device;
  Error error;
  std::string advice;                  // what to do, a sentence; may be empty
  std::vector<std::string> done = {};  // sentences: what was written, whole and read back, before it failed
};

template <class T>
using ExportResult = tl::expected<T, ExportError>;

struct FileProof {
  media::Proof written;
  std::size_t rows = 0;
};

struct ExportProof {
  media::Proof written;  // the device's own file, or the file that was appended to
  std::size_t rows = 0;
  bool replaced = false;           // a row of this device stood in the file, on a stick: in the batch, before
  std::vector<FileProof> batch;    // on a stick: the files of the batch that were written, that with the device first
  std::size_t batchRows = 0;       // devices in all files of the batch
  std::string keptTag;             // the group tag that was taken over from the row that was replaced
  std::string log;                 // path of the log that has a line about it; empty: none was kept
  std::vector<std::string> notes;  // sentences: forced, columns added, placeholder serial, what was skipped and why
};

// Group tag and user as a CSV may hold them; the file to append to is one that is understood. No device is needed.
ExportResult<void> checkInput(const CsvRequest& request);
ExportResult<void> checkAppendFile(const std::string& path, csv::Format format = csv::Format::intune);
// The base folder is there.
ExportResult<void> checkTarget(const CsvTarget& target);

// Builds the row out of the report, checks it, writes, reads back. Programs that write to one stick, or append to one
// folder's files, wait for each other; one that does not know the lock is noticed, and the row is added to what it
// wrote. `findings` are those of the report's diagnosis.
ExportResult<ExportProof> exportCsv(const Report& report, std::span<const Finding> findings, const CsvRequest& request,
                                    const CsvTarget& target);
ExportResult<ExportProof> exportCsv(media::FileSystem& files, const Report& report, std::span<const Finding> findings,
                                    const CsvRequest& request, const CsvTarget& target);

// The corporate identifier that an export of this device writes, and what in it is another text than the device
// reports. The serial number is known.
ExportResult<csv::CorporateForm> corporateFormOf(const Report& report);

// A file name for a serial number: letters, digits, '-' and '.' stay, others become =XX, and one with lower-case
// letters or of more than 80 characters gets a checksum behind it. No two serial numbers share one, also where
// capitals do not count; never a name that Windows keeps for devices. Without an ending.
std::string fileNameFor(std::string_view serial);

}  // namespace preflight
