// The main of every unit test program. On Windows the wide entry point is used, as the product does, so that the tests
// also run where the UTF-8 code page does not exist.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#ifdef _WIN32
extern "C" int wmain(int, wchar_t**) {
  return doctest::Context().run();
}
#else
int main(int argc, char** argv) {
  return doctest::Context(argc, argv).run();
}
#endif
