#include "raster/pixel_format.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "text/error_id.h"

namespace preflight::raster {
namespace {

bool isUsable(std::uint32_t mask, int bitsPerPixel) {
  if (mask == 0 || (bitsPerPixel < 32 && (mask >> bitsPerPixel) != 0)) {
    return false;
  }
  return std::has_single_bit((std::uint64_t{mask} >> std::countr_zero(mask)) + 1);
}

// An 8 bit channel to as many bits as the mask has, rounded.
std::uint32_t placed(std::uint32_t channel, std::uint32_t mask) {
  const int shift = std::countr_zero(mask);
  const std::uint64_t most = mask >> shift;
  return static_cast<std::uint32_t>((channel * most + 127) / 255) << shift;
}

}  // namespace

Result<void> checkFormat(const PixelFormat& format) {
  const bool size = format.bitsPerPixel == 16 || format.bitsPerPixel == 24 || format.bitsPerPixel == 32;
  if (!size || !isUsable(format.red, format.bitsPerPixel) || !isUsable(format.green, format.bitsPerPixel) ||
      !isUsable(format.blue, format.bitsPerPixel)) {
    return fail(ErrorKind::unsupported, ErrorId::stepPixelFormat,
                {ErrorId::whyPixelFormat,
                 {{"bits", std::to_string(format.bitsPerPixel)},
                  {"red", fmt::format("{:#x}", format.red)},
                  {"green", fmt::format("{:#x}", format.green)},
                  {"blue", fmt::format("{:#x}", format.blue)}}});
  }
  return {};
}

void convertPixels(const std::uint32_t* source, int count, const PixelFormat& format, std::uint8_t* target) {
  const auto bytes = static_cast<std::size_t>(format.bitsPerPixel / 8);
  if (format.isSurfaceFormat()) {
    std::memcpy(target, source, static_cast<std::size_t>(count) * bytes);
    return;
  }
  for (int i = 0; i < count; ++i) {
    const std::uint32_t pixel = source[i];
    std::uint32_t value = placed((pixel >> 16) & 255, format.red) | placed((pixel >> 8) & 255, format.green) |
                          placed(pixel & 255, format.blue);
    for (std::size_t k = 0; k < bytes; ++k, value >>= 8) {
      *target++ = static_cast<std::uint8_t>(value);
    }
  }
}

}  // namespace preflight::raster
