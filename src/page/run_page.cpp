// The page in its window, from the options to the exit code.
#include <GLFW/glfw3.h>

#include <atomic>
#include <functional>
#include <memory>

#include "app/session/collector_runner.h"
#include "page/native.h"
#include "page/open_session.h"
#include "page/page.h"
#include "page/window.h"

namespace preflight {
namespace {

using namespace page;

constexpr int exitNoWindow = 3;
constexpr int exitInput = 5;

Services servicesFor(Window& window, const PageOptions& options, const std::function<void()>& wake) {
  Services services;
  services.now = systemNow;
  services.toggleWindow = [&window] { window.toggle(); };
  if (canRestartElevated()) {
    services.restartElevated = restartElevated;
  }
  services.setClipboard = [&window](const std::string& text) -> Result<void> {
    glfwGetError(nullptr);
    glfwSetClipboardString(window.handle(), text.c_str());
    const char* words = nullptr;
    return glfwGetError(&words) == GLFW_NO_ERROR
               ? Result<void>{}
               : fail(ErrorKind::failed, PageId::stepCopy, std::string(words == nullptr ? "" : words));
  };
  services.clipboard = [&window]() -> std::string {
    const char* text = glfwGetClipboardString(window.handle());
    glfwGetError(nullptr);
    return text == nullptr ? "" : text;
  };
  services.open = [stick = options.stick, step = options.stepTime, wake](const std::string& replay) {
    Result<std::unique_ptr<Session>> session = openSession(replay, stick, wake, step);
    if (session) {
      (*session)->listenForDrives();
    }
    return session;
  };
  return services;
}

int runIn(Window& window, const PageOptions& options, std::unique_ptr<Session> session, ThemeKind theme,
          const std::function<void()>& wake) {
  session->listenForDrives();
  session->update();  // what came before there was anybody to wake
  View view(std::move(session), servicesFor(window, options, wake), theme);
  if (const Result<void> shown = view.show(options.screen); !shown) {
    complain(describe(shown.error()));
    return 2;
  }
  window.run(view);
  if (view.hasLeftBehind()) {
    // Threads that hang in the system cannot be waited for.
    glfwHideWindow(window.handle());
    exitNow(0);
  }
  return 0;
}

}  // namespace

int runPage(const PageOptions& options) {
  Result<ThemeKind> theme = options.theme.empty()
                                ? Result<ThemeKind>(systemWantsContrast() ? ThemeKind::contrast : ThemeKind::dark)
                                : themeFromName(options.theme);
  if (!theme) {
    complain(describe(theme.error()));
    return 2;
  }
  // The device is being read while the window opens; until then there is nobody to wake.
  const auto open = std::make_shared<std::atomic<bool>>(false);
  const std::function<void()> wake = [open] {
    if (*open) {
      glfwPostEmptyEvent();
    }
  };
  Result<std::unique_ptr<Session>> session = openSession(options.replay, options.stick, wake, options.stepTime);
  if (!session) {
    complain(describe(session.error()));
    return exitInput;
  }
  Window window;
  if (const Result<void> opened = window.open(); !opened) {
    complain(describe(opened.error()) + "\n" + say(PageId::windowless));
    return exitNoWindow;
  }
  *open = true;
  (*session)->update();
  if (const Result<Settings>& laid = (*session)->settings(); laid && options.theme.empty() && !laid->theme.empty()) {
    theme = themeFromName(laid->theme);
  }
  return runIn(window, options, std::move(*session), *theme, wake);
}

}  // namespace preflight
