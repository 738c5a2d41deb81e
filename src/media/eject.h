// Taking a stick out of the system's hands. Nothing needs it: what was written is flushed, and Windows caches no writes
// to sticks. It is for whoever wants the drive gone before pulling it.
#pragma once

#include <string>

#include "base/result.h"

namespace preflight::media {

// `root` is "E:\" or a mount point. An error says what still uses the drive, as far as that is known; the drive then
// stays as it was.
Result<void> eject(const std::string& root);

}  // namespace preflight::media
