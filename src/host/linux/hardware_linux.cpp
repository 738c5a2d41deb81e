// Disks and network adapters out of /sys: Documentation/ABI/stable/sysfs-block and testing/sysfs-class-net.
#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "host/linux/block.h"
#include "host/linux/files.h"
#include "host/linux/linux_host.h"

namespace preflight {
namespace {

using namespace linux_files;

// Block devices that are no disks of their own.
constexpr std::array<std::string_view, 9> notDisks{"loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "zd"};

bool isDisk(std::string_view name) {
  return std::none_of(notDisks.begin(), notDisks.end(), [&](std::string_view word) { return name.starts_with(word); });
}

// SCSI tells its serial number in the vital product data page 0x80: four bytes, the last two its length, then text.
std::string scsiSerial(const std::string& path) {
  const Result<FileContent> page = readFile(path, {4096, false});
  if (!page || page->bytes.size() < 4) {
    return {};
  }
  const std::size_t told = static_cast<std::size_t>(page->bytes[2]) << 8U | page->bytes[3];
  const std::string_view text = textOf(page->bytes).substr(4);
  return printable(trimmed(text.substr(0, told)));
}

std::string firstText(std::initializer_list<std::string> paths) {
  for (const std::string& path : paths) {
    if (std::string text = textOfFile(path); !text.empty()) {
      return text;
    }
  }
  return {};
}

Disk diskAt(const std::string& folder, const std::string& name) {
  constexpr std::uint64_t sector = 512;  // the unit of `size`, whatever the disk's own is
  Disk disk;
  disk.name = "/dev/" + name;
  disk.bus = linux_block::busOfDisk(folder);
  disk.removable = textOfFile(folder + "/removable") == "1";
  const std::uint64_t sectors = numberInFile(folder + "/size");
  disk.sizeBytes = sectors <= std::numeric_limits<std::uint64_t>::max() / sector ? sectors * sector : 0;
  disk.vendor = textOfFile(folder + "/device/vendor");
  if (disk.vendor.starts_with("0x")) {
    disk.vendor.clear();  // a PCI number, no name (virtio)
  }
  disk.model = firstText({folder + "/device/model", folder + "/device/name"});
  disk.serialNumber = firstText({folder + "/device/serial", folder + "/serial"});
  if (disk.serialNumber.empty()) {
    disk.serialNumber = scsiSerial(folder + "/device/vpd_pg80");
  }
  return disk;
}

NetworkAdapter adapterAt(const std::string& folder, const std::string& name) {
  NetworkAdapter adapter;
  adapter.name = name;
  adapter.description = lastPart(linkTarget(folder + "/device/driver"));
  adapter.mac = textOfFile(folder + "/address");
  if (adapter.mac == "00:00:00:00:00:00") {
    adapter.mac.clear();
  }
  adapter.wireless = exists(folder + "/wireless") || exists(folder + "/phy80211");
  adapter.physical = exists(folder + "/device");
  // Reading `carrier` of an adapter that is switched off fails; then it is not connected.
  adapter.connected = textOfFile(folder + "/carrier") == "1" || textOfFile(folder + "/operstate") == "up";
  return adapter;
}

}  // namespace

Result<std::vector<Disk>> LinuxHost::disks() const {
  return folder("/sys/block").map([&](const std::vector<FileEntry>& entries) {
    std::vector<Disk> disks;
    for (const FileEntry& entry : entries) {
      const std::string path = resolved(root_ + "/sys/block/" + entry.name);
      if (isDisk(entry.name) && !path.empty()) {
        disks.push_back(diskAt(path, entry.name));
      }
    }
    return disks;
  });
}

Result<std::vector<NetworkAdapter>> LinuxHost::networkAdapters() const {
  constexpr std::string_view loopback = "772";  // ARPHRD_LOOPBACK
  return folder("/sys/class/net").map([&](const std::vector<FileEntry>& entries) {
    std::vector<NetworkAdapter> adapters;
    for (const FileEntry& entry : entries) {
      const std::string path = root_ + "/sys/class/net/" + entry.name;
      if (entry.folder && textOfFile(path + "/type") != loopback) {
        adapters.push_back(adapterAt(path, entry.name));
      }
    }
    return adapters;
  });
}

}  // namespace preflight
