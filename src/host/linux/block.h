// What /sys tells about a block device. `root` stands before /sys and /dev.
#pragma once

#include <string>
#include <string_view>

#include "host/host.h"

namespace preflight::linux_block {

struct BlockDevice {
  std::string disk;  // folder of the whole disk in /sys, links resolved; empty: no such device
  std::string node;  // "sdb1"
  Bus bus = Bus::unknown;
  bool removable = false;
  bool readOnly = false;  // the medium's write lock, or a device opened read-only
};

// `node` is the name in /sys/class/block; a mapped device (LUKS, LVM) counts as the disk that it lies on when that is
// one alone.
BlockDevice describeNode(const std::string& root, std::string_view node);

// From the folder of a whole disk in /sys.
Bus busOfDisk(const std::string& diskFolder);

}  // namespace preflight::linux_block
