// A log that only grows: one line more, whatever happened before.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace preflight::media {

// Adds `line` (with its line end) to the file, which is made when missing; its folder must be there.
Result<void> appendLine(const std::string& path, std::string_view line);

}  // namespace preflight::media
