// The disks that are built in or plugged in.
#include "base/text.h"
#include "collect/parts.h"

namespace preflight {

StoragePart collectStorage(const Host& host, const CollectOptions&) {
  StoragePart part;
  part.disks = factOf(host.disks().map([](const std::vector<Disk>& disks) {
    std::vector<DiskFacts> facts;
    facts.reserve(disks.size());
    for (const Disk& disk : disks) {
      // Makers pad model and serial with blanks, at either end.
      facts.push_back({disk.name, printable(trimmed(disk.vendor)), printable(trimmed(disk.model)),
                       printable(trimmed(disk.serialNumber)), std::string(name(disk.bus)), disk.sizeBytes,
                       disk.removable});
    }
    return facts;
  }),
                      "disks");
  return part;
}

}  // namespace preflight
