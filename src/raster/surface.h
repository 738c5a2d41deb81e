// A picture in memory: the page as pixels, ready for the window system or a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "base/result.h"

namespace preflight::raster {

// Pixels are 32 bits, blue in the lowest byte, then green, red, alpha: what SetDIBitsToDevice and X11 visuals of depth
// 24 take without conversion. Rows go from the top down. Each row starts on a 64 byte boundary, and at least
// `slackPixels` pixels after the last row's end may be read and written, so that wide stores need no special end.
class Surface {
 public:
  static constexpr int maxSide = 8192;
  static constexpr int slackPixels = 16;

  // All pixels 0. Sides from 1 to maxSide pixels, anything else is ErrorKind::invalid; no memory is ErrorKind::failed.
  static Result<Surface> create(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  // Distance between the starts of two rows, in pixels.
  int stride() const { return stride_; }

  // `y` must be inside.
  std::uint32_t* row(int y) { return pixels_.get() + static_cast<std::size_t>(y) * static_cast<std::size_t>(stride_); }
  const std::uint32_t* row(int y) const {
    return pixels_.get() + static_cast<std::size_t>(y) * static_cast<std::size_t>(stride_);
  }

  // Never the same for two surfaces of one run; stays with the pixels when the surface is moved.
  std::uint64_t id() const { return id_; }

 private:
  struct Free {
    void operator()(std::uint32_t* pixels) const { ::operator delete[](pixels, std::align_val_t{64}); }
  };

  Surface() = default;

  int width_ = 0;
  int height_ = 0;
  int stride_ = 0;
  std::uint64_t id_ = 0;
  std::unique_ptr<std::uint32_t[], Free> pixels_;
};

// A rectangle of whole pixels; x1 and y1 are the first ones outside.
struct PixelRect {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;

  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
  bool empty() const { return x0 >= x1 || y0 >= y1; }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

PixelRect intersection(const PixelRect& a, const PixelRect& b);

// A part of the surface that has other pixels than after the previous frame.
using DirtyRect = PixelRect;

}  // namespace preflight::raster
