// Hands finished pixels to the window system.
#pragma once

#include <memory>
#include <span>

#include "base/result.h"
#include "raster/surface.h"

namespace preflight::raster {

class Presenter {
 public:
  virtual ~Presenter() = default;

  // Copies these parts of the surface to the same place in the window; parts outside the surface are left out. When it
  // returns, the surface may be drawn into again. After an error the window may hold a part of the frame.
  virtual Result<void> present(const Surface& surface, std::span<const DirtyRect> rects) = 0;

 protected:
  Presenter() = default;
  Presenter(const Presenter&) = default;
  Presenter& operator=(const Presenter&) = default;
};

// `display` is a Display* and `window` a Window of Xlib; both must live longer than the presenter. Pixels go through
// shared memory where the server can reach it, else over the connection. Any TrueColor visual of 16 to 32 bits.
// X errors are caught and returned; a connection that breaks ends the process as Xlib has it. Linux only.
Result<std::unique_ptr<Presenter>> makeX11Presenter(void* display, unsigned long window);

// `window` is a HWND that must live longer than the presenter. Windows only.
Result<std::unique_ptr<Presenter>> makeWindowsPresenter(void* window);
// One frame to a HDC, as the presenter does it.
Result<void> presentToDeviceContext(void* deviceContext, const Surface& surface, std::span<const DirtyRect> rects);

}  // namespace preflight::raster
