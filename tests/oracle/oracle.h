// What OpenGL makes of the same draw lists: imgui_impl_opengl3 on whatever OpenGL the display has (Mesa's llvmpipe
// under Xvfb), and how far two pictures are apart.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "raster/surface.h"

struct ImDrawData;

namespace preflight::raster {

// A hidden window's OpenGL context and a frame buffer object. Needs a display and a current ImGui context, whose
// font atlas is built; leaves both as they were when it goes.
class OpenGl {
 public:
  static Result<OpenGl> create(int width, int height);
  ~OpenGl();
  OpenGl(OpenGl&&) noexcept;
  OpenGl& operator=(OpenGl&&) noexcept;

  // Draws and waits until it is drawn.
  void draw(ImDrawData& data, std::uint32_t background = 0xFF000000U);
  // The pixels as in a Surface (0xAARRGGBB, from the top down), without gaps between rows.
  std::vector<std::uint32_t> read() const;

 private:
  struct State;
  explicit OpenGl(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The same in one call.
Result<std::vector<std::uint32_t>> drawWithOpenGl(ImDrawData* data, int width, int height,
                                                  std::uint32_t background = 0xFF000000U);

struct Difference {
  int greatest = 0;            // of one channel of one pixel, of 255
  std::size_t pixelsOver = 0;  // pixels with a channel more than `bound` apart
  std::size_t pixels = 0;
  int firstX = -1, firstY = -1;  // the first pixel over the bound

  double shareOver() const { return pixels == 0 ? 0 : static_cast<double>(pixelsOver) / static_cast<double>(pixels); }
};

// Colour channels only. `expected` has the surface's size without gaps; another size counts as all pixels over.
Difference compare(const Surface& surface, std::span<const std::uint32_t> expected, int bound);

}  // namespace preflight::raster
