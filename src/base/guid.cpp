#include "base/guid.h"

#include <algorithm>

#include "base/text.h"

namespace preflight {

bool isGuid(std::string_view text) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, form, [](char c, char wanted) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return wanted == '-' ? c == '-' : hex;
  });
}

std::string guidIn(std::string_view text) {
  if (text.size() == 38 && text.starts_with('{') && text.ends_with('}')) {
    text = text.substr(1, 36);
  }
  return isGuid(text) ? lower(text) : std::string();
}

}  // namespace preflight
