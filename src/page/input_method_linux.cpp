// GLFW opens X's input method while it starts, and libX11 then reads its tables of composed characters, twice: 30 ms,
// twice as long as all the rest up to the first frame. So it is held back until the page is shown. The linker puts the
// function below in the place of the one by which GLFW looks up libX11's functions (CMakeLists.txt).
#define GLFW_EXPOSE_NATIVE_X11
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

#include <string_view>
#include <utility>

#include "page/native.h"

namespace {

using Register = Bool (*)(Display*, _XrmHashBucketRec*, char*, char*, XIDProc, XPointer);

Register registerNow = nullptr;

struct {
  Display* display;
  XIDProc callback = nullptr;
  XPointer data;
} held;

Bool holdBack(Display* display, _XrmHashBucketRec*, char*, char*, XIDProc callback, XPointer data) {
  held = {display, callback, data};
  return True;
}

}  // namespace

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names
GLFWglproc __real__glfwPlatformGetModuleSymbol(void* module, const char* name);
GLFWglproc __wrap__glfwPlatformGetModuleSymbol(void* module, const char* name);

GLFWglproc __wrap__glfwPlatformGetModuleSymbol(void* module, const char* name) {
  const GLFWglproc found = __real__glfwPlatformGetModuleSymbol(module, name);
  if (found == nullptr || std::string_view(name) != "XRegisterIMInstantiateCallback") {
    return found;
  }
  registerNow = reinterpret_cast<Register>(found);
  return reinterpret_cast<GLFWglproc>(&holdBack);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
}

namespace preflight::page {

void startInputMethod() {
  if (const XIDProc callback = std::exchange(held.callback, nullptr); callback != nullptr) {
    registerNow(held.display, nullptr, nullptr, nullptr, callback, held.data);
  }
}

}  // namespace preflight::page
