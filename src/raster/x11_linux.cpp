#include "raster/x11_linux.h"

#include <dlfcn.h>

namespace preflight::raster {
namespace {

template <class Function>
bool load(void* library, const char* name, Function& function) {
  function = library != nullptr ? reinterpret_cast<Function>(dlsym(library, name)) : nullptr;
  return function != nullptr;
}

X11 loadAll() {
  X11 all;
  void* x = dlopen("libX11.so.6", RTLD_LAZY | RTLD_LOCAL);
  all.loaded = load(x, "XSync", all.XSync) && load(x, "XSetErrorHandler", all.XSetErrorHandler) &&
               load(x, "XGetErrorText", all.XGetErrorText) && load(x, "XCreateImage", all.XCreateImage) &&
               load(x, "XPutImage", all.XPutImage) && load(x, "XCreateGC", all.XCreateGC) &&
               load(x, "XFreeGC", all.XFreeGC) && load(x, "XGetWindowAttributes", all.XGetWindowAttributes);
  void* ext = dlopen("libXext.so.6", RTLD_LAZY | RTLD_LOCAL);
  all.sharedMemoryLoaded = load(ext, "XShmQueryExtension", all.XShmQueryExtension) &&
                           load(ext, "XShmCreateImage", all.XShmCreateImage) &&
                           load(ext, "XShmAttach", all.XShmAttach) && load(ext, "XShmDetach", all.XShmDetach) &&
                           load(ext, "XShmPutImage", all.XShmPutImage);
  return all;
}

}  // namespace

const X11& x11() {
  static const X11 all = loadAll();
  return all;
}

}  // namespace preflight::raster
