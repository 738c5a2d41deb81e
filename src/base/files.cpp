#include "base/files.h"

#include <cerrno>

#include "base/path.h"
#include "text/error_id.h"

namespace preflight {
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
  const bool windowsCode = code.category() == std::system_category() && pathSeparator == '\\';
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

namespace {

const char* modeText(File::Mode mode) {
  switch (mode) {
    case File::Mode::create:
      return "wb";
    case File::Mode::append:
      return "ab";
    case File::Mode::read:
      break;
  }
  return "rb";
}

}  // namespace

File::File(const std::string& path, Mode mode) {
  errno = 0;
  file_.reset(openFile(path, modeText(mode)));
  failed(file_ == nullptr);
}

bool File::failed(bool failure) {
  if (failure && reason_ == 0) {
    reason_ = errno != 0 ? errno : -1;
  }
  return failure;
}

std::size_t File::read(std::span<char> buffer) {
  if (!isOpen()) {
    return 0;
  }
  errno = 0;
  const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file_.get());
  failed(got < buffer.size() && std::ferror(file_.get()) != 0);
  return got;
}

bool File::write(std::string_view bytes) {
  if (!isOpen()) {
    return false;
  }
  errno = 0;
  failed(std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size());
  return good();
}

std::int64_t File::seek(std::int64_t offset, int whence) {
  if (!isOpen()) {
    return -1;
  }
  errno = 0;
  const std::int64_t at = seekFile(file_.get(), offset, whence);
  failed(at < 0);
  return at;
}

bool File::close() {
  if (isOpen()) {
    errno = 0;
    failed(std::fclose(file_.release()) != 0);
  }
  return reason_ == 0;
}

Error File::error(Text step, Text words) const {
  if (reason_ <= 0) {
    return {ErrorKind::failed, std::move(step), std::move(words), CodeSpace::none, 0};
  }
  Error error = systemError(std::error_code(reason_, std::generic_category()), std::move(step));
  error.kind = ErrorKind::failed;
  if (error.words.empty() || error.words.says(ErrorId::whySystemError)) {
    error.words = std::move(words);
  }
  return error;
}

bool isFolder(const std::string& path) {
  return factsOf(path).kind == FileKind::folder;
}

}  // namespace preflight
