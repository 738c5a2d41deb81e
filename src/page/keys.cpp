#include "page/keys.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <array>

namespace preflight::page {
namespace {

struct Pair {
  int glfw;
  ImGuiKey imgui;
};

constexpr std::array named{Pair{GLFW_KEY_TAB, ImGuiKey_Tab},
                           Pair{GLFW_KEY_LEFT, ImGuiKey_LeftArrow},
                           Pair{GLFW_KEY_RIGHT, ImGuiKey_RightArrow},
                           Pair{GLFW_KEY_UP, ImGuiKey_UpArrow},
                           Pair{GLFW_KEY_DOWN, ImGuiKey_DownArrow},
                           Pair{GLFW_KEY_PAGE_UP, ImGuiKey_PageUp},
                           Pair{GLFW_KEY_PAGE_DOWN, ImGuiKey_PageDown},
                           Pair{GLFW_KEY_HOME, ImGuiKey_Home},
                           Pair{GLFW_KEY_END, ImGuiKey_End},
                           Pair{GLFW_KEY_INSERT, ImGuiKey_Insert},
                           Pair{GLFW_KEY_DELETE, ImGuiKey_Delete},
                           Pair{GLFW_KEY_BACKSPACE, ImGuiKey_Backspace},
                           Pair{GLFW_KEY_SPACE, ImGuiKey_Space},
                           Pair{GLFW_KEY_ENTER, ImGuiKey_Enter},
                           Pair{GLFW_KEY_ESCAPE, ImGuiKey_Escape},
                           Pair{GLFW_KEY_APOSTROPHE, ImGuiKey_Apostrophe},
                           Pair{GLFW_KEY_COMMA, ImGuiKey_Comma},
                           Pair{GLFW_KEY_MINUS, ImGuiKey_Minus},
                           Pair{GLFW_KEY_PERIOD, ImGuiKey_Period},
                           Pair{GLFW_KEY_SLASH, ImGuiKey_Slash},
                           Pair{GLFW_KEY_SEMICOLON, ImGuiKey_Semicolon},
                           Pair{GLFW_KEY_EQUAL, ImGuiKey_Equal},
                           Pair{GLFW_KEY_LEFT_BRACKET, ImGuiKey_LeftBracket},
                           Pair{GLFW_KEY_BACKSLASH, ImGuiKey_Backslash},
                           Pair{GLFW_KEY_RIGHT_BRACKET, ImGuiKey_RightBracket},
                           Pair{GLFW_KEY_GRAVE_ACCENT, ImGuiKey_GraveAccent},
                           Pair{GLFW_KEY_KP_DECIMAL, ImGuiKey_KeypadDecimal},
                           Pair{GLFW_KEY_KP_DIVIDE, ImGuiKey_KeypadDivide},
                           Pair{GLFW_KEY_KP_MULTIPLY, ImGuiKey_KeypadMultiply},
                           Pair{GLFW_KEY_KP_SUBTRACT, ImGuiKey_KeypadSubtract},
                           Pair{GLFW_KEY_KP_ADD, ImGuiKey_KeypadAdd},
                           Pair{GLFW_KEY_KP_ENTER, ImGuiKey_KeypadEnter},
                           Pair{GLFW_KEY_KP_EQUAL, ImGuiKey_KeypadEqual}};

ImGuiKey offset(ImGuiKey first, int by) {
  return static_cast<ImGuiKey>(first + by);
}

ImGuiKey byPlace(int key) {
  if (key >= GLFW_KEY_0 && key <= GLFW_KEY_9) {
    return offset(ImGuiKey_0, key - GLFW_KEY_0);
  }
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) {
    return offset(ImGuiKey_A, key - GLFW_KEY_A);
  }
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12) {
    return offset(ImGuiKey_F1, key - GLFW_KEY_F1);
  }
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9) {
    return offset(ImGuiKey_Keypad0, key - GLFW_KEY_KP_0);
  }
  const auto found = std::find_if(named.begin(), named.end(), [&](const Pair& each) { return each.glfw == key; });
  return found == named.end() ? ImGuiKey_None : found->imgui;
}

ImGuiKey byLayout(int key, int scancode) {
  // Keypad and function keys have no place of their own in a layout.
  const char* text = key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_EQUAL ? nullptr : glfwGetKeyName(key, scancode);
  if (text == nullptr || text[0] == '\0' || text[1] != '\0') {
    return ImGuiKey_None;
  }
  const char c = text[0];
  if (c >= 'a' && c <= 'z') {
    return offset(ImGuiKey_A, c - 'a');
  }
  if (c >= 'A' && c <= 'Z') {
    return offset(ImGuiKey_A, c - 'A');
  }
  return c == '+' || c == '=' ? ImGuiKey_Equal : c == '-' ? ImGuiKey_Minus : ImGuiKey_None;
}

}  // namespace

InputEvent keyEvent(int key, int scancode, int action, int mods) {
  InputEvent event;
  event.kind = InputEvent::Kind::key;
  event.down = action != GLFW_RELEASE;
  const ImGuiKey layout = byLayout(key, scancode);
  event.key = layout != ImGuiKey_None ? layout : byPlace(key);
  event.alt = (mods & (GLFW_MOD_ALT | GLFW_MOD_SUPER)) != 0;
  event.mods = static_cast<Mods>(((mods & GLFW_MOD_CONTROL) != 0 ? 1 : 0) + ((mods & GLFW_MOD_SHIFT) != 0 ? 2 : 0));
  return event;
}

}  // namespace preflight::page
