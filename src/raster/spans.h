// The innermost loops: rows of pixels, four at a time (SSE2, which every x86-64 has). Not for users of the library.
//
// Blending is round((source * alpha + destination * (255 - alpha)) / 255) for each channel, exactly; the
// source's own alpha channel counts as 255, which gives OpenGL's ONE, ONE_MINUS_SRC_ALPHA for alpha.
// All of them may write back, unchanged, up to three pixels after the row's end (Surface::slackPixels).
#pragma once

#include <cstddef>
#include <cstdint>

namespace preflight::raster {

// x / 255, rounded to nearest, for x up to 255 * 255.
constexpr std::uint32_t divideBy255(std::uint32_t x) {
  x += 128;
  return (x + (x >> 8)) >> 8;
}

// One pixel: what blendSpan makes of `destination`.
constexpr std::uint32_t blended(std::uint32_t destination, std::uint32_t colour) {
  const std::uint32_t alpha = colour >> 24;
  std::uint32_t result = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint32_t source = shift == 24 ? 255 : (colour >> shift) & 255;
    result |= divideBy255(source * alpha + ((destination >> shift) & 255) * (255 - alpha)) << shift;
  }
  return result;
}

void fillSpan(std::uint32_t* pixels, int count, std::uint32_t colour);
void blendSpan(std::uint32_t* pixels, int count, std::uint32_t colour);
// The colour's alpha is multiplied by each pixel's coverage; three bytes after the last one may be read.
void blendCoverageSpan(std::uint32_t* pixels, const std::uint8_t* coverage, int count, std::uint32_t colour);
// The same for `rows` rows that are `stride` pixels and `pitch` bytes apart.
void blendCoverageRect(std::uint32_t* pixels, std::ptrdiff_t stride, const std::uint8_t* coverage, std::ptrdiff_t pitch,
                       int count, int rows, std::uint32_t colour);

// A colour that changes along the row: channel = start + step * i for pixel i, in the order blue, green, red, alpha,
// scale 0 to 255, held in that range. `coverage` as above, or nullptr for full coverage.
struct ColourRamp {
  float start[4];
  float step[4];
};
void blendRampSpan(std::uint32_t* pixels, int first, int count, const ColourRamp& ramp, const std::uint8_t* coverage);

}  // namespace preflight::raster
