// Whether the firmware holds a Windows product key: told from the list of ACPI tables. The table itself is never read.
#include <algorithm>

#include "collect/parts.h"

namespace preflight {

FirmwareKeyPart collectFirmwareKey(const Host& host, const CollectOptions&) {
  FirmwareKeyPart part;
  part.present = factOf(host.firmwareTables("ACPI").map([](const std::vector<std::string>& ids) {
    return std::find(ids.begin(), ids.end(), "MSDM") != ids.end();
  }),
                        "list of ACPI tables");
  return part;
}

}  // namespace preflight
