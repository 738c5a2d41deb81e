// Where a recording is written to. A sink shows nothing at its target before finish(), and leaves nothing behind when
// it is destroyed without it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace preflight {

class RecordingSink {
 public:
  RecordingSink() = default;
  RecordingSink(const RecordingSink&) = delete;
  RecordingSink& operator=(const RecordingSink&) = delete;
  virtual ~RecordingSink() = default;

  // One file of the recording after the other: begin, write as often as needed, end. After an error nothing but the
  // destructor may be called. Errors: denied and failed, with the system's code (errno 28: no space left).
  virtual Result<void> begin(std::string_view name) = 0;
  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<void> end() = 0;
  // Puts the recording to its target, whole.
  virtual Result<void> finish() = 0;

  Result<void> add(std::string_view name, std::string_view bytes);
};

// A new folder at `pathUtf8`, or an empty one that is there; anything else there is an error. The folder that it is to
// stand in must be there. Written as a folder
// "<path>.part" beside it and renamed at the end.
Result<std::unique_ptr<RecordingSink>> folderSink(std::string_view pathUtf8);

// A .zip file at `pathUtf8`, which replaces an earlier file there. Written as "<path>.part" and renamed at the end.
// `modified` is the time that its members bear.
Result<std::unique_ptr<RecordingSink>> zipSink(std::string_view pathUtf8, UtcTime modified);

}  // namespace preflight
