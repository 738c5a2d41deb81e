#include <windows.h>

#include <array>

#include "base/text.h"
#include "page/fonts.h"

namespace preflight::page {

std::vector<std::string> systemFontPaths() {
  constexpr std::array names{"segoeui.ttf", "seguisym.ttf", "msyh.ttc",     "msgothic.ttc",
                             "YuGothR.ttc", "malgun.ttf",   "msjh.ttc",     "simsun.ttc",
                             "Nirmala.ttc", "Nirmala.ttf",  "LeelawUI.ttf", "tahoma.ttf",
                             "arial.ttf",   "gulim.ttc",    "mingliub.ttc", "ebrima.ttf"};
  std::array<wchar_t, MAX_PATH> folder{};
  const UINT size = GetSystemWindowsDirectoryW(folder.data(), static_cast<UINT>(folder.size()));
  if (size == 0 || size >= folder.size()) {
    return {};
  }
  std::u16string wide(folder.begin(), folder.begin() + size);
  std::vector<std::string> paths;
  for (const char* each : names) {
    paths.push_back(utf8FromUtf16(wide) + "\\Fonts\\" + each);
  }
  return paths;
}

}  // namespace preflight::page
