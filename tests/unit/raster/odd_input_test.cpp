// Draw lists that nobody should make.
#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>

#include "canvas.h"

namespace {

using namespace preflight;
using namespace preflight::raster;

TEST_CASE("lists with numbers that cannot be right draw nothing outside their clip rectangle and end") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const float odd[] = {nan, inf, -inf, 3e38F, -3e38F, 1e9F, -1e9F, 2097151.9F, 0, 20.25F, 40.5F, 1e-40F};
  Random random(6);
  const auto any = [&] { return odd[random.whole(0, 11)]; };
  Canvas canvas;
  for (int round = 0; round < 3000; ++round) {
    Lists lists(width, height);
    lists.clip({10, 10, 50, 50});
    const auto vertex = [&] { return ImDrawVert{{any(), any()}, {any(), any()}, random.colour()}; };
    lists.triangle(vertex(), vertex(), vertex());
    lists.rect({any(), any()}, {any(), any()}, random.colour(), {any(), any()}, {any(), any()});
    canvas.draw(lists);
    REQUIRE(canvas.surface.row(9)[30] == background);
    REQUIRE(canvas.surface.row(30)[9] == background);
    REQUIRE(canvas.surface.row(30)[50] == background);
    REQUIRE(canvas.surface.row(50)[30] == background);
  }
}

TEST_CASE("odd clip rectangles and display sizes are survived") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float odd[] = {nan, std::numeric_limits<float>::infinity(), -3e38F, 3e38F, -1, 0, 0.5F, 100, 1e6F};
  Random random(7);
  const auto any = [&] { return odd[random.whole(0, 8)]; };
  Canvas canvas;
  for (int round = 0; round < 3000; ++round) {
    Lists lists(width, height);
    lists.clip({any(), any(), any(), any()});
    lists.rect({-5, -5}, {500, 500}, random.colour());
    ImDrawData& data = lists.data();
    if (round % 3 == 0) {
      data.DisplaySize = {any(), any()};
      data.DisplayPos = {any(), any()};
      data.FramebufferScale = {any(), any()};
    }
    canvas.renderer.draw(data, canvas.surface, background);
  }
  Lists empty(0, 0);
  empty.rect({0, 0}, {10, 10}, IM_COL32_WHITE);
  canvas.draw(empty);
  CHECK(canvas.surface.row(5)[5] == background);
}

TEST_CASE("indices, counts and offsets beyond the buffers leave out what is not there") {
  Canvas canvas;
  Lists lists(width, height);
  lists.rect({0, 0}, {10, 10}, IM_COL32(0, 0, 255, 255));
  ImDrawCmd& command = lists.list().CmdBuffer[0];
  SUBCASE("an index") {
    lists.list().IdxBuffer[1] = 60000;
  }
  SUBCASE("the index of a second triangle") {
    lists.list().IdxBuffer[5] = 4;
  }
  SUBCASE("the vertex offset") {
    command.VtxOffset = 0xFFFFFFF0U;
  }
  SUBCASE("the index offset") {
    command.IdxOffset = 0xFFFFFFFFU;
  }
  SUBCASE("the count") {
    command.ElemCount = 0xFFFFFFFFU;
  }
  SUBCASE("a list that is not there") {
    lists.data();
  }
  ImDrawData& data = lists.data();
  data.CmdLists.push_back(nullptr);
  data.CmdListsCount = 9;
  canvas.renderer.draw(data, canvas.surface, background);
  CHECK(canvas.surface.row(80)[80] == background);
}

TEST_CASE("without a font atlas the background is drawn and nothing else") {
  Lists lists(width, height);
  lists.rect({0, 0}, {10, 10}, IM_COL32_WHITE);
  auto surface = Surface::create(width, height);
  REQUIRE(surface);
  Renderer renderer;
  CHECK(renderer.draw(lists.data(), *surface, background).size() == 1);
  CHECK(surface->row(5)[5] == background);
  CHECK(!renderer.setAtlas({nullptr, 4, 4}));
  const std::uint8_t texel = 255;
  CHECK(!renderer.setAtlas({&texel, 0, 1}));
  CHECK(!renderer.setAtlas({&texel, 1, 16385}));
  REQUIRE(renderer.setAtlas({&texel, 1, 1}));
  renderer.draw(lists.data(), *surface, background);
  CHECK(surface->row(5)[5] == 0xFFFFFFFFU);
}

}  // namespace
