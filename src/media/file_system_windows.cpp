#include <windows.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/wide_windows.h"
#include "media/file_system.h"
#include "media/system_errors.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

// A card reader without a card must give an error, not a dialog "insert a disk".
class QuietErrors {
 public:
  QuietErrors() { ::SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &before_); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
  ~QuietErrors() { ::SetThreadErrorMode(before_, nullptr); }

 private:
  DWORD before_ = 0;
};

// True when the drive that a path begins with ("E:\\") does not answer now.
bool isDriveGone(const std::string& path) {
  return path.size() > 2 && path[1] == ':' &&
         ::GetFileAttributesW(wide(path.substr(0, 2) + "\\").c_str()) == INVALID_FILE_ATTRIBUTES;
}

// A drive that was pulled makes all below it "not found" or "badly named": then the drive is what is told.
tl::unexpected<Error> codeFail(MediaId verb, const std::string& path, DWORD code) {
  Error error = win32Error({verb, {{"what", path}}}, code);
  const bool mayBeTheDrive = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND || code == ERROR_INVALID_NAME;
  return tl::unexpected(mayBeTheDrive && isDriveGone(path) ? driveGone(std::move(error)) : std::move(error));
}

// Reads the code before anything else can change it.
tl::unexpected<Error> systemFail(MediaId verb, const std::string& path) {
  const DWORD code = ::GetLastError();
  return codeFail(verb, path, code);
}

// Reads past the cache must go in whole sectors, to an address that is aligned like one; a page is for all of them.
class AlignedBuffer {
 public:
  AlignedBuffer()
      : bytes_(static_cast<std::uint8_t*>(::VirtualAlloc(nullptr, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE))) {}
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  ~AlignedBuffer() {
    if (bytes_ != nullptr) {
      ::VirtualFree(bytes_, 0, MEM_RELEASE);
    }
  }
  static constexpr DWORD size = 1U << 16;
  std::uint8_t* get() const { return bytes_; }

 private:
  std::uint8_t* bytes_;
};

class WindowsFile final : public OpenFile {
 public:
  WindowsFile(HANDLE handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  ~WindowsFile() override {
    if (handle_ != INVALID_HANDLE_VALUE) {
      ::CloseHandle(handle_);
    }
  }

  Result<std::uint64_t> volume() override {
    BY_HANDLE_FILE_INFORMATION information{};
    if (::GetFileInformationByHandle(handle_, &information) == 0) {
      return systemFail(MediaId::stepLook, path_);
    }
    return information.dwVolumeSerialNumber;
  }

  Result<std::size_t> write(ByteView bytes) override {
    const auto wanted = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), std::numeric_limits<DWORD>::max()));
    DWORD written = 0;
    if (::WriteFile(handle_, bytes.data(), wanted, &written, nullptr) == 0) {
      return systemFail(MediaId::stepWrite, path_);
    }
    return written;
  }

  // Fills only whole reads of its own buffer, so that the position in the file stays at a sector's start.
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    if (at_ == held_) {
      at_ = 0;
      held_ = 0;
      if (aligned_.get() == nullptr) {
        return codeFail(MediaId::stepRead, path_, ERROR_NOT_ENOUGH_MEMORY);
      }
      if (::ReadFile(handle_, aligned_.get(), AlignedBuffer::size, &held_, nullptr) == 0) {
        const DWORD code = ::GetLastError();
        held_ = 0;
        return code == ERROR_HANDLE_EOF ? Result<std::size_t>(0) : codeFail(MediaId::stepRead, path_, code);
      }
    }
    const std::size_t size = std::min<std::size_t>(buffer.size(), held_ - at_);
    std::copy_n(aligned_.get() + at_, size, buffer.begin());
    at_ += static_cast<DWORD>(size);
    return size;
  }

  Result<void> flush() override {
    return ::FlushFileBuffers(handle_) != 0 ? Result<void>{} : systemFail(MediaId::stepFlush, path_);
  }

  Result<void> close() override {
    const HANDLE handle = handle_;
    handle_ = INVALID_HANDLE_VALUE;
    return ::CloseHandle(handle) != 0 ? Result<void>{} : systemFail(MediaId::stepClose, path_);
  }

 private:
  HANDLE handle_;
  std::string path_;
  AlignedBuffer aligned_;
  DWORD at_ = 0;
  DWORD held_ = 0;
};

// A rename over a file that is open, say in Excel, is refused like one without permission.
bool isOpenElsewhere(const std::string& path) {
  const HANDLE handle = ::CreateFileW(wide(path).c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    return ::GetLastError() == ERROR_SHARING_VIOLATION;
  }
  ::CloseHandle(handle);
  return false;
}

constexpr DWORD mostHeldText = 1024;

std::string textIn(HANDLE file) {
  std::string text(mostHeldText, '\0');
  DWORD got = 0;
  OVERLAPPED start{};  // from the file's begin on, wherever the handle stands
  const bool read = ::ReadFile(file, text.data(), mostHeldText, &got, &start) != 0;
  text.resize(read ? got : 0);
  return text;
}

// Nobody else may open it for writing; Windows closes it, and thereby removes it, when the process ends.
class WindowsHeld final : public HeldFile {
 public:
  WindowsHeld(HANDLE handle, std::string path, std::optional<std::string> left)
      : handle_(handle), path_(std::move(path)), left_(std::move(left)) {}
  ~WindowsHeld() override { ::CloseHandle(handle_); }
  const std::optional<std::string>& left() const override { return left_; }
  Result<void> setText(std::string_view text) override {
    DWORD written = 0;
    LARGE_INTEGER start{};
    const bool done = ::SetFilePointerEx(handle_, start, nullptr, FILE_BEGIN) != 0 && ::SetEndOfFile(handle_) != 0 &&
                      ::WriteFile(handle_, text.data(), static_cast<DWORD>(text.size()), &written, nullptr) != 0;
    return done ? Result<void>{} : systemFail(MediaId::stepWrite, path_);
  }

 private:
  HANDLE handle_;
  std::string path_;
  std::optional<std::string> left_;
};

// A link to a file would be lost by the rename. Other reparse points (files kept in a cloud) are files.
bool isLink(const std::wstring& path, DWORD attributes) {
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) {
    return false;
  }
  WIN32_FIND_DATAW found{};
  const HANDLE search = ::FindFirstFileW(path.c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) {
    return true;
  }
  ::FindClose(search);
  return found.dwReserved0 == IO_REPARSE_TAG_SYMLINK;
}

Result<std::uint64_t> volumeSerial(const std::string& folder) {
  const HANDLE handle = ::CreateFileW(wide(folder).c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                      nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    return systemFail(MediaId::stepLook, folder);
  }
  return WindowsFile(handle, folder).volume();
}

class WindowsFiles final : public FileSystem {
 public:
  bool isSeparator(char character) const override { return character == '\\' || character == '/'; }

  Result<FileStatus> status(const std::string& path) override {
    const QuietErrors quiet;
    const std::wstring name = wide(path);
    WIN32_FILE_ATTRIBUTE_DATA found{};
    if (::GetFileAttributesExW(name.c_str(), GetFileExInfoStandard, &found) == 0) {
      return systemFail(MediaId::stepLook, path);
    }
    FileStatus status;
    status.size = static_cast<std::uint64_t>(found.nFileSizeHigh) << 32U | found.nFileSizeLow;
    if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
      status.kind = FileStatus::Kind::folder;
      const auto volume = volumeSerial(path);
      if (!volume) {
        return tl::unexpected(volume.error());
      }
      status.volume = *volume;
    } else if (!isLink(name, found.dwFileAttributes)) {
      status.kind = FileStatus::Kind::file;
      status.readOnly = (found.dwFileAttributes & FILE_ATTRIBUTE_READONLY) != 0;
    }
    return status;
  }

  Result<std::unique_ptr<OpenFile>> createNew(const std::string& path) override {
    const QuietErrors quiet;
    return opened(MediaId::stepCreate, path,
                  ::CreateFileW(wide(path).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                FILE_ATTRIBUTE_NORMAL | FILE_FLAG_WRITE_THROUGH, nullptr));
  }

  Result<std::unique_ptr<OpenFile>> openForReading(const std::string& path) override {
    const QuietErrors quiet;
    const std::wstring name = wide(path);
    constexpr DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    HANDLE handle =
        ::CreateFileW(name.c_str(), GENERIC_READ, share, nullptr, OPEN_EXISTING, FILE_FLAG_NO_BUFFERING, nullptr);
    if (handle == INVALID_HANDLE_VALUE && ::GetLastError() == ERROR_INVALID_PARAMETER) {
      // Network drives may not know reads past the cache.
      handle = ::CreateFileW(name.c_str(), GENERIC_READ, share, nullptr, OPEN_EXISTING, 0, nullptr);
    }
    return opened(MediaId::stepRead, path, handle);
  }

  Result<void> rename(const std::string& from, const std::string& to, Replace replace) override {
    const QuietErrors quiet;
    const DWORD flags = MOVEFILE_WRITE_THROUGH | (replace == Replace::yes ? MOVEFILE_REPLACE_EXISTING : 0U);
    if (::MoveFileExW(wide(from).c_str(), wide(to).c_str(), flags) != 0) {
      return {};
    }
    const DWORD code = ::GetLastError();
    return codeFail(replace == Replace::yes ? MediaId::stepReplace : MediaId::stepCreate, to,
                    code == ERROR_ACCESS_DENIED && isOpenElsewhere(to) ? ERROR_SHARING_VIOLATION : code);
  }

  // MOVEFILE_WRITE_THROUGH has done it; flushing a whole volume would need an administrator.
  Result<void> flushFolder(const std::string&) override { return {}; }

  Result<void> makeFolder(const std::string& path) override {
    const QuietErrors quiet;
    return ::CreateDirectoryW(wide(path).c_str(), nullptr) != 0 ? Result<void>{}
                                                                : systemFail(MediaId::stepMakeFolder, path);
  }

  Result<void> remove(const std::string& path) override {
    const QuietErrors quiet;
    return ::DeleteFileW(wide(path).c_str()) != 0 ? Result<void>{} : systemFail(MediaId::stepRemove, path);
  }

  Result<void> removeUnused(const std::string& path) override {
    const QuietErrors quiet;
    // Sharing nothing makes this fail while any program has the file open.
    return opened(MediaId::stepRemove, path,
                  ::CreateFileW(wide(path).c_str(), DELETE, 0, nullptr, OPEN_EXISTING,
                                FILE_FLAG_DELETE_ON_CLOSE | FILE_FLAG_OPEN_REPARSE_POINT, nullptr))
        .and_then([](const std::unique_ptr<OpenFile>& file) { return file->close(); });
  }

  Result<std::vector<std::string>> names(const std::string& folder) override {
    const QuietErrors quiet;
    WIN32_FIND_DATAW found{};
    const HANDLE search = ::FindFirstFileW((wide(folder) + L"\\*").c_str(), &found);
    if (search == INVALID_HANDLE_VALUE) {
      if (::GetLastError() == ERROR_FILE_NOT_FOUND) {
        return std::vector<std::string>{};  // the root of an empty drive has no "." either
      }
      return systemFail(MediaId::stepList, folder);
    }
    std::vector<std::string> names;
    do {
      const std::wstring_view name = found.cFileName;
      names.push_back(utf8(name));
    } while (::FindNextFileW(search, &found) != 0);
    ::FindClose(search);
    return names;
  }

  void pause(std::chrono::milliseconds time) override { ::Sleep(static_cast<DWORD>(time.count())); }

  Result<std::unique_ptr<HeldFile>> hold(const std::string& path) override {
    const QuietErrors quiet;
    const HANDLE handle =
        ::CreateFileW(wide(path).c_str(), GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_READ, nullptr, OPEN_ALWAYS,
                      FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
      return systemFail(MediaId::stepLock, path);
    }
    const bool wasThere = ::GetLastError() == ERROR_ALREADY_EXISTS;
    return std::make_unique<WindowsHeld>(handle, path, wasThere ? std::optional(textIn(handle)) : std::nullopt);
  }

  Result<std::string> heldText(const std::string& path) override {
    const QuietErrors quiet;
    const HANDLE handle =
        ::CreateFileW(wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                      OPEN_EXISTING, 0, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
      return systemFail(MediaId::stepRead, path);
    }
    std::string text = textIn(handle);
    ::CloseHandle(handle);
    return text;
  }

  std::string thisProgram() override {
    std::array<wchar_t, MAX_COMPUTERNAME_LENGTH + 1> name{};
    DWORD size = static_cast<DWORD>(name.size());
    const bool named = ::GetComputerNameW(name.data(), &size) != 0;
    const std::u16string units(name.begin(), name.begin() + (named ? size : 0));
    return say(MediaId::thisProgram, {{"computer", named ? Text(utf8FromUtf16(units)) : MediaId::noComputerName},
                                      {"process", std::to_string(::GetCurrentProcessId())}});
  }

 private:
  static Result<std::unique_ptr<OpenFile>> opened(MediaId verb, const std::string& path, HANDLE handle) {
    if (handle == INVALID_HANDLE_VALUE) {
      return systemFail(verb, path);
    }
    return std::make_unique<WindowsFile>(handle, path);
  }
};

}  // namespace

FileSystem& systemFiles() {
  static WindowsFiles files;
  return files;
}

}  // namespace preflight::media
