#include "app/session/drive_notifications.h"

#include <doctest/doctest.h>

#include <windows.h>
// After windows.h, which it needs.
#include <dbt.h>

#include <atomic>

using namespace preflight;

namespace {

HWND findWindow() {
  for (int i = 0; i < 200; ++i) {
    if (const HWND window = FindWindowW(L"PreflightDeviceChanges", nullptr)) {
      return window;
    }
    Sleep(20);
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a drive that arrives or goes is told at once, by a window that nobody sees and that goes with its owner") {
  std::atomic<int> told{0};
  {
    const DeviceChanges changes([&] { ++told; });
    const HWND window = findWindow();
    if (window == nullptr) {
      MESSAGE("no window can be made here; looking once a second remains");
      return;
    }
    CHECK(IsWindowVisible(window) == FALSE);
    CHECK(GetAncestor(window, GA_PARENT) == GetDesktopWindow());
    DEV_BROADCAST_VOLUME volume{};
    volume.dbcv_size = sizeof(volume);
    volume.dbcv_devicetype = DBT_DEVTYP_VOLUME;
    volume.dbcv_unitmask = 1U << 4;
    DWORD_PTR answer = 0;
    for (const WPARAM kind : {WPARAM{DBT_DEVICEARRIVAL}, WPARAM{DBT_DEVICEREMOVECOMPLETE}}) {
      CHECK(SendMessageTimeoutW(window, WM_DEVICECHANGE, kind, reinterpret_cast<LPARAM>(&volume), SMTO_NORMAL, 5000,
                                &answer) != 0);
    }
    CHECK(told == 2);
  }
  for (int i = 0; i < 100 && FindWindowW(L"PreflightDeviceChanges", nullptr) != nullptr; ++i) {
    Sleep(20);
  }
  CHECK(FindWindowW(L"PreflightDeviceChanges", nullptr) == nullptr);
  CHECK(told == 2);
}
