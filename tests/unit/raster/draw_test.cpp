#include "raster/draw.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "canvas.h"

namespace {

using namespace preflight;
using namespace preflight::raster;

int difference(std::uint32_t a, std::uint32_t b) {
  int most = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    most = std::max(most, std::abs(static_cast<int>((a >> shift) & 255) - static_cast<int>((b >> shift) & 255)));
  }
  return most;
}

// The greatest difference of a channel between the renderer and the slow one.
int differenceToSlow(Lists& lists) {
  Canvas canvas;
  canvas.draw(lists);
  const auto expected = drawSlowly(lists.data(), testAtlas(), width, height, background);
  int most = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      most = std::max(most, difference(canvas.surface.row(y)[x], expected[static_cast<std::size_t>(y * width + x)]));
    }
  }
  return most;
}

TEST_CASE("two triangles own every pixel of their common edge exactly once") {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    Lists lists(width, height);
    // A fan round a point inside: all edges at that point are shared.
    const ImVec2 middle{random.place(60, 80), random.place(40, 50)};
    const ImVec2 rim[] = {{random.place(0, 50), random.place(0, 30)},
                          {random.place(90, 150), random.place(0, 30)},
                          {random.place(90, 150), random.place(60, 90)},
                          {random.place(0, 50), random.place(60, 90)}};
    const ImU32 half = IM_COL32(255, 255, 255, 128);
    for (int i = 0; i < 4; ++i) {
      lists.triangle({middle, white, half}, {rim[i], white, half}, {rim[(i + 1) % 4], white, half});
    }
    Canvas canvas;
    canvas.draw(lists);
    const std::uint32_t once = 0xFF889098U;  // (255 * 128 + each * 127) / 255 over the background
    int covered = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const std::uint32_t pixel = canvas.surface.row(y)[x];
        REQUIRE((pixel == once || pixel == background));
        covered += pixel == once ? 1 : 0;
      }
    }
    REQUIRE(covered > 40 * 30);
    REQUIRE(canvas.surface.row(45)[70] == once);  // no hole within
  }
}

TEST_CASE("a shape owns the centres on its top and left edges and not those on its bottom and right ones") {
  Lists lists(width, height);
  SUBCASE("as a rectangle") {
    lists.rect({10.5F, 20.5F}, {14.5F, 23.5F}, IM_COL32_WHITE);
  }
  SUBCASE("as triangles") {
    const ImU32 c = IM_COL32_WHITE;
    lists.triangle({{14.5F, 20.5F}, white, c}, {{14.5F, 23.5F}, white, c}, {{10.5F, 20.5F}, white, c});
    lists.triangle({{10.5F, 23.5F}, white, c}, {{10.5F, 20.5F}, white, c}, {{14.5F, 23.5F}, white, c});
  }
  Canvas canvas;
  canvas.draw(lists);
  for (int y = 19; y < 25; ++y) {
    for (int x = 9; x < 16; ++x) {
      const bool inside = x >= 10 && x < 14 && y >= 20 && y < 23;
      CHECK(canvas.surface.row(y)[x] == (inside ? 0xFFFFFFFFU : background));
    }
  }
}

TEST_CASE("flat rectangles have the slow renderer's pixels exactly") {
  Random random(2);
  for (int round = 0; round < 40; ++round) {
    Lists lists(width, height);
    for (int i = 0; i < 6; ++i) {
      lists.rect(random.point(), random.point(), random.colour());
    }
    REQUIRE(differenceToSlow(lists) == 0);
  }
}

TEST_CASE("tints of the whole screen have the slow renderer's pixels exactly") {
  Lists lists(width, height);
  lists.rect({20, 20}, {50, 50}, IM_COL32(200, 100, 50, 255));
  lists.rect({0, 0}, {150, 90}, IM_COL32(90, 80, 70, 255));
  lists.rect({-1, -1}, {150, 90}, IM_COL32(10, 20, 200, 77));
  lists.rect({0, 0}, {151, 91}, IM_COL32(0, 120, 20, 200));
  lists.rect({60, 20}, {90, 50}, IM_COL32(200, 100, 50, 128));
  lists.rect({0, 0}, {151, 91}, IM_COL32(255, 0, 20, 20));
  CHECK(differenceToSlow(lists) == 0);
}

TEST_CASE("flat triangles have the slow renderer's pixels exactly") {
  Random random(3);
  for (int round = 0; round < 40; ++round) {
    Lists lists(width, height);
    for (int i = 0; i < 6; ++i) {
      const ImU32 colour = random.colour();
      lists.triangle({random.point(), white, colour}, {random.point(), white, colour}, {random.point(), white, colour});
    }
    REQUIRE(differenceToSlow(lists) == 0);
  }
}

TEST_CASE("triangles of several colours are within one step of the slow renderer's") {
  Random random(4);
  for (int round = 0; round < 40; ++round) {
    Lists lists(width, height);
    lists.triangle({random.point(), white, random.colour()}, {random.point(), white, random.colour()},
                   {random.point(), white, random.colour()});
    REQUIRE(differenceToSlow(lists) <= 1);
  }
}

TEST_CASE("textured rectangles and triangles are within two steps of the slow renderer's") {
  Random random(5);
  for (int round = 0; round < 60; ++round) {
    Lists lists(width, height);
    const ImU32 colour = random.colour();
    if (round % 2 == 0) {
      lists.rect(random.point(), random.point(), colour, random.uv(), random.uv());
    } else {
      lists.triangle({random.point(), random.uv(), colour}, {random.point(), random.uv(), random.colour()},
                     {random.point(), random.uv(), colour});
    }
    REQUIRE(differenceToSlow(lists) <= 2);
  }
}

TEST_CASE("a glyph on whole pixels has the slow renderer's pixels exactly, also where it is cut") {
  ImU32 colour = IM_COL32(250, 40, 90, 255);
  SUBCASE("opaque") {}
  SUBCASE("half seen") {
    colour = IM_COL32(250, 40, 90, 130);
  }
  Lists lists(width, height);
  lists.clip({3.2F, 2.9F, 60, 80});
  const auto uv = [](int x, int y) {
    return ImVec2(static_cast<float>(x) / atlasSide, static_cast<float>(y) / atlasSide);
  };
  for (int i = 0; i < 12; ++i) {
    const ImVec2 at(static_cast<float>(i * 7 - 5), static_cast<float>(i * 8 - 4));
    lists.rect(at, {at.x + static_cast<float>(5 + i), at.y + 11}, colour, uv(i, 9 - i / 2), uv(5 + 2 * i, 20 - i / 2));
  }
  CHECK(differenceToSlow(lists) == 0);
}

TEST_CASE("a clip rectangle is cut to whole pixels as OpenGL's scissor does it from the bottom") {
  Lists lists(width, height);
  lists.clip({1.6F, 2.3F, 5.5F, 7.9F});
  lists.rect({-100, -100}, {1000, 1000}, IM_COL32_WHITE);
  Canvas canvas;
  canvas.draw(lists);
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 12; ++x) {
      const bool inside = x >= 1 && x < 4 && y >= 3 && y < 8;
      CHECK(canvas.surface.row(y)[x] == (inside ? 0xFFFFFFFFU : background));
    }
  }
}

TEST_CASE("the vertex offset of a command is added to its indices") {
  Lists lists(width, height);
  lists.rect({0, 0}, {10, 10}, IM_COL32(255, 0, 0, 255));
  lists.rect({20, 0}, {30, 10}, IM_COL32(0, 255, 0, 255));
  lists.list().CmdBuffer[0].ElemCount = 6;
  lists.list().CmdBuffer[0].VtxOffset = 4;
  Canvas canvas;
  canvas.draw(lists);
  CHECK(canvas.surface.row(5)[5] == background);
  CHECK(canvas.surface.row(5)[25] == 0xFF00FF00U);
}

TEST_CASE("positions are moved by DisplayPos and scaled by FramebufferScale") {
  Lists lists(width, height);
  ImDrawData& data = lists.data();
  data.DisplayPos = {100, 200};
  data.DisplaySize = {75, 45};
  data.FramebufferScale = {2, 2};
  lists.list().CmdBuffer[0].ClipRect = {100, 200, 175, 245};
  lists.rect({110, 210}, {120, 220}, IM_COL32(1, 2, 3, 255));
  Canvas canvas;
  canvas.renderer.draw(data, canvas.surface, background);
  CHECK(canvas.surface.row(20)[20] == 0xFF010203U);
  CHECK(canvas.surface.row(39)[39] == 0xFF010203U);
  CHECK(canvas.surface.row(40)[39] == background);
  CHECK(canvas.surface.row(19)[20] == background);
}

TEST_CASE("user callbacks are not called and draw nothing") {
  Lists lists(width, height);
  lists.rect({0, 0}, {10, 10}, IM_COL32_WHITE);
  lists.list().CmdBuffer[0].UserCallback = [](const ImDrawList*, const ImDrawCmd*) { std::abort(); };
  Canvas canvas;
  canvas.draw(lists);
  CHECK(canvas.surface.row(5)[5] == background);
}

TEST_CASE("alpha is kept as OpenGL keeps it") {
  Lists lists(width, height);
  lists.rect({0, 0}, {10, 10}, IM_COL32(255, 255, 255, 100));
  Canvas canvas;
  canvas.renderer.draw(lists.data(), canvas.surface, 0x00000000U);
  CHECK((canvas.surface.row(5)[5] >> 24) == 100);
  canvas.renderer.draw(lists.data(), canvas.surface, 0xFF000000U);
  CHECK((canvas.surface.row(5)[5] >> 24) == 255);
}

}  // namespace
