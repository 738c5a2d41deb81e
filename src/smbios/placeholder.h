// Texts that makers leave in the firmware instead of a serial number.
#pragma once

#include <string_view>

namespace preflight::smbios {

// True when `serial` cannot tell one device from another: blank, one character repeated ("0", "xxxxxxx", "----"), a
// run that was counted up ("123456789"), or a text that means "nothing here" ("To be filled by O.E.M."). Case, blanks
// and punctuation of such texts do not matter. Serials of virtual machines ("VMware-56 4d ...", Hyper-V's digits with
// hyphens) are real ones.
bool isPlaceholderSerial(std::string_view serial);

}  // namespace preflight::smbios
