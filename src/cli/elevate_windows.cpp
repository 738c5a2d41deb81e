#include <windows.h>

#include <shellapi.h>
#include <array>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/quote.h"
#include "text/command_id.h"

namespace preflight {

// Through ShellExecute's verb "runas", which asks the person. cmd /k keeps the new window open to be read.
Result<void> startElevated(const std::vector<std::string>& arguments) {
  const std::string step = say(CommandId::elevateStep);
  std::array<wchar_t, 32768> path{};
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  if (length == 0 || length >= path.size()) {
    return tl::unexpected(Error{ErrorKind::failed, step, say(CommandId::elevateNoPath), CodeSpace::win32,
                                static_cast<std::uint32_t>(GetLastError())});
  }
  std::vector<std::string> all{utf8FromUtf16({reinterpret_cast<const char16_t*>(path.data()), length})};
  all.insert(all.end(), arguments.begin(), arguments.end());
  // cmd takes off the outermost pair of quotation marks.
  const std::u16string line = utf16FromUtf8("/k \"" + windowsCommandLine(all) + "\"");
  SHELLEXECUTEINFOW info{};
  info.cbSize = sizeof info;
  info.lpVerb = L"runas";
  info.lpFile = L"cmd.exe";
  info.lpParameters = reinterpret_cast<const wchar_t*>(line.c_str());
  info.nShow = SW_SHOWNORMAL;
  if (ShellExecuteExW(&info) == 0) {
    const DWORD code = GetLastError();
    return tl::unexpected(Error{code == ERROR_CANCELLED ? ErrorKind::denied : ErrorKind::failed, step,
                                code == ERROR_CANCELLED ? say(CommandId::elevateNo) : say(CommandId::elevateRefused),
                                CodeSpace::win32, static_cast<std::uint32_t>(code)});
  }
  return {};
}

}  // namespace preflight
