#include "host/windows/system_windows.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace preflight::windows {
namespace {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

struct Meaning {
  DWORD code;
  ErrorKind kind;
  const char* words;
};

// winerror.h; what each means for the things that this host asks about. The system's own texts are localised.
constexpr std::array<Meaning, 31> meanings{{
    {ERROR_INVALID_FUNCTION, ErrorKind::unsupported, "this system does not know the request"},
    {ERROR_FILE_NOT_FOUND, ErrorKind::absent, "it is not there"},
    {ERROR_PATH_NOT_FOUND, ErrorKind::absent, "its folder is not there"},
    {ERROR_ACCESS_DENIED, ErrorKind::denied, "access is denied"},
    {ERROR_NOT_ENOUGH_MEMORY, ErrorKind::failed, "memory ran out"},
    {ERROR_INVALID_DRIVE, ErrorKind::absent, "the drive is not there"},
    {ERROR_WRITE_PROTECT, ErrorKind::failed, "the medium is write-protected"},
    {ERROR_NOT_READY, ErrorKind::failed, "there is no medium in the drive"},
    {ERROR_CRC, ErrorKind::failed, "the medium has a read error"},
    {ERROR_SHARING_VIOLATION, ErrorKind::failed, "another program has it open"},
    {ERROR_LOCK_VIOLATION, ErrorKind::failed, "another program has locked it"},
    {ERROR_NOT_SUPPORTED, ErrorKind::unsupported, "this system does not support it"},
    {ERROR_BAD_NETPATH, ErrorKind::failed, "the network path was not found"},
    {ERROR_DISK_FULL, ErrorKind::failed, "the disk is full"},
    {ERROR_CALL_NOT_IMPLEMENTED, ErrorKind::unsupported, "this system does not have the function"},
    {ERROR_INVALID_NAME, ErrorKind::invalid, "the name is not allowed"},
    {ERROR_MOD_NOT_FOUND, ErrorKind::unsupported, "this system does not have the module"},
    {ERROR_PROC_NOT_FOUND, ErrorKind::unsupported, "this system does not have the function"},
    {ERROR_BAD_PATHNAME, ErrorKind::invalid, "the path is not allowed"},
    {WAIT_TIMEOUT, ErrorKind::timedOut, "there was no answer in time"},
    {ERROR_DIRECTORY, ErrorKind::invalid, "it is not a folder"},
    {ERROR_UNRECOGNIZED_VOLUME, ErrorKind::failed, "the volume has no file system that Windows knows"},
    {ERROR_IO_DEVICE, ErrorKind::failed, "the device reported an input or output error"},
    {ERROR_DEVICE_NOT_CONNECTED, ErrorKind::failed, "the device is not connected any more"},
    {ERROR_PRIVILEGE_NOT_HELD, ErrorKind::denied, "the program does not hold the privilege"},
    {ERROR_TIMEOUT, ErrorKind::timedOut, "there was no answer in time"},
    {433 /* ERROR_NO_SUCH_DEVICE */, ErrorKind::failed, "the device is not there any more"},
    {1722 /* RPC_S_SERVER_UNAVAILABLE */, ErrorKind::failed, "the service does not run"},
    {15001 /* ERROR_EVT_INVALID_QUERY */, ErrorKind::failed, "the event log service refused the query"},
    {15007 /* ERROR_EVT_CHANNEL_NOT_FOUND */, ErrorKind::absent, "this Windows has no such event channel"},
    {15002 /* ERROR_EVT_PUBLISHER_METADATA_NOT_FOUND */, ErrorKind::absent, "this Windows has no such event provider"},
}};

}  // namespace

Error win32Error(std::string step, DWORD code) {
  // FVE_E_LOCKED_VOLUME comes out of plain file functions as it is.
  if (code == 0x80310000UL) {
    return {ErrorKind::denied, std::move(step), "the volume is locked by BitLocker", CodeSpace::hresult, code};
  }
  for (const Meaning& each : meanings) {
    if (each.code == code) {
      return {each.kind, std::move(step), each.words, CodeSpace::win32, code};
    }
  }
  return {ErrorKind::failed, std::move(step), "Windows reported an error", CodeSpace::win32, code};
}

Error hresultError(std::string step, HRESULT code) {
  const auto number = static_cast<DWORD>(code);
  Error error{ErrorKind::failed, std::move(step), "Windows reported an error", CodeSpace::hresult, number};
  if (number >> 16 == 0x8007) {
    const Error plain = win32Error({}, number & 0xFFFF);
    error.kind = plain.kind;
    error.words = plain.words;
  }
  return error;
}

std::wstring wide(std::string_view text) {
  const std::u16string units = utf16FromUtf8(text);
  return {units.begin(), units.end()};
}

std::string utf8(std::wstring_view text) {
  return utf8FromUtf16({reinterpret_cast<const char16_t*>(text.data()), text.size()});
}

std::string utf8(const wchar_t* text, std::size_t size) {
  const std::wstring_view all(text, size);
  return utf8(all.substr(0, all.find(L'\0')));
}

Result<std::wstring> windowsFolder() {
  std::array<wchar_t, 32768> buffer{};
  const UINT size = GetSystemWindowsDirectoryW(buffer.data(), static_cast<UINT>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return failWin32("find the Windows folder", GetLastError());
  }
  return std::wstring(buffer.data(), size);
}

Result<std::wstring> systemFolder() {
  std::array<wchar_t, 32768> buffer{};
  const UINT size = GetSystemDirectoryW(buffer.data(), static_cast<UINT>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return failWin32("find the System32 folder", GetLastError());
  }
  return std::wstring(buffer.data(), size);
}

Result<std::wstring> programPath() {
  std::array<wchar_t, 32768> buffer{};
  const DWORD size = GetModuleFileNameW(nullptr, buffer.data(), static_cast<DWORD>(buffer.size()));
  if (size == 0 || size >= buffer.size()) {
    return failWin32("find the program's own file", GetLastError());
  }
  return std::wstring(buffer.data(), size);
}

FARPROC systemFunction(const wchar_t* dll, const char* name) {
  // Never freed: the few DLLs that are asked for stay for the program's life.
  const HMODULE module = LoadLibraryExW(dll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module == nullptr ? nullptr : GetProcAddress(module, name);
}

}  // namespace preflight::windows
