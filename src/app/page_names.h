// What the page can open by name: the screens in the order of their keys, then what lies over a screen. Command line
// and page read it here.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace preflight {

constexpr std::array<std::string_view, 11> pageNames{
    "overview", "identity", "registration", "deployment", "log", "export", "help", "evidence", "qr", "open", "quit"};

// "overview, identity, ..."
inline std::string pageNamesText() {
  std::string text;
  for (const std::string_view each : pageNames) {
    text += (text.empty() ? "" : ", ") + std::string(each);
  }
  return text;
}

}  // namespace preflight
