// Xlib's functions, loaded when a window is opened: commands start without them, and on machines that have no X at all.
#pragma once

#include <sys/ipc.h>
#include <sys/shm.h>
// Xlib's macros (None, Bool, Status) stay in the files that include this one.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
// Needs Xlib.h before it.
#include <X11/extensions/XShm.h>

namespace preflight::raster {

struct X11 {
  decltype(&::XSync) XSync = nullptr;
  decltype(&::XSetErrorHandler) XSetErrorHandler = nullptr;
  decltype(&::XGetErrorText) XGetErrorText = nullptr;
  decltype(&::XCreateImage) XCreateImage = nullptr;
  decltype(&::XPutImage) XPutImage = nullptr;
  decltype(&::XCreateGC) XCreateGC = nullptr;
  decltype(&::XFreeGC) XFreeGC = nullptr;
  decltype(&::XGetWindowAttributes) XGetWindowAttributes = nullptr;
  bool loaded = false;  // all of the above

  decltype(&::XShmQueryExtension) XShmQueryExtension = nullptr;
  decltype(&::XShmCreateImage) XShmCreateImage = nullptr;
  decltype(&::XShmAttach) XShmAttach = nullptr;
  decltype(&::XShmDetach) XShmDetach = nullptr;
  decltype(&::XShmPutImage) XShmPutImage = nullptr;
  bool sharedMemoryLoaded = false;  // all of XShm
};

// Loaded at the first call; stays loaded.
const X11& x11();

}  // namespace preflight::raster
