#include <windows.h>

#include <shellapi.h>

#include <array>

#define GLFW_EXPOSE_NATIVE_WIN32
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

#include "page/native.h"
#include "text/page_id.h"

namespace preflight::page {

Result<std::unique_ptr<raster::Presenter>> makePresenter(GLFWwindow* window) {
  return raster::makeWindowsPresenter(glfwGetWin32Window(window));
}

bool systemWantsContrast() {
  HIGHCONTRASTW setting{};
  setting.cbSize = sizeof(setting);
  return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof(setting), &setting, 0) != 0 &&
         (setting.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

bool canRestartElevated() {
  return true;
}

namespace {

// What follows the program's name, letter by letter as it was given.
const wchar_t* argumentsOf(const wchar_t* line) {
  const wchar_t end = *line == L'"' ? L'"' : L' ';
  line += *line == L'"' ? 1 : 0;
  while (*line != L'\0' && *line != end && !(end == L' ' && *line == L'\t')) {
    ++line;
  }
  line += *line == L'"' ? 1 : 0;
  while (*line == L' ' || *line == L'\t') {
    ++line;
  }
  return line;
}

Error notRestarted(PageId why, ErrorKind kind, DWORD code) {
  Error error{kind, PageId::stepRestart, why, CodeSpace::win32, static_cast<std::uint32_t>(code)};
  return error;
}

}  // namespace

Result<void> restartElevated() {
  std::array<wchar_t, 32768> path{};
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  if (length == 0 || length >= path.size()) {
    return tl::unexpected(notRestarted(PageId::whyNoOwnPath, ErrorKind::failed, GetLastError()));
  }
  SHELLEXECUTEINFOW info{};
  info.cbSize = sizeof info;
  info.lpVerb = L"runas";
  info.lpFile = path.data();
  info.lpParameters = argumentsOf(GetCommandLineW());
  info.nShow = SW_SHOWNORMAL;
  if (ShellExecuteExW(&info) == 0) {
    const DWORD code = GetLastError();
    const bool declined = code == ERROR_CANCELLED;
    return tl::unexpected(notRestarted(declined ? PageId::whyDeclined : PageId::whyWindowsRefused,
                                       declined ? ErrorKind::denied : ErrorKind::failed, code));
  }
  return {};
}

void startInputMethod() {}  // Windows' own needs no start

}  // namespace preflight::page
