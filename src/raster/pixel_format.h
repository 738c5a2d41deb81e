// Pixels as a window system wants them, where that is not what a Surface holds. Not for users of the library.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace preflight::raster {

// Masks as X11 gives them for a TrueColor visual. Bytes of a pixel go from the lowest up.
struct PixelFormat {
  int bitsPerPixel = 32;
  std::uint32_t red = 0xFF0000U;
  std::uint32_t green = 0xFF00U;
  std::uint32_t blue = 0xFFU;

  // True when pixels can be copied as they are.
  bool isSurfaceFormat() const { return bitsPerPixel == 32 && red == 0xFF0000U && green == 0xFF00U && blue == 0xFFU; }
};

// ErrorKind::unsupported for anything but 16, 24 or 32 bits and masks of neighbouring bits that fit.
Result<void> checkFormat(const PixelFormat& format);

// Converts `count` pixels; `target` has room for count * bitsPerPixel / 8 bytes. The format has been checked.
void convertPixels(const std::uint32_t* source, int count, const PixelFormat& format, std::uint8_t* target);

}  // namespace preflight::raster
