// The device's row as a CSV that Intune imports, written durably and proved. One function for page and command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/durable_write.h"
#include "model/report.h"

namespace preflight {

struct CsvRequest {
  std::string groupTag;
  std::string assignedUser;
  bool force = false;  // let a placeholder serial number or a faulty hash through; the proof says so
};

// Where the file goes. `base` must be there already; nothing above it is ever made.
struct CsvTarget {
  std::string base;       // "E:\" or the folder that was named
  std::string subfolder;  // made when missing: "Preflight/devices" on a stick, empty else
  std::string fileName;   // empty: after the serial number
  bool append = false;    // rows that the file holds already are kept
  std::string volumeLabel;
  std::optional<std::uint64_t> volume;  // media::volumeOf(base) when it was chosen

  std::string path(std::string_view serial) const;
};

// Which of the checks failed; decides the exit code.
enum class ExportStage : std::uint8_t { input, target, device, write };

struct ExportError {
  ExportStage stage = ExportStage::device;
  Error error;
  std::string advice;  // what to do, a sentence; may be empty
};

template <class T>
using ExportResult = tl::expected<T, ExportError>;

struct ExportProof {
  media::Proof written;
  std::size_t rows = 0;
  bool replaced = false;           // a row of this device stood in the file before
  std::vector<std::string> notes;  // sentences: forced, columns added, placeholder serial
};

// Group tag and user as a CSV may hold them; the file to append to is one that is understood. No device is needed.
ExportResult<void> checkInput(const CsvRequest& request);
ExportResult<void> checkAppendFile(const std::string& path);
// The base folder is there.
ExportResult<void> checkTarget(const CsvTarget& target);

// Builds the row out of the report, checks it, writes, reads back. Another program that writes to the same file in
// between is noticed, and the row is added to what that one wrote.
ExportResult<ExportProof> exportCsv(const Report& report, const CsvRequest& request, const CsvTarget& target);

// A file name for a serial number: letters, digits, '-' and '.' stay, others become =XX, so that no two serial numbers
// share one; never a name that Windows keeps for devices. Without an ending.
std::string fileNameFor(std::string_view serial);

// `a/b` with the separator that the system uses, and exactly one of it.
std::string joinPath(std::string_view a, std::string_view b);

}  // namespace preflight
