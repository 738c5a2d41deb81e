// The help of a command, made from its table.
#pragma once

#include <string>

#include "cli/arguments.h"

namespace preflight {

// Lines of at most 80 columns, since the console of Windows Setup may have no more.
std::string helpOf(const Command& command);

}  // namespace preflight
