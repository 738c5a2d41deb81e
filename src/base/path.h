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

// A file system error with the system's own code and words.
Error systemError(const std::error_code& code, std::string step);
// After a stream has failed: the C library's reason, if it left one, else `words` alone.
Error streamError(std::string step, std::string words);

}  // namespace preflight
