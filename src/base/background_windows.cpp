#include <windows.h>

#include <memory>

#include "base/background.h"

#include "text/error_id.h"

namespace preflight {
namespace {

DWORD WINAPI runWork(void* work) {
  const std::unique_ptr<std::function<void()>> own(static_cast<std::function<void()>*>(work));
  (*own)();
  return 0;
}

}  // namespace

// Not std::thread: detaching one that has already ended can fail in mingw-w64's thread library (seen as "terminate
// called without an active exception").
Result<void> startDetached(std::function<void()> work) {
  auto own = std::make_unique<std::function<void()>>(std::move(work));
  const HANDLE thread = CreateThread(nullptr, 0, runWork, own.get(), 0, nullptr);
  if (thread == nullptr) {
    return tl::unexpected(Error{ErrorKind::failed, ErrorId::stepThread, ErrorId::whyNoThread, CodeSpace::win32,
                                static_cast<std::uint32_t>(GetLastError())});
  }
  static_cast<void>(own.release());  // the thread has it now
  CloseHandle(thread);
  return {};
}

}  // namespace preflight
