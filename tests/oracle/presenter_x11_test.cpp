// Pixels to a real X server and back. Run with several servers: 24 bits, 16 bits, without shared memory.
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>

#include "raster/pixel_format.h"
#include "raster/presenter.h"
// Xlib's macros come last.
#include <X11/Xlib.h>
#include <X11/Xutil.h>

namespace {

using namespace preflight;
using namespace preflight::raster;

constexpr int width = 300, height = 200;

struct Server {
  Display* display = XOpenDisplay(nullptr);
  Window window = 0;

  Server() {
    REQUIRE(display != nullptr);
    const int screen = DefaultScreen(display);
    window = XCreateSimpleWindow(display, RootWindow(display, screen), 0, 0, width, height, 0, 0, 0);
    XSetWindowAttributes attributes{};
    attributes.override_redirect = True;
    XChangeWindowAttributes(display, window, CWOverrideRedirect, &attributes);
    XSelectInput(display, window, ExposureMask);
    XMapRaised(display, window);
    XEvent event;
    XWindowEvent(display, window, ExposureMask, &event);
  }
  ~Server() { XCloseDisplay(display); }

  // The window's pixel as the visual's masks have it.
  unsigned long pixel(int x, int y) {
    XImage* image = XGetImage(display, window, x, y, 1, 1, AllPlanes, ZPixmap);
    REQUIRE(image != nullptr);
    const unsigned long value = XGetPixel(image, 0, 0);
    XDestroyImage(image);
    return value;
  }

  unsigned long expected(std::uint32_t colour) const {
    const Visual* visual = DefaultVisual(display, DefaultScreen(display));
    const int bits = DefaultDepth(display, DefaultScreen(display)) == 16 ? 16 : 32;
    const PixelFormat format{bits, static_cast<std::uint32_t>(visual->red_mask),
                             static_cast<std::uint32_t>(visual->green_mask),
                             static_cast<std::uint32_t>(visual->blue_mask)};
    std::uint8_t bytes[4] = {};
    convertPixels(&colour, 1, format, bytes);
    return static_cast<unsigned long>(bytes[0] | bytes[1] << 8 | bytes[2] << 16);
  }
};

std::uint32_t patternAt(int x, int y) {
  return 0xFF000000U | static_cast<std::uint32_t>((x * 7 % 256) << 16 | (y * 5 % 256) << 8 | (x + y) % 256);
}

Surface pattern() {
  auto surface = Surface::create(width, height);
  REQUIRE(surface);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      surface->row(y)[x] = patternAt(x, y);
    }
  }
  return std::move(*surface);
}

TEST_CASE("a whole frame arrives in the window") {
  Server server;
  auto presenter = makeX11Presenter(server.display, server.window);
  REQUIRE(presenter);
  const Surface surface = pattern();
  const DirtyRect all{0, 0, width, height};
  REQUIRE((*presenter)->present(surface, {&all, 1}));
  for (const auto& [x, y] : {std::pair(0, 0), {width - 1, 0}, {0, height - 1}, {width - 1, height - 1}, {123, 45}}) {
    CHECK(server.pixel(x, y) == server.expected(patternAt(x, y)));
  }
}

TEST_CASE("only the changed rectangles arrive in the window, cut to the surface") {
  Server server;
  auto presenter = makeX11Presenter(server.display, server.window);
  REQUIRE(presenter);
  const Surface surface = pattern();
  const DirtyRect rects[] = {{10, 20, 30, 40}, {280, 190, 900, 900}, {50, 50, 50, 60}};
  REQUIRE((*presenter)->present(surface, rects));
  CHECK(server.pixel(10, 20) == server.expected(patternAt(10, 20)));
  CHECK(server.pixel(29, 39) == server.expected(patternAt(29, 39)));
  CHECK(server.pixel(299, 199) == server.expected(patternAt(299, 199)));
  CHECK(server.pixel(9, 20) == 0);
  CHECK(server.pixel(30, 39) == 0);
  CHECK(server.pixel(50, 55) == 0);
}

TEST_CASE("a surface of another size than before arrives as well") {
  Server server;
  auto presenter = makeX11Presenter(server.display, server.window);
  REQUIRE(presenter);
  auto small = Surface::create(20, 10);
  REQUIRE(small);
  const DirtyRect all{0, 0, width, height};
  REQUIRE((*presenter)->present(*small, {&all, 1}));
  const Surface surface = pattern();
  REQUIRE((*presenter)->present(surface, {&all, 1}));
  CHECK(server.pixel(200, 150) == server.expected(patternAt(200, 150)));
}

TEST_CASE("a window that is gone is an error and not the end of the process") {
  Server server;
  auto presenter = makeX11Presenter(server.display, server.window);
  REQUIRE(presenter);
  const Surface surface = pattern();
  const DirtyRect all{0, 0, width, height};
  XDestroyWindow(server.display, server.window);
  const auto result = (*presenter)->present(surface, {&all, 1});
  REQUIRE(!result);
  CHECK(result.error().words.str().find("X server") != std::string::npos);
  CHECK(!makeX11Presenter(server.display, server.window));
  CHECK(!makeX11Presenter(nullptr, 1));
}

}  // namespace
