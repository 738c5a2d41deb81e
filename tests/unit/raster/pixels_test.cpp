// Spans, surfaces, pixel formats and PNG.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "raster/pixel_format.h"
#include "raster/png.h"
#include "raster/spans.h"
#include "raster/surface.h"

namespace {

using namespace preflight;
using namespace preflight::raster;

std::uint32_t expectedChannel(std::uint32_t source, std::uint32_t old, std::uint32_t alpha) {
  return static_cast<std::uint32_t>(std::lround((source * alpha + old * (255 - alpha)) / 255.0));
}

TEST_CASE("blending is exact for every alpha and every old value") {
  for (std::uint32_t alpha = 0; alpha < 256; ++alpha) {
    for (std::uint32_t old = 0; old < 256; ++old) {
      std::vector<std::uint32_t> pixels(8, 0xFF000000U | old << 16 | (255 - old) << 8 | old);
      blendSpan(pixels.data(), 5, alpha << 24 | 0x00FF3300U);
      const std::uint32_t expected = 0xFF000000U | expectedChannel(255, old, alpha) << 16 |
                                     expectedChannel(0x33, 255 - old, alpha) << 8 | expectedChannel(0, old, alpha);
      REQUIRE(pixels[0] == expected);
      REQUIRE(pixels[4] == expected);
      REQUIRE(blended(pixels[5], alpha << 24 | 0x00FF3300U) == expected);
    }
  }
}

TEST_CASE("spans of every length change their pixels and no others") {
  for (int count = 0; count < 20; ++count) {
    std::vector<std::uint8_t> coverage(32, 255);
    for (int way = 0; way < 4; ++way) {
      std::vector<std::uint32_t> pixels(40, 0xFF010203U);
      std::uint32_t* start = pixels.data() + 3;
      const ColourRamp ramp{{10, 20, 30, 200}, {0, 0, 0, 0}};
      way == 0   ? fillSpan(start, count, 0xFF0A0B0CU)
      : way == 1 ? blendSpan(start, count, 0x800A0B0CU)
      : way == 2 ? blendCoverageSpan(start, coverage.data(), count, 0x800A0B0CU)
                 : blendRampSpan(start, 0, count, ramp, coverage.data());
      for (int i = 0; i < 40; ++i) {
        const bool inside = i >= 3 && i < 3 + count;
        REQUIRE((pixels[static_cast<std::size_t>(i)] != 0xFF010203U) == inside);
      }
    }
  }
}

TEST_CASE("coverage and colour alpha multiply, rounded") {
  for (std::uint32_t alpha = 0; alpha < 256; alpha += 5) {
    for (std::uint32_t each = 0; each < 256; ++each) {
      const std::vector<std::uint8_t> coverage(8, static_cast<std::uint8_t>(each));
      std::vector<std::uint32_t> pixels(8, 0xFF102030U);
      blendCoverageSpan(pixels.data(), coverage.data(), 4, alpha << 24 | 0xC0D0E0U);
      const auto both = static_cast<std::uint32_t>(std::lround(alpha * each / 255.0));
      REQUIRE((pixels[2] & 255) == expectedChannel(0xE0, 0x30, both));
      REQUIRE((pixels[2] >> 16 & 255) == expectedChannel(0xC0, 0x10, both));
    }
  }
}

TEST_CASE("a surface has aligned rows and refuses sizes out of range") {
  auto surface = Surface::create(17, 3);
  REQUIRE(surface);
  CHECK(surface->stride() == 32);
  CHECK(reinterpret_cast<std::uintptr_t>(surface->row(2)) % 64 == 0);
  CHECK(surface->row(2)[16] == 0);
  CHECK(Surface::create(8192, 1));
  for (const auto& [w, h] : {std::pair(0, 5), {5, 0}, {-1, 5}, {8193, 5}, {5, 8193}, {2147483647, 2147483647}}) {
    const auto refused = Surface::create(w, h);
    REQUIRE(!refused);
    CHECK(refused.error().kind == ErrorKind::invalid);
  }
}

TEST_CASE("pixels are converted to 16, 24 and turned-round 32 bits") {
  const std::uint32_t source[] = {0xFFFF8000U, 0xFF000000U, 0xFFFFFFFFU, 0xFF102030U};
  std::uint8_t target[16] = {};
  const PixelFormat rgb565{16, 0xF800, 0x07E0, 0x001F};
  REQUIRE(checkFormat(rgb565));
  convertPixels(source, 4, rgb565, target);
  CHECK((target[0] | target[1] << 8) == (31 << 11 | 32 << 5));  // 128 of 255 is 31.6 of 63
  CHECK((target[2] | target[3] << 8) == 0);
  CHECK((target[4] | target[5] << 8) == 0xFFFF);
  const PixelFormat packed{24, 0xFF0000, 0xFF00, 0xFF};
  REQUIRE(checkFormat(packed));
  convertPixels(source, 4, packed, target);
  CHECK(target[0] == 0x00);
  CHECK(target[1] == 0x80);
  CHECK(target[2] == 0xFF);
  CHECK(target[9] == 0x30);
  CHECK(target[11] == 0x10);
  const PixelFormat turned{32, 0xFF, 0xFF00, 0xFF0000};
  REQUIRE(checkFormat(turned));
  convertPixels(source + 3, 1, turned, target);
  CHECK(target[0] == 0x10);
  CHECK(target[2] == 0x30);
  convertPixels(source + 3, 1, PixelFormat{}, target);
  CHECK(target[0] == 0x30);
  CHECK(target[3] == 0xFF);
}

TEST_CASE("pixel formats that are not colour masks are refused") {
  CHECK(checkFormat(PixelFormat{}));
  CHECK(checkFormat({32, 0x3FF00000, 0xFFC00, 0x3FF}));
  CHECK(!checkFormat({8, 0xE0, 0x1C, 0x03}));
  CHECK(!checkFormat({32, 0, 0xFF00, 0xFF}));
  CHECK(!checkFormat({16, 0xFF0000, 0xFF00, 0xFF}));
  CHECK(!checkFormat({32, 0xF0F000, 0xF00, 0xFF}));
}

std::uint32_t bigEndian(const Bytes& bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

TEST_CASE("a PNG has its signature, size, format and end") {
  auto surface = Surface::create(70, 41);
  REQUIRE(surface);
  const auto png = encodePng(*surface);
  REQUIRE(png);
  REQUIRE(png->size() > 57);
  const std::uint8_t start[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  CHECK(std::equal(std::begin(start), std::end(start), png->begin()));
  CHECK(bigEndian(*png, 16) == 70);
  CHECK(bigEndian(*png, 20) == 41);
  CHECK((*png)[24] == 8);  // bits a channel
  CHECK((*png)[25] == 2);  // red, green, blue
  CHECK(std::string(png->end() - 8, png->end() - 4) == "IEND");
}

}  // namespace
