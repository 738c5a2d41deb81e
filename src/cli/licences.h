// The licences of everything that is compiled into the program.
#pragma once

#include <span>
#include <string_view>

namespace preflight {

struct Licence {
  std::string_view name;
  std::string_view text;
};

std::span<const Licence> licences();

}  // namespace preflight
