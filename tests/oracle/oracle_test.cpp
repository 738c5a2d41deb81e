// The CPU's pixels against OpenGL's. Needs a display with OpenGL 3.3 (Xvfb and Mesa will do).
#include "oracle.h"

#include <doctest/doctest.h>

#include <fmt/format.h>
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#include <stb_image.h>

#include <cstdlib>
#include <fstream>

#include "raster/draw.h"
#include "raster/png.h"
#include "scene.h"

namespace {

using namespace preflight;
using namespace preflight::raster;

// Everything but edges that meet a pixel's centre within rounding is this close, of 255 ...
constexpr int bound = 2;
// ... and no more than this share of the pixels may be further apart.
constexpr double shareAtEdges = 0.00001;

// For a person to look at, when PREFLIGHT_ORACLE_PICTURES names a folder.
void keepPicture(const Surface& surface, std::span<const std::uint32_t> openGl, const std::string& name) {
  const char* folder = std::getenv("PREFLIGHT_ORACLE_PICTURES");
  if (folder == nullptr) {
    return;
  }
  std::ofstream list(std::string(folder) + "/" + name + "-difference.txt");
  for (int y = 0; y < surface.height(); ++y) {
    for (int x = 0; x < surface.width(); ++x) {
      const std::uint32_t ours = surface.row(y)[x];
      const std::uint32_t theirs = openGl[static_cast<std::size_t>(y * surface.width() + x)];
      if (((theirs ^ ours) & 0xFFFFFFU) != 0) {
        list << fmt::format("{},{} cpu {:06x} gl {:06x}\n", x, y, ours & 0xFFFFFFU, theirs & 0xFFFFFFU);
      }
    }
  }
  auto other = Surface::create(surface.width(), surface.height());
  REQUIRE(other);
  for (int y = 0; y < surface.height(); ++y) {
    std::copy_n(openGl.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(surface.width()),
                surface.width(), other->row(y));
  }
  for (const auto& [picture, end] :
       {std::pair(&surface, "-cpu.png"), std::pair<const Surface*, const char*>(&*other, "-gl.png")}) {
    const auto png = encodePng(*picture);
    REQUIRE(png);
    std::ofstream(std::string(folder) + "/" + name + end, std::ios::binary)
        .write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
  }
}

void checkScene(Page& page, int width, int height, const std::string& name, const std::function<void()>& content) {
  page.frame(content);  // ImGui lays out tables and children in the second frame
  ImDrawData& data = page.frame(content);
  REQUIRE(data.TotalVtxCount > 100);
  auto surface = Surface::create(width, height);
  REQUIRE(surface);
  Renderer renderer;
  REQUIRE(renderer.setAtlas(ImGui::GetIO()));
  renderer.draw(data, *surface, 0xFF203040U);
  const auto expected = drawWithOpenGl(&data, width, height, 0xFF203040U);
  REQUIRE(expected);
  const Difference difference = compare(*surface, *expected, bound);
  MESSAGE(name << ": at most " << difference.greatest << " of 255, " << difference.pixelsOver << " of "
               << difference.pixels << " pixels over " << bound << ", the first at " << difference.firstX << ","
               << difference.firstY);
  CHECK(difference.shareOver() <= shareAtEdges);
  keepPicture(*surface, *expected, name);
}

TEST_CASE("a full table of text has OpenGL's pixels") {
  Page page(1920, 1080, 16, true);
  checkScene(page, 1920, 1080, "table", [] { drawTextTable(3, 5); });
}

TEST_CASE("text between the pixels has OpenGL's pixels") {
  Page page(1024, 768, 15, false);
  checkScene(page, 1024, 768, "unsnapped", [] { drawTextTable(3, 5); });
}

TEST_CASE("shapes, gradients, lines and clipped text have OpenGL's pixels") {
  Page page(1024, 768, 16, true);
  checkScene(page, 1024, 768, "shapes", [&] { drawShapes(page); });
}

TEST_CASE("shapes scaled up by the frame buffer's scale have OpenGL's pixels") {
  Page page(1024, 768, 16, false);
  ImGui::GetIO().DisplayFramebufferScale = {1.5F, 1.5F};
  checkScene(page, 1536, 1152, "scaled", [&] { drawShapes(page); });
}

TEST_CASE("lines without the atlas' help and without anti-aliasing have OpenGL's pixels") {
  Page page(1024, 768, 16, true);
  SUBCASE("fringes of triangles") {
    ImGui::GetStyle().AntiAliasedLinesUseTex = false;
  }
  SUBCASE("hard edges") {
    ImGui::GetStyle().AntiAliasedLines = ImGui::GetStyle().AntiAliasedFill = false;
  }
  checkScene(page, 1024, 768, "triangles", [&] { drawShapes(page); });
}

TEST_CASE("a PNG holds the surface's colours") {
  auto surface = Surface::create(61, 35);
  REQUIRE(surface);
  for (int y = 0; y < 35; ++y) {
    for (int x = 0; x < 61; ++x) {
      surface->row(y)[x] = 0xFF000000U | static_cast<std::uint32_t>(x * 4 << 16 | y * 7 << 8 | (x ^ y));
    }
  }
  const auto png = encodePng(*surface);
  REQUIRE(png);
  int width = 0, height = 0, channels = 0;
  stbi_uc* rgb = stbi_load_from_memory(png->data(), static_cast<int>(png->size()), &width, &height, &channels, 3);
  REQUIRE(rgb != nullptr);
  CHECK(width == 61);
  CHECK(height == 35);
  CHECK(channels == 3);
  for (int i = 0; i < 61 * 35; ++i) {
    REQUIRE(rgb[3 * i] == i % 61 * 4);
    REQUIRE(rgb[3 * i + 1] == i / 61 * 7);
    REQUIRE(rgb[3 * i + 2] == (i % 61 ^ i / 61));
  }
  stbi_image_free(rgb);
}

TEST_CASE("a difference is seen") {
  auto surface = Surface::create(4, 2);
  REQUIRE(surface);
  std::vector<std::uint32_t> expected(8, 0);
  CHECK(compare(*surface, expected, 0).greatest == 0);
  expected[5] = 0x00000300U;
  const Difference difference = compare(*surface, expected, 2);
  CHECK(difference.greatest == 3);
  CHECK(difference.pixelsOver == 1);
  CHECK(difference.firstX == 1);
  CHECK(difference.firstY == 1);
  expected.pop_back();
  CHECK(compare(*surface, expected, 2).shareOver() == 1.0);
}

}  // namespace
