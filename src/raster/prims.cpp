#include "raster/prims.h"

#include <bit>

namespace preflight::raster {

std::uint8_t sampleBilinear(const Atlas& atlas, float u, float v) {
  const int pu = texelPlace(u, atlas.width);
  const int pv = texelPlace(v, atlas.height);
  const int x = pu >> 8, y = pv >> 8;
  const int wx = pu & 255, wy = pv & 255;
  const auto column = [&atlas](int i) { return std::clamp(i, 0, atlas.width - 1); };
  const auto row = [&atlas](int i) { return atlas.texels.data() + std::clamp(i, 0, atlas.height - 1) * atlas.width; };
  const std::uint8_t* upper = row(y);
  const std::uint8_t* lower = row(y + 1);
  const int x0 = column(x), x1 = column(x + 1);
  const int top = (upper[x0] << 8) + (upper[x1] - upper[x0]) * wx;
  const int bottom = (lower[x0] << 8) + (lower[x1] - lower[x0]) * wx;
  return static_cast<std::uint8_t>(((top << 8) + (bottom - top) * wy + 32768) >> 16);
}

void Grid::reset(int width, int height, std::uint64_t seed) {
  columns_ = (width + tileWidth - 1) / tileWidth;
  const int rows = (height + tileHeight - 1) / tileHeight;
  bands_.resize(static_cast<std::size_t>(rows));
  for (auto& each : bands_) {
    each.clear();
  }
  hashes_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows), seed);
}

void Grid::add(const Prim& prim, std::uint64_t hash, std::uint32_t primIndex) {
  const int firstColumn = prim.x0 / tileWidth;
  const int lastColumn = (prim.x1 - 1) / tileWidth;
  const int lastRow = (prim.y1 - 1) / tileHeight;
  for (int row = prim.y0 / tileHeight; row <= lastRow; ++row) {
    bands_[static_cast<std::size_t>(row)].push_back(primIndex);
    std::uint64_t* tiles = hashes_.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_);
    for (int column = firstColumn; column <= lastColumn; ++column) {
      tiles[column] = (std::rotl(tiles[column], 5) ^ hash) * 0xD1B54A32D192ED03U;
    }
  }
}

}  // namespace preflight::raster
