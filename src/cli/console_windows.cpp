#include <windows.h>

#include "base/text.h"
#include "cli/console.h"

namespace preflight {
namespace {

// A console takes UTF-16; a file or a pipe takes the UTF-8 bytes as they are. False if not all of it was taken.
bool write(DWORD which, std::string_view utf8) {
  const HANDLE handle = GetStdHandle(which);
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) {
    return true;  // started without a console: nobody reads it
  }
  DWORD mode = 0;
  DWORD done = 0;
  if (GetConsoleMode(handle, &mode) != 0) {
    const std::u16string wide = utf16FromUtf8(utf8);
    for (std::size_t at = 0; at < wide.size(); at += done) {
      constexpr std::size_t most = 8192;  // old consoles refuse much more at once
      const auto part = static_cast<DWORD>(std::min(most, wide.size() - at));
      if (WriteConsoleW(handle, wide.data() + at, part, &done, nullptr) == 0 || done == 0) {
        return false;
      }
    }
    return true;
  }
  for (std::size_t at = 0; at < utf8.size(); at += done) {
    const auto part = static_cast<DWORD>(std::min<std::size_t>(1U << 20, utf8.size() - at));
    if (WriteFile(handle, utf8.data() + at, part, &done, nullptr) == 0 || done == 0) {
      return false;
    }
  }
  return true;
}

class WindowsConsole final : public Console {
 public:
  void out(std::string_view utf8) override { wasWritten_ = write(STD_OUTPUT_HANDLE, utf8) && wasWritten_; }
  void err(std::string_view utf8) override { write(STD_ERROR_HANDLE, utf8); }
  bool interactive() const override {
    DWORD mode = 0;
    return GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode) != 0 &&
           GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode) != 0;
  }
  std::string readLine() override {
    std::u16string line;
    wchar_t unit = 0;
    DWORD got = 0;
    while (line.size() < 4096 && ReadConsoleW(GetStdHandle(STD_INPUT_HANDLE), &unit, 1, &got, nullptr) != 0 &&
           got == 1 && unit != L'\n') {
      if (unit != L'\r') {
        line += static_cast<char16_t>(unit);
      }
    }
    return utf8FromUtf16(line);
  }
  bool finishOut() override { return wasWritten_; }

 private:
  bool wasWritten_ = true;
};

}  // namespace

std::unique_ptr<Console> systemConsole() {
  return std::make_unique<WindowsConsole>();
}

}  // namespace preflight
