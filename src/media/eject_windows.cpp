#include <windows.h>
// After windows.h, which it needs.
#include <winioctl.h>

#include <cctype>

#include "base/text.h"
#include "media/eject.h"
#include "media/system_errors.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

class Device {
 public:
  explicit Device(HANDLE handle) : handle_(handle) {}
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device() {
    if (good()) {
      ::CloseHandle(handle_);
    }
  }
  bool good() const { return handle_ != INVALID_HANDLE_VALUE; }
  bool ask(DWORD code, void* input = nullptr, DWORD size = 0) const {
    DWORD got = 0;
    return ::DeviceIoControl(handle_, code, input, size, nullptr, 0, &got, nullptr) != 0;
  }

 private:
  HANDLE handle_;
};

// Virus scanners and indexers hold a volume for a moment.
bool lockPatiently(const Device& device) {
  constexpr int tries = 10;
  for (int tried = 0; tried < tries; ++tried) {
    if (device.ask(FSCTL_LOCK_VOLUME)) {
      return true;
    }
    ::Sleep(100);
  }
  return false;
}

Error failed(const Text& step, bool locking) {
  Error error = win32Error(step, ::GetLastError());
  if (locking && (error.code == ERROR_ACCESS_DENIED || error.code == ERROR_SHARING_VIOLATION)) {
    error.words = MediaId::ejectPrompt;
  } else if (error.code == ERROR_NOT_SUPPORTED || error.code == ERROR_INVALID_FUNCTION) {
    error.words = MediaId::ejectUnsupported;
  }
  return error;
}

}  // namespace

Result<void> eject(const std::string& root) {
  const Text step(MediaId::stepEject, {{"what", root}});
  if (root.size() < 2 || root[1] != ':' || std::isalpha(static_cast<unsigned char>(root[0])) == 0 || root.size() > 3) {
    return fail(ErrorKind::invalid, step, MediaId::ejectFolder);
  }
  const std::wstring name = std::wstring(L"\\\\.\\") + static_cast<wchar_t>(root[0]) + L":";
  const Device device(::CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                    nullptr, OPEN_EXISTING, 0, nullptr));
  if (!device.good() || !lockPatiently(device)) {
    return tl::unexpected(failed(step, true));
  }
  if (!device.ask(FSCTL_DISMOUNT_VOLUME)) {
    return tl::unexpected(failed(step, false));
  }
  PREVENT_MEDIA_REMOVAL allow{};
  (void)device.ask(IOCTL_STORAGE_MEDIA_REMOVAL, &allow, sizeof(allow));  // sticks without a lock know no such thing
  return device.ask(IOCTL_STORAGE_EJECT_MEDIA) ? Result<void>{} : tl::unexpected(failed(step, false));
}

}  // namespace preflight::media
