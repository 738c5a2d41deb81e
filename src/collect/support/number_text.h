// Whole numbers as Windows and its agents write them in texts.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace preflight {

// "817", "-2145910764" and "0x80180014" are numbers; negative ones are taken as 32 bits.
Result<std::uint64_t> numberFromText(std::string_view text);

}  // namespace preflight
