// A recording of the device: all that the fixed sweep asks, as a folder or a .zip file.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/host.h"
#include "host/recording/sweep.h"

namespace preflight {

struct RecordRequest {
  std::string to;             // UTF-8, in a folder that is there; ends in .zip: a new file; else a new or empty folder,
                              // with a separator at its end if its name looks like a file's
  bool makeFolder = false;    // make that folder when only it is missing: the stick's own
  std::string scratchFolder;  // for Microsoft's diagnostics tool; empty: a folder of its own under %TEMP%
  std::string programVersion;
  std::function<void(std::string_view step, std::size_t number, std::size_t total)> progress;  // may be empty
  std::function<void()> toolStarts;  // before that tool runs, which may write to the firmware; may be empty
};

// Errors are those of writing; what the device refuses is recorded as refused.
Result<SweepSummary> recordDevice(const Host& host, RecordRequest request);

}  // namespace preflight
