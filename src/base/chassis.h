// SMBIOS' names of enclosures: hardware hash and firmware tables both hold the number.
#pragma once

#include <cstdint>
#include <string_view>

namespace preflight {

// "Notebook"; empty for a number that the standard does not name. The top bit tells of a lock and is passed over.
std::string_view chassisName(std::uint8_t type);

}  // namespace preflight
