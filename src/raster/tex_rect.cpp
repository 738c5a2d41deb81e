#include <array>

#include "raster/paint.h"
#include "raster/spans.h"

namespace preflight::raster {
namespace {

constexpr int chunk = 128;  // pixels whose places in the atlas are kept at a time

// One axis of the atlas at one pixel: two neighbouring texels and the weight of the second, of 256.
struct Tap {
  int first, second, weight;
};

Tap tapAt(float value, int size) {
  const int place = texelPlace(value, size);
  return {std::clamp(place >> 8, 0, size - 1), std::clamp((place >> 8) + 1, 0, size - 1), place & 255};
}

// u depends on x alone and v on y alone: glyphs, and lines that go down.
void paintUpright(const TexRect& t, const Atlas& atlas, std::uint32_t colour, const PixelRect& clip, Surface& surface) {
  std::array<Tap, chunk> across;
  std::array<std::uint8_t, chunk + 4> coverage;
  coverage.fill(0);
  for (int x0 = clip.x0; x0 < clip.x1; x0 += chunk) {
    const int count = std::min(chunk, clip.x1 - x0);
    for (int i = 0; i < count; ++i) {
      across[static_cast<std::size_t>(i)] = tapAt(t.u0 + t.ux * static_cast<float>(x0 + i), atlas.width);
    }
    Tap last{-1, -1, -1};
    for (int y = clip.y0; y < clip.y1; ++y) {
      const Tap down = tapAt(t.v0 + t.vy * static_cast<float>(y), atlas.height);
      if (down.first != last.first || down.weight != last.weight) {
        last = down;
        const std::uint8_t* top =
            atlas.texels.data() + static_cast<std::size_t>(down.first) * static_cast<std::size_t>(atlas.width);
        const std::uint8_t* bottom =
            atlas.texels.data() + static_cast<std::size_t>(down.second) * static_cast<std::size_t>(atlas.width);
        for (int i = 0; i < count; ++i) {
          const Tap& tap = across[static_cast<std::size_t>(i)];
          const int upper = (top[tap.first] << 8) + (top[tap.second] - top[tap.first]) * tap.weight;
          const int lower = (bottom[tap.first] << 8) + (bottom[tap.second] - bottom[tap.first]) * tap.weight;
          coverage[static_cast<std::size_t>(i)] =
              static_cast<std::uint8_t>(((upper << 8) + (lower - upper) * down.weight + 32768) >> 16);
        }
      }
      blendCoverageSpan(surface.row(y) + x0, coverage.data(), count, colour);
    }
  }
}

// Coverage is the same along each row: lines that go across.
void paintRows(const TexRect& t, const Atlas& atlas, std::uint32_t colour, const PixelRect& clip, Surface& surface) {
  for (int y = clip.y0; y < clip.y1; ++y) {
    const std::uint32_t coverage =
        sampleBilinear(atlas, t.u0 + t.uy * static_cast<float>(y), t.v0 + t.vy * static_cast<float>(y));
    const std::uint32_t alpha = divideBy255((colour >> 24) * coverage);
    if (alpha != 0) {
      blendSpan(surface.row(y) + clip.x0, clip.width(), (colour & 0xFFFFFFU) | alpha << 24);
    }
  }
}

void paintAny(const TexRect& t, const Atlas& atlas, std::uint32_t colour, const PixelRect& clip, Surface& surface) {
  std::array<std::uint8_t, chunk + 4> coverage;
  coverage.fill(0);
  for (int y = clip.y0; y < clip.y1; ++y) {
    const float u = t.u0 + t.uy * static_cast<float>(y);
    const float v = t.v0 + t.vy * static_cast<float>(y);
    for (int x0 = clip.x0; x0 < clip.x1; x0 += chunk) {
      const int count = std::min(chunk, clip.x1 - x0);
      for (int i = 0; i < count; ++i) {
        const auto x = static_cast<float>(x0 + i);
        coverage[static_cast<std::size_t>(i)] = sampleBilinear(atlas, u + t.ux * x, v + t.vx * x);
      }
      blendCoverageSpan(surface.row(y) + x0, coverage.data(), count, colour);
    }
  }
}

}  // namespace

void paintTexRect(const TexRect& texture, const Atlas& atlas, std::uint32_t colour, const PixelRect& clip,
                  Surface& surface) {
  if (texture.ux == 0.0F && texture.vx == 0.0F) {
    paintRows(texture, atlas, colour, clip, surface);
  } else if (texture.uy == 0.0F && texture.vx == 0.0F) {
    paintUpright(texture, atlas, colour, clip, surface);
  } else {
    paintAny(texture, atlas, colour, clip, surface);
  }
}

}  // namespace preflight::raster
