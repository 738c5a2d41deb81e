#include <windows.h>

#include "base/text.h"
#include "main.h"

// wmain has no implicit return.
extern "C" int wmain(int argc, wchar_t** argv) {
  // First of all: whoever writes to the stick must not be able to lay a DLL beside the program.
  SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
  std::vector<std::string> arguments;
  for (int i = 1; i < argc; ++i) {
    arguments.push_back(preflight::utf8FromUtf16(reinterpret_cast<const char16_t*>(argv[i])));
  }
  return preflightMain(arguments);
}
