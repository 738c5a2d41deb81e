// What the draw lists become before anything is painted: a flat list of simple shapes, already clipped.
// Not for users of the library.
#pragma once

#include <emmintrin.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "raster/surface.h"

namespace preflight::raster {

enum class PrimKind : std::uint8_t {
  opaqueRect,  // one colour, replaces what was there
  solidRect,   // one colour, blended
  glyph,       // coverage from the atlas, one texel a pixel
  texRect,     // coverage from the atlas, scaled or between the pixels
  triangle,
};

// `index` is an atlas offset of the texel at (x0, y0) for glyphs, else a place in texRects or triangles.
// Colours are 0xAARRGGBB, alpha not multiplied in.
struct Prim {
  std::int16_t x0, y0, x1, y1;
  std::uint32_t colour;
  std::uint32_t index;
  PrimKind kind;

  PixelRect rect() const { return {x0, y0, x1, y1}; }
};

// Texel coordinates are those of texel centres: 0 is the middle of the first texel. At the centre of pixel (x, y):
// u = u0 + ux * x + uy * y, and v the same way.
struct TexRect {
  float u0, ux, uy;
  float v0, vx, vy;
};

// Positions in 1/256 pixel, at most 2^29 away from 0, so that edge functions fit 64 bits; u, v as in TexRect.
struct Vertex {
  std::int32_t x, y;
  float u, v;
  std::uint32_t colour;
};

struct Triangle {
  Vertex corner[3];
  bool textured;
};

// To the nearest whole number, of halves the even one; a number that does not fit becomes INT_MIN.
inline int nearest(float value) {
  return _mm_cvtss_si32(_mm_set_ss(value));
}

// The place of a texel coordinate in 1/256 texel, held just outside an atlas of this size, where its edge continues.
inline int texelPlace(float value, int size) {
  return nearest(std::min(std::max(value, -1.0F), static_cast<float>(size)) * 256.0F);
}

// The atlas; three bytes more than it has, so that four texels can be read anywhere.
struct Atlas {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> texels;
};

// Coverage at a place between texels, 1/256 texel fine; from 0 to 255.
std::uint8_t sampleBilinear(const Atlas& atlas, float u, float v);

// The surface is cut into bands of rows, and those into tiles. Each tile has a hash of everything that is drawn in it,
// in order: the same hash as in the frame before means the same pixels.
class Grid {
 public:
  static constexpr int tileWidth = 64;
  static constexpr int tileHeight = 32;

  void reset(int width, int height, std::uint64_t seed);
  void add(const Prim& prim, std::uint64_t hash, std::uint32_t primIndex);

  int columns() const { return columns_; }
  int rows() const { return static_cast<int>(bands_.size()); }
  // The prims that touch a band, in drawing order.
  const std::vector<std::uint32_t>& band(int row) const { return bands_[static_cast<std::size_t>(row)]; }
  const std::vector<std::uint64_t>& hashes() const { return hashes_; }

 private:
  int columns_ = 0;
  std::vector<std::vector<std::uint32_t>> bands_;
  std::vector<std::uint64_t> hashes_;
};

struct Scene {
  std::vector<Prim> prims;
  std::vector<TexRect> texRects;
  std::vector<Triangle> triangles;
  Grid grid;
};

}  // namespace preflight::raster
