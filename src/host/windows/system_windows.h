// What the files of the live Windows host share: system errors in our words, texts, handles, work with a deadline.
#pragma once

#include <windows.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/background.h"
#include "base/result.h"
#include "base/wide_windows.h"
#include "text/error_id.h"

namespace preflight::windows {

// What a system error means here. HRESULTs that carry a Win32 code (0x8007xxxx) are judged by that code.
Error win32Error(Text step, DWORD code);
Error hresultError(Text step, HRESULT code);

inline tl::unexpected<Error> failWin32(Text step, DWORD code) {
  return tl::unexpected(win32Error(std::move(step), code));
}

using preflight::utf8;
// The text up to its first NUL, at the most `size` units of a buffer that the system filled.
std::string utf8(const wchar_t* text, std::size_t size);

// "C:\Windows" (also in a terminal server session), "C:\Windows\System32".
Result<std::wstring> windowsFolder();
Result<std::wstring> systemFolder();
// The full path of the program that runs.
Result<std::wstring> programPath();

// A function of a DLL in System32, looked up by name: WinPE and Wine lack some, and a static import of what is missing
// ends the program at the call. Null pointer when the DLL or the function is not there.
FARPROC systemFunction(const wchar_t* dll, const char* name);
template <class Function>
Function* systemFunction(const wchar_t* dll, const char* name) {
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(systemFunction(dll, name)));
}

struct CloseHandleOf {
  void operator()(HANDLE handle) const { CloseHandle(handle); }
};
using Handle = std::unique_ptr<void, CloseHandleOf>;
// Takes what CreateFileW gave; INVALID_HANDLE_VALUE becomes an empty Handle.
inline Handle fileHandle(HANDLE handle) {
  return Handle(handle == INVALID_HANDLE_VALUE ? nullptr : handle);
}

// Work on a thread of its own which is left behind when it does not end in time: a driver that never answers costs its
// own answer and nothing else. What `work` uses it must own, since the caller may be gone when it ends.
template <class T>
class Background {
 public:
  Background(Text step, std::function<Result<T>()> work) : step_(std::move(step)) {
    const Result<void> started = startDetached([shared = shared_, work = std::move(work)] { run(*shared, work); });
    if (!started) {
      std::scoped_lock lock(shared_->mutex);
      shared_->answer = tl::unexpected(started.error());
    }
  }

  Result<T> get(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(shared_->mutex);
    if (!shared_->ended.wait_until(lock, deadline, [this] { return shared_->answer.has_value(); })) {
      return fail(ErrorKind::timedOut, step_, ErrorId::whyTimedOut);
    }
    return std::move(*shared_->answer);
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<Result<T>> answer;
  };

  static void run(Shared& shared, const std::function<Result<T>()>& work) {
    Result<T> answer = fail(ErrorKind::failed, ErrorId::stepBackground, ErrorId::whyNoMemory);
    try {
      answer = work();
    } catch (...) {  // an exception must not leave a thread; the answer above says what happened
    }
    std::scoped_lock lock(shared.mutex);
    shared.answer = std::move(answer);
    shared.ended.notify_all();
  }

  Text step_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace preflight::windows
