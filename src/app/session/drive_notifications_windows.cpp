#include <windows.h>
// After windows.h, which it needs.
#include <dbt.h>

#include <atomic>
#include <mutex>

#include "app/session/drive_notifications.h"
#include "base/background.h"

namespace preflight {
namespace {

constexpr wchar_t className[] = L"PreflightDeviceChanges";

}  // namespace

// Message-only windows get no broadcasts, so this one is a top-level window that is never shown.
struct DeviceChanges::State {
  std::mutex mutex;
  std::function<void()> changed;
  std::atomic<HWND> window{nullptr};
  bool ended = false;

  void tell() {
    const std::lock_guard lock(mutex);
    if (changed) {
      changed();
    }
  }

  static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM kind, LPARAM data) {
    auto* state = reinterpret_cast<State*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    if (message == WM_DEVICECHANGE && state != nullptr &&
        (kind == DBT_DEVICEARRIVAL || kind == DBT_DEVICEREMOVECOMPLETE || kind == DBT_DEVNODES_CHANGED)) {
      state->tell();
      return TRUE;
    }
    if (message == WM_CLOSE) {
      DestroyWindow(window);
      return 0;
    }
    if (message == WM_DESTROY) {
      PostQuitMessage(0);
      return 0;
    }
    return DefWindowProcW(window, message, kind, data);
  }

  // The window belongs to the thread that makes it.
  static void run(const std::shared_ptr<State>& state) {
    WNDCLASSEXW description{};
    description.cbSize = sizeof(description);
    description.lpfnWndProc = procedure;
    description.hInstance = GetModuleHandleW(nullptr);
    description.lpszClassName = className;
    RegisterClassExW(&description);  // there already: a second session
    const HWND window = CreateWindowExW(WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE, className, className, WS_POPUP, 0, 0, 0, 0,
                                        nullptr, nullptr, description.hInstance, nullptr);
    if (window == nullptr) {
      return;  // looking once a second goes on
    }
    SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(state.get()));
    {
      const std::lock_guard lock(state->mutex);
      state->window = window;
      if (state->ended) {
        PostMessageW(window, WM_CLOSE, 0, 0);
      }
    }
    for (MSG message{}; GetMessageW(&message, nullptr, 0, 0) > 0;) {
      DispatchMessageW(&message);
    }
  }
};

DeviceChanges::DeviceChanges(std::function<void()> changed) : state_(std::make_shared<State>()) {
  state_->changed = std::move(changed);
  (void)startDetached([state = state_] { State::run(state); });
}

DeviceChanges::~DeviceChanges() {
  const std::lock_guard lock(state_->mutex);
  state_->changed = {};
  state_->ended = true;
  if (state_->window != nullptr) {
    PostMessageW(state_->window, WM_CLOSE, 0, 0);
  }
}

}  // namespace preflight
