#include <windows.h>

#define GLFW_EXPOSE_NATIVE_WIN32
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

#include "page/native.h"

namespace preflight::page {

Result<std::unique_ptr<raster::Presenter>> makePresenter(GLFWwindow* window) {
  return raster::makeWindowsPresenter(glfwGetWin32Window(window));
}

bool systemWantsContrast() {
  HIGHCONTRASTW setting{};
  setting.cbSize = sizeof(setting);
  return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof(setting), &setting, 0) != 0 &&
         (setting.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

void startInputMethod() {}  // Windows' own needs no start

}  // namespace preflight::page
