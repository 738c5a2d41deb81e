// The hardware hash of now beside those of this device that were exported earlier.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "diagnose/diagnose.h"
#include "hash/compare.h"
#include "model/diagnosis.h"

namespace preflight {

// One hash in a file under the serial number of this device, compared with the one of now.
struct EarlierExport {
  std::string path;
  std::size_t line = 0;
  std::optional<UtcTime> capturedAt;
  bool sameCapture = false;  // it is the very hash of now
  hash::Comparison comparison;
};

// Which of them counts: the newest that is not the hash of now, else the newest; those that cannot be read come last.
// Adds a finding where board, TPM or label changed since then, or the two cannot be compared. A part that changed is no
// finding. Nothing when there are none.
std::optional<EarlierStatus> judgeEarlier(std::span<const EarlierExport> earlier, std::vector<Finding>& findings);

}  // namespace preflight
