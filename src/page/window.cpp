// The window: input from GLFW, pixels by the CPU renderer, a frame only when something has changed.
#include "page/window.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "page/keys.h"
#include "page/native.h"

namespace preflight::page {
namespace {

std::string glfwWords() {
  const char* words = nullptr;
  glfwGetError(&words);
  return words == nullptr ? say(PageId::windowNoReason) : words;
}

// GLFW's callback for monitors knows no window.
bool monitorsChanged = false;

void workArea(int& x, int& y, int& width, int& height) {
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  if (monitor != nullptr) {
    glfwGetMonitorWorkarea(monitor, &x, &y, &width, &height);
  }
  if (monitor == nullptr || width < 1 || height < 1) {  // a display without a monitor
    x = y = 0;
    width = 1024;
    height = 768;
  }
  width = std::min(width, raster::Surface::maxSide);
  height = std::min(height, raster::Surface::maxSide);
}

}  // namespace

UtcTime systemNow() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

void complain(const std::string& text) {
  std::fputs(("preflight: " + text + "\n").c_str(), stderr);
}

Window::~Window() {
  presenter_.reset();
  if (window_ != nullptr) {
    glfwDestroyWindow(window_);
  }
  glfwTerminate();
}

Window& Window::of(GLFWwindow* window) {
  return *static_cast<Window*>(glfwGetWindowUserPointer(window));
}

Result<void> Window::open() {
  if (glfwInit() == GLFW_FALSE) {
    return fail(ErrorKind::failed, PageId::stepOpenWindow, glfwWords());
  }
  int x = 0, y = 0, width = 0, height = 0;
  workArea(x, y, width, height);
  glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  glfwWindowHint(GLFW_DECORATED, GLFW_FALSE);
  glfwWindowHint(GLFW_POSITION_X, x);
  glfwWindowHint(GLFW_POSITION_Y, y);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "Preflight");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "preflight");
  window_ = glfwCreateWindow(width, height, "Preflight", nullptr, nullptr);
  if (window_ == nullptr) {
    return fail(ErrorKind::failed, PageId::stepOpenWindow, glfwWords());
  }
  Result<std::unique_ptr<raster::Presenter>> presenter = makePresenter(window_);
  if (!presenter) {
    return tl::unexpected(presenter.error());
  }
  presenter_ = std::move(*presenter);
  glfwSetWindowUserPointer(window_, this);
  listen();
  return {};
}

void Window::listen() {
  glfwSetKeyCallback(window_, [](GLFWwindow* window, int key, int scancode, int action, int mods) {
    of(window).push(keyEvent(key, scancode, action, mods));
  });
  glfwSetCharCallback(window_, [](GLFWwindow* window, unsigned int character) {
    InputEvent event;
    event.kind = InputEvent::Kind::character;
    event.character = character;
    of(window).push(event);
  });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* window, int button, int action, int) {
    if (button == GLFW_MOUSE_BUTTON_LEFT) {
      double x = 0, y = 0;
      glfwGetCursorPos(window, &x, &y);
      InputEvent event;
      event.kind = InputEvent::Kind::mouseButton;
      event.down = action == GLFW_PRESS;
      event.x = static_cast<float>(x);
      event.y = static_cast<float>(y);
      of(window).push(event);
    }
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* window, double, double notches) {
    InputEvent event;
    event.kind = InputEvent::Kind::wheel;
    event.y = static_cast<float>(std::clamp(notches, -100.0, 100.0));
    of(window).push(event);
  });
  glfwSetWindowFocusCallback(window_, [](GLFWwindow* window, int focused) {
    if (focused == GLFW_FALSE) {
      InputEvent event;
      event.kind = InputEvent::Kind::focusLost;
      of(window).push(event);
    }
  });
  glfwSetMonitorCallback([](GLFWmonitor*, int) { monitorsChanged = true; });
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* window, int, int) { of(window).dirty_ = true; });
  glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* window, float, float) { of(window).dirty_ = true; });
  glfwSetWindowIconifyCallback(window_, [](GLFWwindow* window, int) { of(window).lost_ = true; });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) {
    Window& self = of(window);
    self.lost_ = true;
    if (self.view_ != nullptr && self.surface_) {  // while it is being resized the loop does not run
      self.dirty_ = true;
      if (!self.showing_) {
        static_cast<void>(self.draw());
      }
    }
  });
}

void Window::toggle() {
  windowed_ = !windowed_;
  place();
}

void Window::place() {
  int x = 0, y = 0, width = 0, height = 0;
  workArea(x, y, width, height);
  glfwSetWindowAttrib(window_, GLFW_DECORATED, windowed_ ? GLFW_TRUE : GLFW_FALSE);
  if (windowed_) {
    glfwSetWindowSize(window_, width * 3 / 4, height * 3 / 4);
    glfwSetWindowPos(window_, x + width / 8, y + height / 8);
  } else {
    glfwSetWindowPos(window_, x, y);
    glfwSetWindowSize(window_, width, height);
  }
}

float Window::scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return std::max(x, 0.5F);
}

Result<void> Window::draw() {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  width = std::clamp(width, 1, raster::Surface::maxSide);
  height = std::clamp(height, 1, raster::Surface::maxSide);
  const ImDrawData& data = view_->frame(width, height, scale());
  dirty_ = view_->hasInput();
  clock_ = view_->clock();
  if (!surface_ || surface_->width() != width || surface_->height() != height) {
    Result<raster::Surface> made = raster::Surface::create(width, height);
    if (!made) {
      return tl::unexpected(made.error());
    }
    surface_.emplace(std::move(*made));
  }
  if (atlas_ != view_->atlasVersion()) {
    atlas_ = view_->atlasVersion();
    if (const Result<void> set = renderer_.setAtlas(view_->io()); !set) {
      return set;
    }
  }
  const auto changed = renderer_.draw(data, *surface_);
  if (title_ != view_->title()) {
    title_ = view_->title();
    glfwSetWindowTitle(window_, title_.c_str());
  }
  if (glfwGetWindowAttrib(window_, GLFW_VISIBLE) == GLFW_FALSE) {
    showing_ = true;
    glfwShowWindow(window_);
    showing_ = false;
    lost_ = true;
  }
  const raster::DirtyRect all{0, 0, width, height};
  const Result<void> shown =
      lost_ ? presenter_->present(*surface_, std::span(&all, 1)) : presenter_->present(*surface_, changed);
  lost_ = !shown;
  return shown;
}

// Seconds until something must be looked at though nothing happens: the clock, or a collector's deadline.
double Window::patience() {
  const auto until = [](std::chrono::steady_clock::time_point at) {
    return std::chrono::duration<double>(at - std::chrono::steady_clock::now()).count();
  };
  double seconds = static_cast<double>(1000 - systemNow().milliseconds % 1000) / 1000 + 0.002;
  if (glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != GLFW_FALSE) {
    seconds = 60;
  }
  if (view_->turns()) {
    seconds = std::min(seconds, static_cast<double>(250 - systemNow().milliseconds % 250) / 1000 + 0.002);
  }
  if (const auto deadline = view_->session().nextDeadline()) {
    seconds = std::min(seconds, until(*deadline));
  }
  return std::clamp(seconds, 0.001, 60.0);
}

void Window::run(View& view) {
  view_ = &view;
  int failures = 0;
  const auto start = std::chrono::steady_clock::now();
  while (!view.state().quit && glfwWindowShouldClose(window_) == GLFW_FALSE) {
    if (std::exchange(monitorsChanged, false)) {
      place();  // the monitor that it was on may be gone
      lost_ = true;
    }
    const bool slow = view.session().drivesAreSlow();
    const bool hidden = glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != GLFW_FALSE;
    dirty_ =
        view.session().update() || slow != slow_ || dirty_ || view.hasInput() || view.turns() || view.clock() != clock_;
    slow_ = slow;
    if ((dirty_ || lost_) && !hidden) {
      // A window that is being changed may refuse a frame or two.
      failures = draw() ? 0 : failures + 1;
      if (failures > 100) {
        complain(say(PageId::windowLost));
        break;
      }
    }
    if (!view.session().reading() ||
        std::chrono::steady_clock::now() - start > std::chrono::seconds(1)) {  // a device that does not answer
      startInputMethod();
    }
    if (!view.state().quit) {
      glfwWaitEventsTimeout(failures > 0 ? 0.05 : patience());
    }
  }
  view_ = nullptr;
}

}  // namespace preflight::page
