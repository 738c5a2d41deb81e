// Opens the page as the product does: page_window SCREEN REPLAY STICK. For looking at it and for tests with xdotool.
#include <string>

#include "page/page.h"

#ifdef _WIN32
#include <filesystem>

namespace {
std::string textOf(const wchar_t* wide) {
  const std::u8string text = std::filesystem::path(wide).u8string();
  return {text.begin(), text.end()};
}
}  // namespace

extern "C" int wmain(int argc, wchar_t** argv) {
  const auto argument = [&](int i) { return i < argc ? textOf(argv[i]) : std::string(); };
#else
int main(int argc, char** argv) {
  const auto argument = [&](int i) { return i < argc ? std::string(argv[i]) : std::string(); };
#endif
  preflight::PageOptions options;
  options.screen = argument(1).empty() ? "overview" : argument(1);
  options.replay = argument(2);
  options.stick = argument(3);
  return preflight::runPage(options);
}
