// What is repainted must look as if everything had been.
#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "draw_lists.h"
#include "raster/draw.h"

namespace {

using namespace preflight;
using namespace preflight::raster;

constexpr int width = 333, height = 222;

struct Shape {
  int kind;
  ImVec2 points[3];
  ImVec2 uv[2];
  ImU32 colours[3];
};

class Picture {
 public:
  explicit Picture(unsigned seed) : engine_(seed) {
    for (int i = 0; i < 60; ++i) {
      shapes_.push_back(shape());
    }
  }

  // A few shapes change, come, go, or trade places.
  void change() {
    for (int i = whole(0, 3); i > 0; --i) {
      const auto at = static_cast<std::size_t>(whole(0, static_cast<int>(shapes_.size()) - 2));
      switch (whole(0, 6)) {
        case 0:
          shapes_[at] = shape();
          break;
        case 1:
          shapes_.push_back(shape());
          break;
        case 2:
          shapes_[at].colours[whole(0, 2)] ^= static_cast<ImU32>(1) << whole(0, 31);
          break;
        case 3:
          shapes_[at].uv[0].y += 0.125F;
          shapes_[at].uv[1].y += 0.125F;
          break;
        case 4:
          shapes_[at].points[whole(0, 2)].x += 0.375F;
          break;
        case 5:
          shapes_.erase(shapes_.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        default:
          std::swap(shapes_[at], shapes_[at + 1]);
      }
    }
  }

  void draw(Lists& lists) const {
    for (const Shape& s : shapes_) {
      if (s.kind == 0) {
        lists.triangle({s.points[0], white, s.colours[0]}, {s.points[1], white, s.colours[1]},
                       {s.points[2], white, s.colours[2]});
      } else if (s.kind == 1) {
        lists.triangle({s.points[0], s.uv[0], s.colours[0]}, {s.points[1], s.uv[1], s.colours[0]},
                       {s.points[2], white, s.colours[1]});
      } else if (s.kind == 2) {
        lists.rect(s.points[0], s.points[1], s.colours[0]);
      } else if (s.kind == 3) {
        lists.rect(s.points[0], s.points[1], s.colours[0], s.uv[0], s.uv[1]);
      } else {
        const ImVec2 at(static_cast<float>(static_cast<int>(s.points[0].x)),
                        static_cast<float>(static_cast<int>(s.points[0].y)));
        const float texel = 1.0F / atlasSide;
        const float row = std::floor(s.uv[0].y * 8);
        lists.rect(at, {at.x + 9, at.y + 12}, s.colours[0], {4 * texel, row * texel}, {13 * texel, (row + 12) * texel});
      }
    }
  }

 private:
  int whole(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine_); }
  float place(int from, int to) { return static_cast<float>(whole(from * 8, to * 8)) / 8; }
  Shape shape() {
    Shape s{};
    s.kind = whole(0, 5);
    const ImVec2 near(place(-20, width), place(-20, height));
    const int reach = whole(0, 9) == 0 ? 400 : 50;
    s.points[0] = near;
    for (int i = 1; i < 3; ++i) {
      s.points[i] = {near.x + place(-reach, reach), near.y + place(-reach, reach)};
    }
    for (ImVec2& each : s.uv) {
      each = {place(0, 1), place(0, 1)};
    }
    for (ImU32& each : s.colours) {
      each = static_cast<ImU32>(engine_()) | (whole(0, 1) == 0 ? 0xFF000000U : 0U);
    }
    return s;
  }

  std::mt19937 engine_;
  std::vector<Shape> shapes_;
};

bool contains(std::span<const DirtyRect> rects, int x, int y) {
  for (const DirtyRect& each : rects) {
    if (x >= each.x0 && x < each.x1 && y >= each.y0 && y < each.y1) {
      return true;
    }
  }
  return false;
}

std::vector<std::uint32_t> pixelsOf(const Surface& surface) {
  std::vector<std::uint32_t> pixels;
  for (int y = 0; y < surface.height(); ++y) {
    pixels.insert(pixels.end(), surface.row(y), surface.row(y) + surface.width());
  }
  return pixels;
}

struct Canvas {
  Surface surface = std::move(*Surface::create(width, height));
  Renderer renderer;
  Canvas() {
    const auto texels = testAtlas();
    REQUIRE(renderer.setAtlas({texels.data(), atlasSide, atlasSide}));
  }
};

TEST_CASE("repainting what changed gives the same bytes as drawing everything, and names every changed pixel") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Picture picture(seed);
    Canvas kept;
    for (int frame = 0; frame < 25; ++frame) {
      Lists lists(width, height);
      picture.draw(lists);
      const auto before = pixelsOf(kept.surface);
      const auto dirty = kept.renderer.draw(lists.data(), kept.surface);
      const auto after = pixelsOf(kept.surface);
      Canvas fresh;
      fresh.renderer.draw(lists.data(), fresh.surface);
      REQUIRE(after == pixelsOf(fresh.surface));
      for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i] != before[i]) {
          REQUIRE(contains(dirty, static_cast<int>(i) % width, static_cast<int>(i) / width));
        }
      }
      picture.change();
    }
  }
}

TEST_CASE("the same frame again is not drawn again") {
  Picture picture(99);
  Canvas canvas;
  Lists lists(width, height);
  picture.draw(lists);
  const auto first = canvas.renderer.draw(lists.data(), canvas.surface);
  REQUIRE(first.size() == 1);
  CHECK(first[0] == DirtyRect{0, 0, width, height});
  CHECK(canvas.renderer.draw(lists.data(), canvas.surface).empty());
}

TEST_CASE("a small change dirties a small part") {
  Canvas canvas;
  for (int i = 0; i < 2; ++i) {
    Lists lists(width, height);
    lists.rect({0, 0}, {500, 500}, IM_COL32(10, 20, 30, 255));
    lists.rect({200, 100}, {210, 110}, IM_COL32(255, 255, 255, 100 + i));
    const auto dirty = canvas.renderer.draw(lists.data(), canvas.surface);
    REQUIRE(dirty.size() == 1);
    if (i == 1) {
      CHECK(dirty[0].width() * dirty[0].height() <= 128 * 64);
      CHECK(contains(dirty, 205, 105));
    }
  }
}

TEST_CASE("everything is drawn again after another background, atlas, surface or word") {
  Canvas canvas;
  Lists lists(width, height);
  lists.rect({10, 10}, {20, 20}, IM_COL32(10, 20, 30, 255), {0.5F, 0.5F}, {0.6F, 0.6F});
  const DirtyRect all{0, 0, width, height};
  const auto isAll = [&](std::span<const DirtyRect> rects) { return rects.size() == 1 && rects[0] == all; };
  REQUIRE(isAll(canvas.renderer.draw(lists.data(), canvas.surface)));
  CHECK(isAll(canvas.renderer.draw(lists.data(), canvas.surface, 0xFF445566U)));
  const std::vector<std::uint8_t> texels(atlasSide * atlasSide, 255);
  REQUIRE(canvas.renderer.setAtlas({texels.data(), atlasSide, atlasSide}));
  CHECK(isAll(canvas.renderer.draw(lists.data(), canvas.surface, 0xFF445566U)));
  canvas.surface = std::move(*Surface::create(width, height));
  CHECK(isAll(canvas.renderer.draw(lists.data(), canvas.surface, 0xFF445566U)));
  canvas.renderer.invalidate();
  CHECK(isAll(canvas.renderer.draw(lists.data(), canvas.surface, 0xFF445566U)));
  CHECK(canvas.renderer.draw(lists.data(), canvas.surface, 0xFF445566U).empty());
}

}  // namespace
