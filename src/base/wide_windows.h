// Text as Windows' functions take and give it. Only for *_windows.cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace preflight {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

inline std::wstring wide(std::string_view utf8) {
  const std::u16string units = utf16FromUtf8(utf8);
  return {units.begin(), units.end()};
}

inline std::string utf8(std::wstring_view text) {
  return utf8FromUtf16({reinterpret_cast<const char16_t*>(text.data()), text.size()});
}

}  // namespace preflight
