// Paths between UTF-8 and the file system, and its errors.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/result.h"

namespace preflight::recording {

// Wide on Windows, so that every name works whatever the code page is.
inline std::filesystem::path pathFromUtf8(std::string_view text) {
  return std::filesystem::path(std::u8string(text.begin(), text.end()));
}

inline std::string utf8FromPath(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

inline Error systemError(const std::error_code& code, std::string step) {
  const bool windowsCode =
      code.category() == std::system_category() && std::filesystem::path::preferred_separator != '/';
  const ErrorKind kind = code == std::errc::permission_denied ? ErrorKind::denied : ErrorKind::failed;
  return {kind, std::move(step), code.message(), windowsCode ? CodeSpace::win32 : CodeSpace::posix,
          static_cast<std::uint32_t>(code.value())};
}

// After a stream has failed: the C library's reason, if it left one.
inline Error streamError(std::string step, std::string words) {
  const int number = errno;
  if (number == 0) {
    return {ErrorKind::failed, std::move(step), std::move(words), CodeSpace::none, 0};
  }
  return {ErrorKind::failed, std::move(step), words + ": " + std::generic_category().message(number), CodeSpace::posix,
          static_cast<std::uint32_t>(number)};
}

}  // namespace preflight::recording
