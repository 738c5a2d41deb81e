#include "host/windows/system_windows.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

struct Meaning {
  DWORD code;
  ErrorKind kind;
  ErrorId why;
};

// winerror.h; what each means for the things that this host asks about. The system's own texts are localised.
constexpr std::array<Meaning, 31> meanings{{
    {ERROR_INVALID_FUNCTION, ErrorKind::unsupported, ErrorId::whyRequestUnknown},
    {ERROR_FILE_NOT_FOUND, ErrorKind::absent, ErrorId::whyNotFound},
    {ERROR_PATH_NOT_FOUND, ErrorKind::absent, ErrorId::whyFolderMissing},
    {ERROR_ACCESS_DENIED, ErrorKind::denied, ErrorId::whyDenied},
    {ERROR_NOT_ENOUGH_MEMORY, ErrorKind::failed, ErrorId::whyNoMemory},
    {ERROR_INVALID_DRIVE, ErrorKind::absent, ErrorId::whyNoDrive},
    {ERROR_WRITE_PROTECT, ErrorKind::failed, ErrorId::whyWriteProtected},
    {ERROR_NOT_READY, ErrorKind::failed, ErrorId::whyNoMedium},
    {ERROR_CRC, ErrorKind::failed, ErrorId::whyReadError},
    {ERROR_SHARING_VIOLATION, ErrorKind::failed, ErrorId::whyOpenElsewhere},
    {ERROR_LOCK_VIOLATION, ErrorKind::failed, ErrorId::whyLockedElsewhere},
    {ERROR_NOT_SUPPORTED, ErrorKind::unsupported, ErrorId::whyNotSupported},
    {ERROR_BAD_NETPATH, ErrorKind::failed, ErrorId::whyNoNetworkPath},
    {ERROR_DISK_FULL, ErrorKind::failed, ErrorId::whyDiskFull},
    {ERROR_CALL_NOT_IMPLEMENTED, ErrorKind::unsupported, ErrorId::whyNoFunction},
    {ERROR_INVALID_NAME, ErrorKind::invalid, ErrorId::whyNameRefused},
    {ERROR_MOD_NOT_FOUND, ErrorKind::unsupported, ErrorId::whyNoModule},
    {ERROR_PROC_NOT_FOUND, ErrorKind::unsupported, ErrorId::whyNoFunction},
    {ERROR_BAD_PATHNAME, ErrorKind::invalid, ErrorId::whyPathRefused},
    {WAIT_TIMEOUT, ErrorKind::timedOut, ErrorId::whyTimedOut},
    {ERROR_DIRECTORY, ErrorKind::invalid, ErrorId::whyNotFolder},
    {ERROR_UNRECOGNIZED_VOLUME, ErrorKind::failed, ErrorId::whyUnknownFileSystem},
    {ERROR_IO_DEVICE, ErrorKind::failed, ErrorId::whyDeviceError},
    {ERROR_DEVICE_NOT_CONNECTED, ErrorKind::failed, ErrorId::whyNotConnected},
    {ERROR_PRIVILEGE_NOT_HELD, ErrorKind::denied, ErrorId::whyNoPrivilege},
    {ERROR_TIMEOUT, ErrorKind::timedOut, ErrorId::whyTimedOut},
    {433 /* ERROR_NO_SUCH_DEVICE */, ErrorKind::failed, ErrorId::whyDeviceGone},
    {1722 /* RPC_S_SERVER_UNAVAILABLE */, ErrorKind::failed, ErrorId::whyServiceStopped},
    {15001 /* ERROR_EVT_INVALID_QUERY */, ErrorKind::failed, ErrorId::whyEventQuery},
    {15007 /* ERROR_EVT_CHANNEL_NOT_FOUND */, ErrorKind::absent, ErrorId::whyNoChannel},
    {15002 /* ERROR_EVT_PUBLISHER_METADATA_NOT_FOUND */, ErrorKind::absent, ErrorId::whyNoProvider},
}};

}  // namespace

Error win32Error(Text step, DWORD code) {
  // FVE_E_LOCKED_VOLUME comes out of plain file functions as it is.
  if (code == 0x80310000UL) {
    return {ErrorKind::denied, std::move(step), ErrorId::whyBitlocker, CodeSpace::hresult, code};
  }
  for (const Meaning& each : meanings) {
    if (each.code == code) {
      return {each.kind, std::move(step), each.why, CodeSpace::win32, code};
    }
  }
  return {ErrorKind::failed, std::move(step), ErrorId::whyWindowsError, CodeSpace::win32, code};
}

Error hresultError(Text step, HRESULT code) {
  const auto number = static_cast<DWORD>(code);
  Error error{ErrorKind::failed, std::move(step), ErrorId::whyWindowsError, CodeSpace::hresult, number};
  if (number >> 16 == 0x8007) {
    const Error plain = win32Error({}, number & 0xFFFF);
    error.kind = plain.kind;
    error.words = plain.words;
  }
  return error;
}

std::string utf8(const wchar_t* text, std::size_t size) {
  const std::wstring_view all(text, size);
  return utf8(all.substr(0, all.find(L'\0')));
}

Result<std::wstring> windowsFolder() {
  std::array<wchar_t, 32768> buffer{};
  const UINT size = GetSystemWindowsDirectoryW(buffer.data(), static_cast<UINT>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return failWin32(ErrorId::stepWindowsFolder, GetLastError());
  }
  return std::wstring(buffer.data(), size);
}

Result<std::wstring> systemFolder() {
  std::array<wchar_t, 32768> buffer{};
  const UINT size = GetSystemDirectoryW(buffer.data(), static_cast<UINT>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return failWin32(ErrorId::stepSystemFolder, GetLastError());
  }
  return std::wstring(buffer.data(), size);
}

Result<std::wstring> programPath() {
  std::array<wchar_t, 32768> buffer{};
  const DWORD size = GetModuleFileNameW(nullptr, buffer.data(), static_cast<DWORD>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return failWin32(ErrorId::stepOwnFile, GetLastError());
  }
  return std::wstring(buffer.data(), size);
}

FARPROC systemFunction(const wchar_t* dll, const char* name) {
  // Never freed: the few DLLs that are asked for stay for the program's life.
  const HMODULE module = LoadLibraryExW(dll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module == nullptr ? nullptr : GetProcAddress(module, name);
}

}  // namespace preflight::windows
