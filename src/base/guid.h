// GUIDs as Windows writes them in names and values: 8-4-4-4-12 hexadecimal digits, with or without braces.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

// Without braces.
bool isGuid(std::string_view text);

// Lower case and without braces; empty when it is no GUID.
std::string guidIn(std::string_view text);

}  // namespace preflight
