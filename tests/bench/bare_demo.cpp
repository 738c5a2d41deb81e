// What the first frame is measured against: the least that GLFW, OpenGL 3 and ImGui's demo window need, written as
// ImGui's own example is. It draws one frame and then waits. `bare_demo hold` shows nothing and keeps the window
// system's own programs (Wine's desktop) alive between runs.
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <GLFW/glfw3.h>

#include <cstdio>
#include <string_view>

namespace {

void wait(GLFWwindow* window) {
  while (glfwWindowShouldClose(window) == GLFW_FALSE) {
    glfwWaitEvents();
  }
}

bool drawFrame(GLFWwindow* window) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::StyleColorsDark();
  if (!ImGui_ImplGlfw_InitForOpenGL(window, true) || !ImGui_ImplOpenGL3_Init("#version 130")) {
    return false;
  }
  glfwPollEvents();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  ImGui::ShowDemoWindow();
  ImGui::Render();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (glfwInit() == GLFW_FALSE) {
    return 1;
  }
  const bool hold = argc > 1 && std::string_view(argv[1]) == "hold";
  glfwWindowHint(GLFW_DECORATED, GLFW_FALSE);
  glfwWindowHint(GLFW_POSITION_X, 0);
  glfwWindowHint(GLFW_POSITION_Y, 0);
  if (hold) {
    glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  } else {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  }
  GLFWwindow* window = glfwCreateWindow(1024, 768, "Demo", nullptr, nullptr);
  if (window == nullptr) {
    std::fputs("no window\n", stderr);
    return 1;
  }
  if (!hold) {
    glfwMakeContextCurrent(window);
    if (!drawFrame(window)) {
      return 1;
    }
  }
  wait(window);
  glfwTerminate();
  return 0;
}
