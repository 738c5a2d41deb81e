#include "oracle.h"

#include <GL/gl.h>
#include <GL/glext.h>
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace preflight::raster {
namespace {

template <class Function>
Function entry(const char* name) {
  return reinterpret_cast<Function>(glfwGetProcAddress(name));
}

// What ImGui keeps about the renderer in use, put back afterwards.
struct BackendFields {
  void* userData;
  const char* name;
  ImGuiBackendFlags flags;
  ImTextureID texture;

  static BackendFields take() {
    ImGuiIO& io = ImGui::GetIO();
    const BackendFields fields{io.BackendRendererUserData, io.BackendRendererName, io.BackendFlags, io.Fonts->TexID};
    io.BackendRendererUserData = nullptr;
    return fields;
  }
  void putBack() const {
    ImGuiIO& io = ImGui::GetIO();
    io.BackendRendererUserData = userData;
    io.BackendRendererName = name;
    io.BackendFlags = flags;
    io.Fonts->TexID = texture;
  }
};

// Every command shall use this texture; returns those that they had.
std::vector<ImTextureID> exchangeTextures(ImDrawData& data, ImTextureID texture) {
  std::vector<ImTextureID> before;
  for (ImDrawList* list : data.CmdLists) {
    for (ImDrawCmd& command : list->CmdBuffer) {
      before.push_back(command.TextureId);
      command.TextureId = texture;
    }
  }
  return before;
}

void putBackTextures(ImDrawData& data, const std::vector<ImTextureID>& before) {
  std::size_t i = 0;
  for (ImDrawList* list : data.CmdLists) {
    for (ImDrawCmd& command : list->CmdBuffer) {
      command.TextureId = before[i++];
    }
  }
}

}  // namespace

struct OpenGl::State {
  int width = 0;
  int height = 0;
  GLFWwindow* window = nullptr;
  bool backendUp = false;
  BackendFields fields{};

  ~State() {
    if (backendUp) {
      glfwMakeContextCurrent(window);
      ImGui_ImplOpenGL3_Shutdown();
      fields.putBack();
    }
    if (window != nullptr) {
      glfwDestroyWindow(window);
    }
    glfwTerminate();
  }
};

OpenGl::OpenGl(std::unique_ptr<State> state) : state_(std::move(state)) {}
OpenGl::~OpenGl() = default;
OpenGl::OpenGl(OpenGl&&) noexcept = default;
OpenGl& OpenGl::operator=(OpenGl&&) noexcept = default;

Result<OpenGl> OpenGl::create(int width, int height) {
  constexpr const char* step = "open an OpenGL context";
  const auto lastError = [] {
    const char* words = nullptr;
    glfwGetError(&words);
    return std::string(words == nullptr ? "no reason given" : words);
  };
  if (glfwInit() != GLFW_TRUE) {
    return fail(ErrorKind::unsupported, step, lastError());
  }
  auto state = std::make_unique<State>();
  state->width = width;
  state->height = height;
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  state->window = glfwCreateWindow(64, 64, "oracle", nullptr, nullptr);
  if (state->window == nullptr) {
    return fail(ErrorKind::unsupported, step, lastError());
  }
  glfwMakeContextCurrent(state->window);
  state->fields = BackendFields::take();
  if (!ImGui_ImplOpenGL3_Init("#version 330")) {
    state->fields.putBack();
    return fail(ErrorKind::unsupported, step, "imgui_impl_opengl3 does not start");
  }
  state->backendUp = true;
  ImGui_ImplOpenGL3_NewFrame();
  GLuint buffer = 0, texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  entry<PFNGLGENFRAMEBUFFERSPROC>("glGenFramebuffers")(1, &buffer);
  entry<PFNGLBINDFRAMEBUFFERPROC>("glBindFramebuffer")(GL_FRAMEBUFFER, buffer);
  entry<PFNGLFRAMEBUFFERTEXTURE2DPROC>("glFramebufferTexture2D")(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                                                                 texture, 0);
  if (entry<PFNGLCHECKFRAMEBUFFERSTATUSPROC>("glCheckFramebufferStatus")(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    return fail(ErrorKind::unsupported, step, "no frame buffer of this size");
  }
  return OpenGl(std::move(state));
}

void OpenGl::draw(ImDrawData& data, std::uint32_t background) {
  glfwMakeContextCurrent(state_->window);
  const auto part = [background](int shift) { return static_cast<float>((background >> shift) & 255) / 255.0F; };
  glDisable(GL_SCISSOR_TEST);
  glClearColor(part(16), part(8), part(0), part(24));
  glClear(GL_COLOR_BUFFER_BIT);
  // Which of two shapes owns a centre right on their common edge is OpenGL's choice: with the origin at the top the
  // rule is Direct3D's, and ours (top and left edges belong to a shape). The backend turns the picture round again.
  entry<PFNGLCLIPCONTROLPROC>("glClipControl")(GL_UPPER_LEFT, GL_NEGATIVE_ONE_TO_ONE);
  const auto before = exchangeTextures(data, ImGui::GetIO().Fonts->TexID);
  ImGui_ImplOpenGL3_RenderDrawData(&data);
  putBackTextures(data, before);
  glFinish();
}

std::vector<std::uint32_t> OpenGl::read() const {
  const auto width = static_cast<std::size_t>(state_->width), height = static_cast<std::size_t>(state_->height);
  std::vector<std::uint32_t> pixels(width * height);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, state_->width, state_->height, GL_BGRA, GL_UNSIGNED_BYTE, pixels.data());
  for (std::size_t y = 0; y < height / 2; ++y) {
    std::swap_ranges(pixels.data() + y * width, pixels.data() + (y + 1) * width,
                     pixels.data() + (height - 1 - y) * width);
  }
  return pixels;
}

Result<std::vector<std::uint32_t>> drawWithOpenGl(ImDrawData* data, int width, int height, std::uint32_t background) {
  auto openGl = OpenGl::create(width, height);
  if (!openGl) {
    return tl::unexpected(openGl.error());
  }
  openGl->draw(*data, background);
  return openGl->read();
}

Difference compare(const Surface& surface, std::span<const std::uint32_t> expected, int bound) {
  Difference result;
  const auto width = static_cast<std::size_t>(surface.width());
  result.pixels = width * static_cast<std::size_t>(surface.height());
  if (expected.size() != result.pixels) {
    result.greatest = 255;
    result.pixelsOver = result.pixels;
    return result;
  }
  for (std::size_t i = 0; i < result.pixels; ++i) {
    const auto x = static_cast<int>(i % width), y = static_cast<int>(i / width);
    const std::uint32_t ours = surface.row(y)[x];
    int difference = 0;
    for (const int shift : {0, 8, 16}) {
      difference = std::max(difference, std::abs(static_cast<int>((ours >> shift) & 255) -
                                                 static_cast<int>((expected[i] >> shift) & 255)));
    }
    result.greatest = std::max(result.greatest, difference);
    if (difference > bound && result.pixelsOver++ == 0) {
      result.firstX = x;
      result.firstY = y;
    }
  }
  return result;
}

}  // namespace preflight::raster
