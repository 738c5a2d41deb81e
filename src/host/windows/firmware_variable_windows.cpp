// UEFI variables. Reading one needs a privilege that administrators hold and that is off until a program asks for it;
// it is asked for in this process alone.
#include <windows.h>

#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr DWORD mostBytes = 64U << 10;
constexpr DWORD noSuchVariable = 203;  // ERROR_ENVVAR_NOT_FOUND

// An account that does not hold it is told so by the read itself.
void askForPrivilege() {
  HANDLE raw = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &raw) == 0) {
    return;
  }
  const Handle token(raw);
  TOKEN_PRIVILEGES privileges{};
  privileges.PrivilegeCount = 1;
  privileges.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (LookupPrivilegeValueW(nullptr, L"SeSystemEnvironmentPrivilege", &privileges.Privileges[0].Luid) != 0) {
    AdjustTokenPrivileges(token.get(), FALSE, &privileges, 0, nullptr, nullptr);
  }
}

}  // namespace

Result<Bytes> readFirmwareVariable(const FirmwareVariableId& variable) {
  const Text step(ErrorId::stepUefiVariable, {{"what", printable(variable.name, 100)}});
  static auto* const read =
      systemFunction<decltype(GetFirmwareEnvironmentVariableExW)>(L"kernel32.dll", "GetFirmwareEnvironmentVariableExW");
  if (read == nullptr) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyNoWindowsFunction);
  }
  askForPrivilege();
  Bytes bytes(mostBytes);
  SetLastError(ERROR_SUCCESS);
  const DWORD size = read(wide(variable.name).c_str(), wide(variable.vendor).c_str(), bytes.data(), mostBytes, nullptr);
  const DWORD code = GetLastError();
  if (size == 0 && code != ERROR_SUCCESS) {
    if (code == noSuchVariable) {
      return tl::unexpected(Error{ErrorKind::absent, step, ErrorId::whyNoVariable, CodeSpace::win32, code});
    }
    if (code == ERROR_INVALID_FUNCTION) {
      // Windows was started without UEFI, so this device has no variables: that is known.
      return tl::unexpected(Error{ErrorKind::absent, step, ErrorId::whyNoUefi, CodeSpace::win32, code});
    }
    return failWin32(step, code);
  }
  bytes.resize(std::min(size, mostBytes));
  return bytes;
}

}  // namespace preflight::windows
