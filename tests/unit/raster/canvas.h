// A small surface with its renderer, and random numbers for what is drawn there.
#pragma once

#include <doctest/doctest.h>

#include <random>
#include <utility>

#include "draw_lists.h"

namespace preflight::raster {

constexpr int width = 150, height = 90;
constexpr std::uint32_t background = 0xFF102030U;

struct Canvas {
  Surface surface = std::move(*Surface::create(width, height));
  Renderer renderer;

  Canvas() {
    static const std::vector<std::uint8_t> texels = testAtlas();
    REQUIRE(renderer.setAtlas({texels.data(), atlasSide, atlasSide}));
  }
  std::span<const DirtyRect> draw(Lists& lists) { return renderer.draw(lists.data(), surface, background); }
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int whole(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine_); }
  // Often on whole and half pixels, where edges meet centres.
  float place(int from, int to) {
    const int steps[] = {1, 2, 4, 100};
    const int step = steps[whole(0, 3)];
    return static_cast<float>(whole(from * step, to * step)) / static_cast<float>(step);
  }
  ImU32 colour() { return (static_cast<ImU32>(engine_()) & 0xFFFFFFU) | static_cast<ImU32>(alpha()) << 24; }
  ImVec2 point() { return {place(-20, width + 20), place(-20, height + 20)}; }
  ImVec2 uv() { return {place(0, 8) / 8, place(0, 8) / 8}; }

 private:
  int alpha() { return whole(0, 2) == 0 ? 255 : whole(0, 255); }

  std::mt19937 engine_;
};

}  // namespace preflight::raster
