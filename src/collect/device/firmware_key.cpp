// Whether the firmware holds a Windows product key: the list of ACPI tables has MSDM. The table itself is never read.
#include <algorithm>

#include "collect/parts.h"

namespace preflight {

FirmwareKeyPart collectFirmwareKey(const Host& host, const CollectOptions&) {
  const auto hasKey = [](const std::vector<std::string>& ids) { return std::ranges::find(ids, "MSDM") != ids.end(); };
  FirmwareKeyPart part;
  part.present = factOf(host.firmwareTables("ACPI").map(hasKey), "list of ACPI tables");
  return part;
}

}  // namespace preflight
