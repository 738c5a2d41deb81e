#include "base/path.h"

#include <cerrno>

#include "text/error_id.h"

namespace preflight {

std::filesystem::path pathFromUtf8(std::string_view text) {
  return {std::u8string(text.begin(), text.end())};
}

std::string utf8FromPath(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

namespace {

struct Meaning {
  std::errc condition;
  ErrorKind kind;
  ErrorId why;
};

constexpr Meaning meanings[] = {
    {std::errc::permission_denied, ErrorKind::denied, ErrorId::whyDenied},
    {std::errc::operation_not_permitted, ErrorKind::denied, ErrorId::whyDenied},
    {std::errc::read_only_file_system, ErrorKind::failed, ErrorId::whyWriteProtected},
    {std::errc::no_such_file_or_directory, ErrorKind::failed, ErrorId::whyNotFound},
    {std::errc::not_a_directory, ErrorKind::failed, ErrorId::whyNotFolder},
    {std::errc::is_a_directory, ErrorKind::failed, ErrorId::whyIsFolder},
    {std::errc::no_space_on_device, ErrorKind::failed, ErrorId::whyDiskFull},
    {std::errc::io_error, ErrorKind::failed, ErrorId::whyDeviceError},
    {std::errc::no_such_device, ErrorKind::failed, ErrorId::whyDeviceGone},
    {std::errc::device_or_resource_busy, ErrorKind::failed, ErrorId::whyOpenElsewhere},
    {std::errc::filename_too_long, ErrorKind::failed, ErrorId::whyPathRefused},
    {std::errc::not_enough_memory, ErrorKind::failed, ErrorId::whyNoMemory},
};

}  // namespace

Error systemError(const std::error_code& code, Text step) {
  const bool windowsCode =
      code.category() == std::system_category() && std::filesystem::path::preferred_separator != '/';
  Error error{ErrorKind::failed, std::move(step), windowsCode ? Text(ErrorId::whySystemError) : Text(),
              windowsCode ? CodeSpace::win32 : CodeSpace::posix, static_cast<std::uint32_t>(code.value())};
  for (const Meaning& meaning : meanings) {
    if (code == meaning.condition) {
      error.kind = meaning.kind;
      error.words = meaning.why;
      break;
    }
  }
  return error;
}

Error streamError(Text step, Text words) {
  const int number = errno;
  if (number == 0) {
    return {ErrorKind::failed, std::move(step), std::move(words), CodeSpace::none, 0};
  }
  Error error = systemError(std::error_code(number, std::generic_category()), std::move(step));
  error.kind = ErrorKind::failed;
  if (error.words.empty() || error.words.says(ErrorId::whySystemError)) {
    error.words = std::move(words);
  }
  return error;
}

}  // namespace preflight
