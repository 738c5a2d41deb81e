#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr std::size_t maxEntries = 100'000;

std::uint64_t joined(DWORD high, DWORD low) {
  return std::uint64_t{high} << 32 | low;
}

Result<std::wstring> environment(const Text& step, const std::string& variable) {
  std::array<wchar_t, 32768> buffer{};
  const DWORD size = GetEnvironmentVariableW(wide(variable).c_str(), buffer.data(), static_cast<DWORD>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return fail(ErrorKind::unsupported, step, {ErrorId::whyNoSystemFolder, {{"name", variable}}});
  }
  return std::wstring(buffer.data(), size);
}

// The folder that %variable% stands for. The Windows folder comes from the system, not from the environment.
Result<std::wstring> knownFolder(const Text& step, std::string_view variable) {
  if (equalIgnoringCase(variable, "WINDIR")) {
    return windowsFolder();
  }
  if (equalIgnoringCase(variable, "SystemDrive")) {
    return windowsFolder().map([](const std::wstring& folder) { return folder.substr(0, 2); });
  }
  for (const char* each : {"ProgramData", "ProgramFiles", "ProgramFiles(x86)", "TEMP", "PUBLIC"}) {
    if (equalIgnoringCase(variable, each)) {
      return environment(step, each);
    }
  }
  return fail(ErrorKind::invalid, step, {ErrorId::whyUnknownFolder, {{"name", variable}}});
}

// Absolute, and in the form that knows no limit of 260 units and no device names such as NUL.
Result<std::wstring> longPath(const Text& step, const std::wstring& path) {
  if (path.size() >= 4 && (path.starts_with(L"\\\\?\\") || path.starts_with(L"\\\\.\\"))) {
    return fail(ErrorKind::invalid, step, ErrorId::whyDevicePath);
  }
  std::array<wchar_t, 32768> full{};
  const DWORD size = GetFullPathNameW(path.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  if (size == 0 || size >= full.size()) {
    return failWin32(step, size == 0 ? GetLastError() : ERROR_FILENAME_EXCED_RANGE);
  }
  std::wstring text(full.data(), size);
  if (text.starts_with(L"\\\\.\\")) {  // what GetFullPathNameW makes of NUL, CON, COM1
    return fail(ErrorKind::invalid, step, ErrorId::whyDeviceName);
  }
  return text.starts_with(L"\\\\") ? L"\\\\?\\UNC" + text.substr(1) : L"\\\\?\\" + text;
}

Result<std::wstring> resolved(const Text& step, std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) {
    return fail(ErrorKind::invalid, step, ErrorId::whyPathEmpty);
  }
  if (path.front() != '%') {
    return longPath(step, wide(path));
  }
  const std::size_t end = path.find('%', 1);
  if (end == std::string_view::npos) {
    return fail(ErrorKind::invalid, step, ErrorId::whyPercent);
  }
  return knownFolder(step, path.substr(1, end - 1)).and_then([&](const std::wstring& folder) {
    return longPath(step, folder + wide(path.substr(end + 1)));
  });
}

UtcTime timeOf(const FILETIME& time) {
  return utcTimeFromFileTime(joined(time.dwHighDateTime, time.dwLowDateTime));
}

Result<Bytes> readPart(HANDLE file, const Text& step, std::uint64_t offset, std::uint64_t count) {
  LARGE_INTEGER position;
  position.QuadPart = static_cast<LONGLONG>(offset);
  if (SetFilePointerEx(file, position, nullptr, FILE_BEGIN) == 0) {
    return failWin32(step, GetLastError());
  }
  constexpr std::uint64_t chunk = 1U << 20;  // so that a size that lies does not decide what is allocated
  Bytes bytes;
  while (bytes.size() < count) {
    const std::size_t before = bytes.size();
    bytes.resize(before + static_cast<std::size_t>(std::min(chunk, count - before)));
    DWORD got = 0;
    if (ReadFile(file, bytes.data() + before, static_cast<DWORD>(bytes.size() - before), &got, nullptr) == 0) {
      return failWin32(step, GetLastError());
    }
    bytes.resize(before + got);
    if (got == 0) {
      break;  // it became shorter since its size was asked
    }
  }
  return bytes;
}

}  // namespace

Result<FileContent> readFile(std::string_view path, const FileRead& read) {
  const Text step(ErrorId::stepRead, {{"what", printable(path, 400)}});
  const Result<std::wstring> full = resolved(step, path);
  if (!full) {
    return tl::unexpected(full.error());
  }
  // Logs are open in the program that writes them: everything is shared.
  const Handle file =
      fileHandle(CreateFileW(full->c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                             nullptr, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
  if (!file) {
    const DWORD code = GetLastError();
    const DWORD attributes = GetFileAttributesW(full->c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
      return fail(ErrorKind::invalid, step, ErrorId::whyIsFolder);
    }
    return failWin32(step, code);
  }
  if (GetFileType(file.get()) != FILE_TYPE_DISK) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNotDiskFile);
  }
  BY_HANDLE_FILE_INFORMATION facts{};
  if (GetFileInformationByHandle(file.get(), &facts) == 0) {
    return failWin32(step, GetLastError());
  }
  FileContent content;
  content.size = joined(facts.nFileSizeHigh, facts.nFileSizeLow);
  content.modified = timeOf(facts.ftLastWriteTime);
  const std::uint64_t count = std::min(content.size, read.maxBytes);
  Result<Bytes> bytes = readPart(file.get(), step, read.fromEnd ? content.size - count : 0, count);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  content.bytes = std::move(*bytes);
  content.whole = content.bytes.size() == content.size;
  return content;
}

Result<std::vector<FileEntry>> listFolder(std::string_view path) {
  const Text step(ErrorId::stepList, {{"what", printable(path, 400)}});
  const Result<std::wstring> full = resolved(step, path);
  if (!full) {
    return tl::unexpected(full.error());
  }
  WIN32_FIND_DATAW found{};
  const std::wstring pattern = *full + (full->back() == L'\\' ? L"*" : L"\\*");
  const HANDLE search = FindFirstFileExW(pattern.c_str(), FindExInfoBasic, &found, FindExSearchNameMatch, nullptr, 0);
  if (search == INVALID_HANDLE_VALUE) {
    const DWORD code = GetLastError();
    const DWORD attributes = GetFileAttributesW(full->c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
      return fail(ErrorKind::invalid, step, ErrorId::whyIsFile);
    }
    // The root of an empty volume has not even "." in it.
    if (code == ERROR_FILE_NOT_FOUND && attributes != INVALID_FILE_ATTRIBUTES) {
      return std::vector<FileEntry>{};
    }
    return failWin32(step, code);
  }
  const std::unique_ptr<void, decltype(&FindClose)> closing(search, &FindClose);
  std::vector<FileEntry> entries;
  do {
    const std::wstring_view name = found.cFileName;
    if (name == L"." || name == L"..") {
      continue;
    }
    if (entries.size() == maxEntries) {
      return fail(ErrorKind::invalid, step, {ErrorId::whyTooManyEntries, {{"count", std::to_string(maxEntries)}}});
    }
    entries.push_back({utf8(name), (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0,
                       joined(found.nFileSizeHigh, found.nFileSizeLow), timeOf(found.ftLastWriteTime)});
  } while (FindNextFileW(search, &found) != 0);
  if (const DWORD code = GetLastError(); code != ERROR_NO_MORE_FILES) {
    return failWin32(step, code);
  }
  return entries;
}

}  // namespace preflight::windows
