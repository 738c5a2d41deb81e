#include <windows.h>

#include "raster/presenter.h"

#include "text/error_id.h"

namespace preflight::raster {
namespace {

tl::unexpected<Error> failWithCode(ErrorId why) {
  return tl::unexpected(Error{ErrorKind::failed, ErrorId::stepWindow, why, CodeSpace::win32, GetLastError()});
}

class WindowsPresenter final : public Presenter {
 public:
  explicit WindowsPresenter(HWND window) : window_(window) {}

  Result<void> present(const Surface& surface, std::span<const DirtyRect> rects) override {
    SetLastError(0);
    const HDC context = GetDC(window_);
    if (context == nullptr) {
      return failWithCode(ErrorId::whyNoDeviceContext);
    }
    Result<void> result = presentToDeviceContext(context, surface, rects);
    ReleaseDC(window_, context);
    return result;
  }

 private:
  HWND window_;
};

}  // namespace

Result<void> presentToDeviceContext(void* deviceContext, const Surface& surface, std::span<const DirtyRect> rects) {
  const PixelRect whole{0, 0, surface.width(), surface.height()};
  for (const DirtyRect& each : rects) {
    const PixelRect rect = intersection(each, whole);
    if (rect.empty()) {
      continue;
    }
    // The rows of the rectangle are given as a picture of their own: what the start row and the source's y mean for
    // a picture from the top down is then not a question.
    BITMAPINFO info{};
    info.bmiHeader.biSize = sizeof info.bmiHeader;
    info.bmiHeader.biWidth = surface.stride();
    info.bmiHeader.biHeight = -rect.height();
    info.bmiHeader.biPlanes = 1;
    info.bmiHeader.biBitCount = 32;
    info.bmiHeader.biCompression = BI_RGB;
    SetLastError(0);
    const auto rows = static_cast<UINT>(rect.height());
    const int drawn =
        SetDIBitsToDevice(static_cast<HDC>(deviceContext), rect.x0, rect.y0, static_cast<DWORD>(rect.width()), rows,
                          rect.x0, 0, 0, rows, surface.row(rect.y0), &info, DIB_RGB_COLORS);
    if (drawn == 0) {
      return failWithCode(ErrorId::whyNothingDrawn);
    }
  }
  return {};
}

Result<std::unique_ptr<Presenter>> makeWindowsPresenter(void* window) {
  if (IsWindow(static_cast<HWND>(window)) == FALSE) {
    return fail(ErrorKind::invalid, ErrorId::stepWindow, ErrorId::whyNoWindow);
  }
  return std::make_unique<WindowsPresenter>(static_cast<HWND>(window));
}

}  // namespace preflight::raster
