// Every screen and theme of the page, drawn by the CPU and by OpenGL from the same draw lists.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>

#include "oracle.h"
#include "page/device.h"
#include "raster/draw.h"

using namespace preflight;
using namespace preflight::raster;

namespace {

// As in oracle_test: all pixels within this much of 255 a channel, but for a stated share where an edge meets a pixel's
// centre within rounding.
constexpr int bound = 2;
constexpr double shareAtEdges = 0.00002;

struct Look {
  int width;
  int height;
  float scale;
};

Difference differenceOf(page::PageDriver& page, const Look& look) {
  ImDrawData& data = page.frame();
  Renderer renderer;
  REQUIRE(renderer.setAtlas(page.view().io()));
  auto surface = Surface::create(look.width, look.height);
  REQUIRE(surface);
  renderer.draw(data, *surface);
  const auto expected = drawWithOpenGl(&data, look.width, look.height);
  REQUIRE(expected);
  return compare(*surface, *expected, bound);
}

}  // namespace

TEST_CASE("the CPU draws every screen and theme as OpenGL does") {
  int greatest = 0;
  std::size_t over = 0;
  for (const Look& look : {Look{1024, 768, 1}, Look{1920, 1080, 1.5F}}) {
    for (const page::ThemeKind theme : {page::ThemeKind::dark, page::ThemeKind::light, page::ThemeKind::contrast}) {
      for (const char* screen : {"overview", "identity", "export", "help", "evidence", "qr"}) {
        CAPTURE(fmt::format("{} theme {} {}x{}", screen, static_cast<int>(theme), look.width, look.height));
        page::DriverOptions options;
        options.width = look.width;
        options.height = look.height;
        options.scale = look.scale;
        options.theme = theme;
        page::PageDriver page(test::makeSession({}), options);
        REQUIRE(test::settle(page));
        REQUIRE(page.view().show(screen));
        page.frame();
        const Difference difference = differenceOf(page, look);
        CHECK(difference.pixels == static_cast<std::size_t>(look.width) * static_cast<std::size_t>(look.height));
        CHECK(difference.shareOver() <= shareAtEdges);
        greatest = std::max(greatest, difference.greatest);
        over += difference.pixelsOver;
      }
    }
  }
  MESSAGE(fmt::format("greatest difference {} of 255; {} pixels of all pictures beyond {}", greatest, over, bound));
}
