/* GLFW's input.c without the list of gamepads: the list is chosen by these macros, which nothing else in that file asks for
   once the declarations are in. */
#include "internal.h"
#undef _GLFW_WIN32
#undef _GLFW_COCOA
#undef GLFW_BUILD_LINUX_JOYSTICK
#include "input.c"
