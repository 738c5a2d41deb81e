#include "raster/surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "text/error_id.h"

namespace preflight::raster {

Result<Surface> Surface::create(int width, int height) {
  if (width < 1 || height < 1 || width > maxSide || height > maxSide) {
    return fail(
        ErrorKind::invalid, ErrorId::stepPicture,
        {ErrorId::whyPictureSize,
         {{"width", std::to_string(width)}, {"height", std::to_string(height)}, {"most", std::to_string(maxSide)}}});
  }
  static std::atomic<std::uint64_t> lastId{0};
  Surface surface;
  surface.width_ = width;
  surface.height_ = height;
  surface.stride_ = (width + 15) / 16 * 16;
  surface.id_ = ++lastId;
  const std::size_t count =
      static_cast<std::size_t>(surface.stride_) * static_cast<std::size_t>(height) + std::size_t{slackPixels};
  auto* pixels =
      static_cast<std::uint32_t*>(::operator new[](count * sizeof(std::uint32_t), std::align_val_t{64}, std::nothrow));
  if (pixels == nullptr) {
    return fail(ErrorKind::failed, ErrorId::stepPicture,
                {ErrorId::whyPictureMemory, {{"width", std::to_string(width)}, {"height", std::to_string(height)}}});
  }
  std::memset(pixels, 0, count * sizeof(std::uint32_t));
  surface.pixels_.reset(pixels);
  return surface;
}

PixelRect intersection(const PixelRect& a, const PixelRect& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

}  // namespace preflight::raster
