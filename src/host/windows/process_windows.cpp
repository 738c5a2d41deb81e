#include <array>

#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

Result<Handle> ownToken() {
  HANDLE token = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) == 0) {
    return failWin32(ErrorId::stepProcess, GetLastError());
  }
  return Handle(token);
}

Result<bool> isElevated() {
  return ownToken().and_then([](const Handle& token) -> Result<bool> {
    TOKEN_ELEVATION elevation{};
    DWORD size = sizeof(elevation);
    if (GetTokenInformation(token.get(), TokenElevation, &elevation, size, &size) == 0) {
      return failWin32(ErrorId::stepProcess, GetLastError());
    }
    return elevation.TokenIsElevated != 0;
  });
}

Result<bool> isLocalSystem() {
  return ownToken().and_then([](const Handle& token) -> Result<bool> {
    alignas(TOKEN_USER) std::array<std::uint8_t, 256> buffer{};  // a TOKEN_USER with the largest SID has 84 bytes
    DWORD size = 0;
    if (GetTokenInformation(token.get(), TokenUser, buffer.data(), static_cast<DWORD>(buffer.size()), &size) == 0) {
      return failWin32(ErrorId::stepProcess, GetLastError());
    }
    const auto* user = reinterpret_cast<const TOKEN_USER*>(buffer.data());
    return IsWellKnownSid(user->User.Sid, WinLocalSystemSid) != 0;
  });
}

Result<std::uint32_t> ownSession() {
  DWORD session = 0;
  if (ProcessIdToSessionId(GetCurrentProcessId(), &session) == 0) {
    return failWin32(ErrorId::stepSession, GetLastError());
  }
  return session;
}

std::string userName() {
  std::array<wchar_t, 257> buffer{};
  auto size = static_cast<DWORD>(buffer.size());
  return GetUserNameW(buffer.data(), &size) == 0 ? std::string() : utf8(buffer.data(), buffer.size());
}

std::string computerName() {
  std::array<wchar_t, 1024> buffer{};
  auto size = static_cast<DWORD>(buffer.size());
  return GetComputerNameExW(ComputerNameDnsHostname, buffer.data(), &size) == 0 ? std::string()
                                                                                : utf8(buffer.data(), buffer.size());
}

}  // namespace

Result<ProcessFacts> readProcess() {
  ProcessFacts facts;
  facts.userName = userName();
  facts.computerName = computerName();
  facts.elevated = isElevated();
  facts.localSystem = isLocalSystem();
  facts.session = ownSession();
  const Result<std::wstring> program = programPath();
  const Result<std::wstring> windowsPath = windowsFolder();
  if (!program || !windowsPath) {
    return tl::unexpected(program ? windowsPath.error() : program.error());
  }
  facts.programPath = utf8(*program);
  facts.systemFolder = utf8(*windowsPath);
  return facts;
}

Result<Clock> readClock() {
  FILETIME now{};
  GetSystemTimePreciseAsFileTime(&now);
  Clock clock;
  clock.now = utcTimeFromFileTime(std::uint64_t{now.dwHighDateTime} << 32 | now.dwLowDateTime);
  DYNAMIC_TIME_ZONE_INFORMATION zone{};
  const DWORD season = GetDynamicTimeZoneInformation(&zone);
  if (season == TIME_ZONE_ID_INVALID) {
    return failWin32(ErrorId::stepTimeZone, GetLastError());
  }
  // Windows counts minutes west of UTC.
  const LONG seasonal = season == TIME_ZONE_ID_DAYLIGHT   ? zone.DaylightBias
                        : season == TIME_ZONE_ID_STANDARD ? zone.StandardBias
                                                          : 0;
  clock.offsetMinutes = -static_cast<int>(zone.Bias + seasonal);
  clock.zone = utf8(zone.TimeZoneKeyName, std::size(zone.TimeZoneKeyName));
  if (clock.zone.empty()) {
    clock.zone = utf8(zone.StandardName, std::size(zone.StandardName));
  }
  return clock;
}

}  // namespace preflight::windows
