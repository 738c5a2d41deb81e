#include <doctest/doctest.h>
#include <windows.h>

#include <cstring>

#include "raster/presenter.h"

namespace {

using namespace preflight::raster;

constexpr int width = 40, height = 30;

// A picture in memory that GDI draws into.
struct Target {
  HDC context = CreateCompatibleDC(nullptr);
  HBITMAP bitmap = nullptr;
  std::uint32_t* pixels = nullptr;

  Target() {
    BITMAPINFO info{};
    info.bmiHeader.biSize = sizeof info.bmiHeader;
    info.bmiHeader.biWidth = width;
    info.bmiHeader.biHeight = -height;
    info.bmiHeader.biPlanes = 1;
    info.bmiHeader.biBitCount = 32;
    void* bits = nullptr;
    bitmap = CreateDIBSection(context, &info, DIB_RGB_COLORS, &bits, nullptr, 0);
    REQUIRE(bitmap != nullptr);
    pixels = static_cast<std::uint32_t*>(bits);
    SelectObject(context, bitmap);
  }
  ~Target() {
    DeleteDC(context);
    DeleteObject(bitmap);
  }
  std::uint32_t at(int x, int y) const {
    GdiFlush();
    return pixels[y * width + x] & 0xFFFFFFU;
  }
};

std::uint32_t patternAt(int x, int y) {
  return static_cast<std::uint32_t>(x << 16 | y << 8 | 77);
}

Surface pattern() {
  auto surface = Surface::create(width, height);
  REQUIRE(surface);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      surface->row(y)[x] = 0xFF000000U | patternAt(x, y);
    }
  }
  return std::move(*surface);
}

TEST_CASE("a whole frame arrives in a device context the right way up") {
  const Target target;
  const Surface surface = pattern();
  const DirtyRect all{0, 0, width, height};
  REQUIRE(presentToDeviceContext(target.context, surface, {&all, 1}));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      REQUIRE(target.at(x, y) == patternAt(x, y));
    }
  }
}

TEST_CASE("only the changed rectangles arrive in a device context, cut to the surface") {
  const Target target;
  const Surface surface = pattern();
  const DirtyRect rects[] = {{5, 7, 9, 12}, {35, 28, 400, 400}, {1, 1, 1, 5}};
  REQUIRE(presentToDeviceContext(target.context, surface, rects));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool inside = (x >= 5 && x < 9 && y >= 7 && y < 12) || (x >= 35 && y >= 28);
      REQUIRE(target.at(x, y) == (inside ? patternAt(x, y) : 0));
    }
  }
}

TEST_CASE("what is no window or no device context is an error") {
  CHECK(!makeWindowsPresenter(nullptr));
  const Surface surface = pattern();
  const DirtyRect all{0, 0, width, height};
  CHECK(!presentToDeviceContext(nullptr, surface, {&all, 1}));
}

}  // namespace
