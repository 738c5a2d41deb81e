// GLFW's keys as ImGui's.
#pragma once

#include "page/view.h"

namespace preflight::page {

// A letter, '+' and '-' are taken where the keyboard's layout has them; other keys, the digits too, by their place.
InputEvent keyEvent(int key, int scancode, int action, int mods);

}  // namespace preflight::page
