#include <windows.h>

#include "base/files.h"
#include "base/path.h"
#include "base/wide_windows.h"

namespace preflight {
namespace {

std::error_code errorOf(DWORD code) {
  return {static_cast<int>(code), std::system_category()};
}

std::error_code done(BOOL success) {
  return success != 0 ? std::error_code() : errorOf(GetLastError());
}

// What Windows answers when there is nothing of that name; a name that it refuses cannot be one.
bool meansNone(DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_INVALID_DRIVE:
    case ERROR_DIRECTORY:
      return true;
    default:
      return false;
  }
}

class Handle {
 public:
  explicit Handle(const std::string& path)
      : handle_(CreateFileW(wide(path).c_str(), FILE_READ_ATTRIBUTES,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS, nullptr)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (handle_ != INVALID_HANDLE_VALUE) {
      CloseHandle(handle_);
    }
  }
  bool facts(BY_HANDLE_FILE_INFORMATION& facts) const {
    return handle_ != INVALID_HANDLE_VALUE && GetFileInformationByHandle(handle_, &facts) != 0;
  }

 private:
  HANDLE handle_;
};

std::uint64_t whole(DWORD high, DWORD low) {
  return static_cast<std::uint64_t>(high) << 32 | low;
}

FileFacts factsFrom(DWORD attributes, std::uint64_t bytes, FILETIME changed) {
  FileFacts facts;
  facts.kind = (attributes & FILE_ATTRIBUTE_DEVICE) != 0      ? FileKind::other
               : (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileKind::folder
                                                              : FileKind::file;
  facts.bytes = facts.kind == FileKind::file ? bytes : 0;
  facts.changed = static_cast<std::int64_t>(whole(changed.dwHighDateTime, changed.dwLowDateTime));
  return facts;
}

bool isDrive(std::string_view path) {
  return path.size() >= 2 && path[1] == ':' && ((path[0] | 0x20) >= 'a' && (path[0] | 0x20) <= 'z');
}

}  // namespace

const char pathSeparator = '\\';

bool isPathSeparator(char character) {
  return character == '\\' || character == '/';
}

std::size_t rootLength(std::string_view path) {
  if (isDrive(path)) {
    return path.size() > 2 && isPathSeparator(path[2]) ? 3 : 2;
  }
  if (path.size() > 2 && isPathSeparator(path[0]) && isPathSeparator(path[1])) {
    // \\server\share\ and \\?\E:\ have two names before their own.
    std::size_t at = 2;
    for (int names = 0; names < 2 && at < path.size(); ++names) {
      while (at < path.size() && !isPathSeparator(path[at])) {
        ++at;
      }
      at += at < path.size() ? 1 : 0;
    }
    return at;
  }
  return !path.empty() && isPathSeparator(path[0]) ? 1 : 0;
}

bool isAbsolutePath(std::string_view path) {
  return rootLength(path) >= 3;
}

std::string absolutePath(std::string_view path) {
  const std::wstring text = wide(path);
  std::wstring found(MAX_PATH, L'\0');
  for (int tries = 0; tries < 3 && !text.empty(); ++tries) {
    const DWORD size = GetFullPathNameW(text.c_str(), static_cast<DWORD>(found.size()), found.data(), nullptr);
    if (size == 0) {
      break;
    }
    if (size < found.size()) {
      return utf8(std::wstring_view(found).substr(0, size));
    }
    found.resize(size);
  }
  return std::string(path);
}

FileFacts factsOf(const std::string& path, Links links) {
  WIN32_FILE_ATTRIBUTE_DATA data{};
  if (GetFileAttributesExW(wide(path).c_str(), GetFileExInfoStandard, &data) == 0) {
    const DWORD code = GetLastError();
    FileFacts facts;
    facts.kind = meansNone(code) ? FileKind::none : FileKind::hidden;
    facts.problem = errorOf(code);
    return facts;
  }
  BY_HANDLE_FILE_INFORMATION target{};
  if (links == Links::follow && (data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
      Handle(path).facts(target)) {
    return factsFrom(target.dwFileAttributes, whole(target.nFileSizeHigh, target.nFileSizeLow), target.ftLastWriteTime);
  }
  return factsFrom(data.dwFileAttributes, whole(data.nFileSizeHigh, data.nFileSizeLow), data.ftLastWriteTime);
}

bool isSameFile(const std::string& a, const std::string& b) {
  // Both are held open while they are compared, since the numbers are only unique among open files.
  const Handle first(a);
  const Handle second(b);
  BY_HANDLE_FILE_INFORMATION one{};
  BY_HANDLE_FILE_INFORMATION other{};
  return first.facts(one) && second.facts(other) && one.dwVolumeSerialNumber == other.dwVolumeSerialNumber &&
         one.nFileIndexHigh == other.nFileIndexHigh && one.nFileIndexLow == other.nFileIndexLow;
}

FolderNames namesIn(const std::string& folder, std::size_t most) {
  FolderNames found;
  WIN32_FIND_DATAW entry{};
  const HANDLE search = FindFirstFileExW(wide(joinPath(folder, "*")).c_str(), FindExInfoBasic, &entry,
                                         FindExSearchNameMatch, nullptr, FIND_FIRST_EX_LARGE_FETCH);
  if (search == INVALID_HANDLE_VALUE) {
    // The root of an empty drive has not even "."; every other folder has.
    const DWORD code = GetLastError();
    found.problem = code == ERROR_FILE_NOT_FOUND && isFolder(folder) ? std::error_code() : errorOf(code);
    return found;
  }
  do {
    const std::wstring_view name = entry.cFileName;
    if (name != L"." && name != L"..") {
      found.names.push_back(utf8(name));
    }
  } while (found.names.size() < most && FindNextFileW(search, &entry) != 0);
  if (const DWORD code = GetLastError(); found.names.size() < most && code != ERROR_NO_MORE_FILES) {
    found.problem = errorOf(code);
  }
  FindClose(search);
  return found;
}

std::error_code makeFolder(const std::string& path) {
  return done(CreateDirectoryW(wide(path).c_str(), nullptr));
}

std::error_code makeFolders(const std::string& path) {
  if (path.empty() || isFolder(path)) {
    return {};
  }
  const std::string parent = parentOf(path);
  if (parent != path) {
    if (const std::error_code problem = makeFolders(parent)) {
      return problem;
    }
  }
  const std::error_code problem = makeFolder(path);
  return isFolder(path) ? std::error_code() : problem;
}

std::error_code removeFile(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(wide(path).c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    const DWORD code = GetLastError();
    return meansNone(code) ? std::error_code() : errorOf(code);
  }
  return done((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? RemoveDirectoryW(wide(path).c_str())
                                                           : DeleteFileW(wide(path).c_str()));
}

std::error_code removeTree(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(wide(path).c_str());
  const bool isOwn = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
                     (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
  if (isOwn) {
    for (const std::string& name : namesIn(path, static_cast<std::size_t>(-1)).names) {
      if (const std::error_code problem = removeTree(joinPath(path, name))) {
        return problem;
      }
    }
  }
  return removeFile(path);
}

std::error_code renameFile(const std::string& from, const std::string& to) {
  return done(MoveFileExW(wide(from).c_str(), wide(to).c_str(), MOVEFILE_REPLACE_EXISTING));
}

std::FILE* openFile(const std::string& path, const char* mode) {
  return _wfopen(wide(path).c_str(), wide(mode).c_str());
}

std::int64_t seekFile(std::FILE* file, std::int64_t offset, int whence) {
  return _fseeki64(file, offset, whence) == 0 ? _ftelli64(file) : -1;
}

}  // namespace preflight
