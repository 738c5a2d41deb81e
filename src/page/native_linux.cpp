#define GLFW_EXPOSE_NATIVE_X11
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

#include "page/native.h"
#include "text/page_id.h"

namespace preflight::page {

Result<std::unique_ptr<raster::Presenter>> makePresenter(GLFWwindow* window) {
  return raster::makeX11Presenter(glfwGetX11Display(), glfwGetX11Window(window));
}

bool systemWantsContrast() {
  return false;  // X11 has no such setting
}

bool canRestartElevated() {
  return false;
}

Result<void> restartElevated() {
  return fail(ErrorKind::unsupported, PageId::stepRestart, PageId::whyNoRestart);
}

}  // namespace preflight::page
