#include <fmt/format.h>

#include <cstring>
#include <vector>

#include "raster/pixel_format.h"
#include "raster/presenter.h"
#include "raster/x11_linux.h"
#include "text/error_id.h"

namespace preflight::raster {
namespace {

constexpr ErrorId step = ErrorId::stepWindow;

// While it lives, X errors are noted and do not end the process. Xlib's handler is one for the process, and drawing is
// done by one thread.
class ErrorTrap {
 public:
  explicit ErrorTrap(Display* display) : display_(display) {
    x11().XSync(display_, False);  // errors of earlier requests belong to the earlier handler
    code_ = 0;
    before_ = x11().XSetErrorHandler(&ErrorTrap::note);
  }
  ~ErrorTrap() {
    x11().XSync(display_, False);
    x11().XSetErrorHandler(before_);
  }
  ErrorTrap(const ErrorTrap&) = delete;
  ErrorTrap& operator=(const ErrorTrap&) = delete;

  // The first error of the requests made so far, 0 when there was none.
  int wait() {
    x11().XSync(display_, False);
    return code_;
  }

 private:
  static int note(Display*, XErrorEvent* event) {
    if (code_ == 0) {
      code_ = event->error_code;
    }
    return 0;
  }

  static inline int code_ = 0;
  Display* display_;
  XErrorHandler before_ = nullptr;
};

tl::unexpected<Error> failWithX(Display* display, int code) {
  char words[128] = {};
  x11().XGetErrorText(display, code, words, sizeof words);
  return fail(ErrorKind::failed, step, {ErrorId::whyXServer, {{"text", words}}});
}

// A picture that the server can take, in shared memory or in our own.
class Buffer {
 public:
  Buffer(Display* display, Visual* visual, int depth) : display_(display), visual_(visual), depth_(depth) {}
  ~Buffer() { release(); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  Result<void> fit(int width, int height) {
    if (image_ != nullptr && image_->width == width && image_->height == height) {
      return {};
    }
    release();
    if (mayShare_ && makeShared(width, height)) {
      return {};
    }
    release();
    mayShare_ = false;
    image_ = x11().XCreateImage(display_, visual_, static_cast<unsigned>(depth_), ZPixmap, 0, nullptr,
                                static_cast<unsigned>(width), static_cast<unsigned>(height), 32, 0);
    if (image_ == nullptr) {
      return fail(ErrorKind::failed, step,
                  {ErrorId::whyPictureMemory, {{"width", std::to_string(width)}, {"height", std::to_string(height)}}});
    }
    own_.assign(static_cast<std::size_t>(image_->bytes_per_line) * static_cast<std::size_t>(height), 0);
    image_->data = reinterpret_cast<char*>(own_.data());
    image_->byte_order = LSBFirst;  // what convertPixels writes; Xlib turns it round where the server wants that
    return {};
  }

  XImage& image() { return *image_; }
  std::uint8_t* row(int y) {
    return reinterpret_cast<std::uint8_t*>(image_->data) +
           static_cast<std::size_t>(y) * static_cast<std::size_t>(image_->bytes_per_line);
  }

  void put(Window window, GC context, const PixelRect& rect) {
    const auto width = static_cast<unsigned>(rect.width()), height = static_cast<unsigned>(rect.height());
    if (shared()) {
      x11().XShmPutImage(display_, window, context, image_, rect.x0, rect.y0, rect.x0, rect.y0, width, height, False);
    } else {
      x11().XPutImage(display_, window, context, image_, rect.x0, rect.y0, rect.x0, rect.y0, width, height);
    }
  }

 private:
  bool shared() const { return segment_.shmaddr != nullptr; }

  bool makeShared(int width, int height) {
    if (!x11().sharedMemoryLoaded || x11().XShmQueryExtension(display_) == False ||
        ImageByteOrder(display_) != LSBFirst) {
      return false;
    }
    image_ = x11().XShmCreateImage(display_, visual_, static_cast<unsigned>(depth_), ZPixmap, nullptr, &segment_,
                                   static_cast<unsigned>(width), static_cast<unsigned>(height));
    if (image_ == nullptr) {
      return false;
    }
    const std::size_t size = static_cast<std::size_t>(image_->bytes_per_line) * static_cast<std::size_t>(height);
    segment_.shmid = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    if (segment_.shmid < 0) {
      return false;
    }
    void* address = shmat(segment_.shmid, nullptr, 0);
    bool attached = false;
    if (address != reinterpret_cast<void*>(-1)) {  // NOLINT(performance-no-int-to-ptr): shmat's own sign
      segment_.shmaddr = image_->data = static_cast<char*>(address);
      segment_.readOnly = True;
      ErrorTrap trap(display_);  // a server on another machine refuses here
      attached = x11().XShmAttach(display_, &segment_) != 0 && trap.wait() == 0;
    }
    // Both have it by now, or never will: it goes when the last one lets go, even if the process is killed.
    shmctl(segment_.shmid, IPC_RMID, nullptr);
    attached_ = attached;
    return attached;
  }

  void release() {
    if (attached_) {
      const ErrorTrap trap(display_);
      x11().XShmDetach(display_, &segment_);
    }
    if (image_ != nullptr) {
      image_->data = nullptr;  // not Xlib's to free
      XDestroyImage(image_);
    }
    if (shared()) {
      shmdt(segment_.shmaddr);
    }
    image_ = nullptr;
    segment_ = {};
    attached_ = false;
  }

  Display* display_;
  Visual* visual_;
  int depth_;
  bool mayShare_ = true;
  bool attached_ = false;
  XImage* image_ = nullptr;
  XShmSegmentInfo segment_{};
  std::vector<std::uint8_t> own_;
};

class X11Presenter final : public Presenter {
 public:
  X11Presenter(Display* display, Window window, Visual* visual, int depth)
      : display_(display), window_(window), visual_(visual), buffer_(display, visual, depth) {}
  ~X11Presenter() override {
    if (context_ != nullptr) {
      const ErrorTrap trap(display_);  // there may never have been one, if the window was gone already
      x11().XFreeGC(display_, context_);
    }
  }

  Result<void> present(const Surface& surface, std::span<const DirtyRect> rects) override {
    if (const auto fitted = buffer_.fit(surface.width(), surface.height()); !fitted) {
      return fitted;
    }
    const PixelFormat format{buffer_.image().bits_per_pixel, static_cast<std::uint32_t>(visual_->red_mask),
                             static_cast<std::uint32_t>(visual_->green_mask),
                             static_cast<std::uint32_t>(visual_->blue_mask)};
    if (const auto usable = checkFormat(format); !usable) {
      return usable;
    }
    ErrorTrap trap(display_);
    if (context_ == nullptr) {
      context_ = x11().XCreateGC(display_, window_, 0, nullptr);
    }
    const int bytesPerPixel = format.bitsPerPixel / 8;
    for (const DirtyRect& each : rects) {
      const PixelRect rect = intersection(each, {0, 0, surface.width(), surface.height()});
      if (rect.empty()) {
        continue;
      }
      for (int y = rect.y0; y < rect.y1; ++y) {
        convertPixels(surface.row(y) + rect.x0, rect.width(), format, buffer_.row(y) + rect.x0 * bytesPerPixel);
      }
      buffer_.put(window_, context_, rect);
    }
    if (const int code = trap.wait(); code != 0) {
      return failWithX(display_, code);
    }
    return {};
  }

 private:
  Display* display_;
  Window window_;
  Visual* visual_;
  GC context_ = nullptr;
  Buffer buffer_;
};

}  // namespace

Result<std::unique_ptr<Presenter>> makeX11Presenter(void* display, unsigned long window) {
  if (display == nullptr) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNoXServer);
  }
  if (!x11().loaded) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyNoLibx11);
  }
  auto* const connection = static_cast<Display*>(display);
  XWindowAttributes attributes{};
  {
    ErrorTrap trap(connection);
    const int known = x11().XGetWindowAttributes(connection, window, &attributes);
    if (const int code = trap.wait(); code != 0 || known == 0) {
      return failWithX(connection, code);
    }
  }
  if (attributes.visual->c_class != TrueColor) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyNotTrueColor);
  }
  return std::make_unique<X11Presenter>(connection, window, attributes.visual, attributes.depth);
}

}  // namespace preflight::raster
