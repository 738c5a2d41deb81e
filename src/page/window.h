// The window around a view. There is one at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "page/view.h"
#include "raster/draw.h"
#include "raster/presenter.h"

struct GLFWwindow;

namespace preflight::page {

class Window {
 public:
  Window() = default;
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  Result<void> open();
  void run(View& view);
  void toggle();
  void place();
  GLFWwindow* handle() { return window_; }

 private:
  static Window& of(GLFWwindow* window);
  void listen();
  void push(InputEvent event) {
    if (view_ != nullptr) {
      view_->push(event);
    }
    dirty_ = true;
  }
  Result<void> draw();
  double patience();
  float scale() const;

  GLFWwindow* window_ = nullptr;
  std::unique_ptr<raster::Presenter> presenter_;
  raster::Renderer renderer_;
  std::optional<raster::Surface> surface_;
  View* view_ = nullptr;
  std::uint64_t atlas_ = 0;
  std::string clock_;
  std::string title_;
  bool dirty_ = true;  // something changed since the latest frame
  bool lost_ = true;   // the window's pixels are gone
  bool windowed_ = false;
  bool showing_ = false;  // inside the frame that shows the window for the first time
  bool slow_ = false;     // the drives did not answer when the latest frame was drawn
};

UtcTime systemNow();
// On standard error.
void complain(const std::string& text);

}  // namespace preflight::page
