// A recording of a device: everything that sweep.h asked a Host, in a folder or one .zip file. README.md describes the
// format.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "host/host.h"

namespace preflight {

struct RecordingFormat {
  static constexpr std::string_view name = "preflight-recording";
  static constexpr int version = 1;
  // Limits of one JSON file, and of one line of a .jsonl file.
  static constexpr JsonLimits file{64U << 20, 64, 4'096, 1'000'000};
  static constexpr JsonLimits line{4U << 20, 64, 4'096, 10'000};
  static constexpr std::size_t keptValues = 2'000'000;    // in all files whose content stays in memory
  static constexpr std::size_t streamBytes = 128U << 20;  // of one .jsonl file
  static constexpr std::size_t members = 20'000;          // in one .zip
};

// A Host that answers from the recording at `pathUtf8`: a folder or a .zip file. Only recording.json is read here; each
// other part when it is first asked for, event channels and logs as streams. What was not swept is notCollected.
// Errors: absent, denied, failed (cannot be opened), invalid (no recording, damaged, made by a newer Preflight), with
// the file and the place.
Result<std::unique_ptr<Host>> openRecording(std::string_view pathUtf8);

// Recordings of one device, the oldest first: a file that one of them does not hold is that of the one before it. The
// error is of the first that cannot be opened.
Result<std::vector<std::unique_ptr<Host>>> openRecordings(const std::vector<std::string>& pathsUtf8);

// One from memory: name of each file in the recording, and its bytes.
Result<std::unique_ptr<Host>> openRecordingInMemory(std::map<std::string, std::string, std::less<>> members);

}  // namespace preflight
