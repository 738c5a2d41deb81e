#include "base/path.h"

#include <cerrno>

namespace preflight {

std::filesystem::path pathFromUtf8(std::string_view text) {
  return {std::u8string(text.begin(), text.end())};
}

std::string utf8FromPath(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

Error systemError(const std::error_code& code, std::string step) {
  const bool windowsCode =
      code.category() == std::system_category() && std::filesystem::path::preferred_separator != '/';
  const ErrorKind kind = code == std::errc::permission_denied ? ErrorKind::denied : ErrorKind::failed;
  return {kind, std::move(step), code.message(), windowsCode ? CodeSpace::win32 : CodeSpace::posix,
          static_cast<std::uint32_t>(code.value())};
}

Error streamError(std::string step, std::string words) {
  const int number = errno;
  if (number == 0) {
    return {ErrorKind::failed, std::move(step), std::move(words), CodeSpace::none, 0};
  }
  return {ErrorKind::failed, std::move(step), words + ": " + std::generic_category().message(number), CodeSpace::posix,
          static_cast<std::uint32_t>(number)};
}

}  // namespace preflight
