#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "host/linux/block.h"
#include "host/linux/files.h"

namespace preflight::linux_block {
namespace {

using namespace linux_files;

// "usb1", "ata3", "virtio0": the word and then digits only.
bool isNumbered(std::string_view part, std::string_view word) {
  return part.size() > word.size() && part.starts_with(word) &&
         std::all_of(part.begin() + static_cast<std::ptrdiff_t>(word.size()), part.end(),
                     [](unsigned char each) { return std::isdigit(each) != 0; });
}

// libata serves old IDE ports too; only a SATA link tells a speed.
Bus ataBus(std::string_view pathToPort, std::string_view port) {
  const std::string link = fmt::format("link{}", port.substr(3));
  const std::string speed = textOfFile(fmt::format("{}/{}/ata_link/{}/sata_spd", pathToPort, link, link));
  return speed.empty() || speed == "<unknown>" ? Bus::ata : Bus::sata;
}

Bus mmcBus(const std::string& diskFolder) {
  const std::string type = textOfFile(diskFolder + "/device/type");
  return type == "SD" || type == "SDcombo" ? Bus::sd : Bus::mmc;
}

Bus busOfPart(std::string_view part, std::string_view pathToPart, const std::string& diskFolder) {
  if (isNumbered(part, "usb")) {
    return Bus::usb;
  }
  if (part == "mmc_host") {
    return mmcBus(diskFolder);
  }
  if (part == "nvme" || part == "nvme-subsystem") {
    return Bus::nvme;
  }
  if (isNumbered(part, "virtio") || part.starts_with("VMBUS:") || part.starts_with("vbd-")) {
    return Bus::virtualDisk;
  }
  if (isNumbered(part, "ata")) {
    return ataBus(pathToPart, part);
  }
  if (part.starts_with("end_device-")) {
    return Bus::sas;
  }
  return Bus::unknown;
}

}  // namespace

// The path in /sys names every bus on the way:
// /sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/.../block/sdb.
Bus busOfDisk(const std::string& diskFolder) {
  bool scsi = false;
  std::size_t from = 0;
  while (from < diskFolder.size()) {
    const std::size_t to = std::min(diskFolder.find('/', from), diskFolder.size());
    const std::string_view part = std::string_view(diskFolder).substr(from, to - from);
    if (const Bus bus = busOfPart(part, std::string_view(diskFolder).substr(0, to), diskFolder); bus != Bus::unknown) {
      return bus;
    }
    scsi = scsi || isNumbered(part, "host");
    from = to + 1;
  }
  return scsi ? Bus::scsi : Bus::unknown;
}

BlockDevice describeNode(const std::string& root, std::string_view node) {
  BlockDevice device;
  device.node = node;
  std::string folder = resolved(fmt::format("{}/sys/class/block/{}", root, node));
  constexpr int maxLayers = 8;  // LVM on LUKS on RAID ...
  for (int layer = 0; layer < maxLayers && !folder.empty(); ++layer) {
    device.readOnly = device.readOnly || textOfFile(folder + "/ro") == "1";
    if (exists(folder + "/partition")) {
      folder.resize(folder.rfind('/'));
    }
    const std::vector<std::string> below = namesIn(folder + "/slaves");
    if (below.size() != 1) {
      break;
    }
    folder = resolved(fmt::format("{}/sys/class/block/{}", root, below.front()));
  }
  if (!folder.empty()) {
    device.disk = folder;
    device.bus = busOfDisk(folder);
    device.removable = textOfFile(folder + "/removable") == "1";
    device.readOnly = device.readOnly || textOfFile(folder + "/ro") == "1";
  }
  return device;
}

}  // namespace preflight::linux_block
