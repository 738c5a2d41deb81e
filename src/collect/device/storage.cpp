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
      // Vendors pad model and serial with blanks, at either end.
      facts.push_back({disk.name, std::string(trimmed(disk.vendor)), std::string(trimmed(disk.model)),
                       std::string(trimmed(disk.serialNumber)), std::string(name(disk.bus)), disk.sizeBytes,
                       disk.removable});
    }
    return facts;
  }),
                      "disks");
  return part;
}

}  // namespace preflight
