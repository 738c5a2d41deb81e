// Paths between UTF-8, in which the program names files, and the file system.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/result.h"

namespace preflight {

// Wide on Windows, so that every name works whatever the code page is.
std::filesystem::path pathFromUtf8(std::string_view text);
std::string utf8FromPath(const std::filesystem::path& path);

// A file system error with the system's own code. Its words are ours: the system's are in its own language.
Error systemError(const std::error_code& code, Text step);
// After a stream has failed: `words`, and the C library's code if it left one.
Error streamError(Text step, Text words);

}  // namespace preflight
