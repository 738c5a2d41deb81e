// ImGui frames without a window, for tests and measurements of the renderer.
#pragma once

#include <imgui.h>

#include <functional>
#include <vector>

namespace preflight::raster {

// One ImGui context with a small and a large font. Only one at a time.
class Page {
 public:
  // Font height in pixels; `snapped` puts every glyph on whole pixels, as the page does, else ImGui's own defaults
  // (two texels a pixel across, places between pixels) are used.
  Page(int width, int height, float fontHeight, bool snapped);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // Draws one frame; the data are valid until the next one.
  ImDrawData& frame(const std::function<void()>& content);

  ImFont* small() const { return small_; }
  ImFont* large() const { return large_; }

 private:
  std::vector<unsigned char> file_;
  ImFont* small_ = nullptr;
  ImFont* large_ = nullptr;
};

// A table that fills the screen with text; the text of `changedRow` depends on `value`.
void drawTextTable(int changedRow, int value);

// Rounded boxes, circles, thick and thin lines, gradients, clipped and large text.
void drawShapes(const Page& page);

}  // namespace preflight::raster
