// Volumes of LinuxHost over a made-up tree.
#include <doctest/doctest.h>

#include <future>

#include "host/linux/linux_host.h"
#include "host/linux/mounts.h"
#include "unit/host/linux_tree.h"

using namespace preflight;

namespace {

// A laptop that runs from an NVMe disk, with the program on a USB stick.
void makeLaptop(Tree& tree) {
  tree.disk("pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0", "nvme0n1", "nvme0n1p2", false);
  tree.disk(usbPlace, "sdb", "sdb1", true);
  tree.file("proc/self/mountinfo",
            "22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n"
            "23 22 0:21 / /proc rw shared:2 - proc proc rw\n"
            "24 22 0:24 / /run rw shared:3 - tmpfs tmpfs rw\n"
            "30 22 8:17 / /media/tech/CONTOSO\\0401 rw shared:4 - vfat /dev/sdb1 rw\n"
            "31 22 8:17 /Preflight /mnt/again rw - vfat /dev/sdb1 rw\n"
            "32 22 0:50 / /srv/share rw - nfs4 server:/share rw\n"
            "half a line 8:1\n");
  tree.rawLink("dev/disk/by-label/CONTOSO\\x201", "../../sdb1");
  tree.rawLink("proc/self/exe", "/media/tech/CONTOSO 1/preflight");
}

const Volume* at(const std::vector<Volume>& volumes, const std::string& root) {
  for (const Volume& each : volumes) {
    if (each.root == root) {
      return &each;
    }
  }
  return nullptr;
}

Result<VolumeSpace> someSpace(const std::string&) {
  return VolumeSpace{16'000'000'000, 12'000'000'000};
}

}  // namespace

TEST_CASE("Linux volumes are the file systems that store something, each once, with bus, label and what they hold") {
  Tree tree;
  makeLaptop(tree);
  const auto volumes = LinuxHost(tree.root(), someSpace).volumes();
  REQUIRE(volumes.has_value());
  CHECK(volumes->size() == 3);
  const Volume* system = at(*volumes, "/");
  const Volume* stick = at(*volumes, "/media/tech/CONTOSO 1");
  const Volume* share = at(*volumes, "/srv/share");
  REQUIRE(system != nullptr);
  REQUIRE(stick != nullptr);
  REQUIRE(share != nullptr);
  CHECK(system->holdsSystem);
  CHECK_FALSE(system->holdsProgram);
  CHECK(system->bus == Bus::nvme);
  CHECK(system->type == VolumeType::fixed);
  CHECK(stick->holdsProgram);
  CHECK_FALSE(stick->holdsSystem);
  CHECK(stick->bus == Bus::usb);
  CHECK(stick->type == VolumeType::removable);
  CHECK(stick->label == "CONTOSO 1");
  CHECK(stick->fileSystem == "vfat");
  CHECK(stick->device == "/dev/sdb1");
  CHECK(stick->freeBytes == 12'000'000'000);
  CHECK_FALSE(stick->readOnly);
  CHECK(share->type == VolumeType::network);
}

TEST_CASE("a Linux file system that does not answer costs only its own space") {
  Tree tree;
  makeLaptop(tree);
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  const SpaceProbe probe = [ended](const std::string& folder) -> Result<VolumeSpace> {
    if (folder.ends_with("/srv/share")) {
      ended.wait();
    }
    return VolumeSpace{100, 50};
  };
  const auto volumes = LinuxHost(tree.root(), probe, std::chrono::milliseconds(200)).volumes();
  end.set_value();
  REQUIRE(volumes.has_value());
  CHECK(at(*volumes, "/srv/share")->problem.value().kind == ErrorKind::timedOut);
  CHECK(at(*volumes, "/srv/share")->type == VolumeType::network);
  CHECK_FALSE(at(*volumes, "/")->problem.has_value());
  CHECK(at(*volumes, "/")->totalBytes == 100);
}

TEST_CASE("write locks of Linux mounts, partitions and disks are all seen") {
  for (const char* lock : {"mount", "sdb1/ro", "ro"}) {
    CAPTURE(lock);
    Tree tree;
    makeLaptop(tree);
    if (lock == std::string("mount")) {
      tree.file("proc/self/mountinfo", "30 22 8:17 / /media/s ro shared:4 - vfat /dev/sdb1 rw\n");
    } else {
      tree.file(std::string("sys/devices/") + usbPlace + "/block/sdb/" + lock, "1\n");
    }
    const auto volumes = LinuxHost(tree.root(), someSpace).volumes();
    REQUIRE(volumes.has_value());
    CHECK(volumes->back().readOnly == (volumes->back().device == "/dev/sdb1"));
    for (const Volume& each : *volumes) {
      CHECK(each.readOnly == (each.bus == Bus::usb));
    }
  }
}

TEST_CASE("partitions beside the system on a built-in eMMC chip are the system's, an SD card is not") {
  Tree tree;
  tree.disk("platform/sdhci.0/mmc_host/mmc0/mmc0:0001", "mmcblk0", "mmcblk0p1", false);
  tree.disk("platform/sdhci.1/mmc_host/mmc1/mmc1:0001", "mmcblk1", "mmcblk1p1", false);
  tree.file("sys/devices/platform/sdhci.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0/mmcblk0p2/partition", "2\n");
  tree.link("sys/class/block/mmcblk0p2",
            "sys/devices/platform/sdhci.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0/mmcblk0p2");
  tree.file("sys/devices/platform/sdhci.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0/device/type", "MMC\n");
  tree.file("sys/devices/platform/sdhci.1/mmc_host/mmc1/mmc1:0001/block/mmcblk1/device/type", "SD\n");
  tree.file("proc/self/mountinfo",
            "22 1 179:2 / / rw - ext4 /dev/mmcblk0p2 rw\n"
            "23 22 179:1 / /boot rw - vfat /dev/mmcblk0p1 rw\n"
            "24 22 179:33 / /media/card rw - exfat /dev/mmcblk1p1 rw\n");
  const auto volumes = LinuxHost(tree.root(), someSpace).volumes();
  REQUIRE(volumes.has_value());
  CHECK(at(*volumes, "/")->bus == Bus::mmc);
  CHECK(at(*volumes, "/boot")->holdsSystem);
  CHECK(at(*volumes, "/media/card")->bus == Bus::sd);
  CHECK_FALSE(at(*volumes, "/media/card")->holdsSystem);
}

TEST_CASE("a LUKS stick counts as the USB disk that it lies on") {
  Tree tree;
  tree.disk(usbPlace, "sdb", "sdb1", true);
  tree.link("sys/devices/virtual/block/dm-0/slaves/sdb1", std::string("sys/devices/") + usbPlace + "/block/sdb/sdb1");
  tree.link("sys/class/block/dm-0", "sys/devices/virtual/block/dm-0");
  tree.rawLink("dev/mapper/stick", "../dm-0");
  tree.file("proc/self/mountinfo", "24 22 253:0 / /media/stick rw - ext4 /dev/mapper/stick rw\n");
  const auto volumes = LinuxHost(tree.root(), someSpace).volumes();
  REQUIRE(volumes.has_value());
  REQUIRE(volumes->size() == 1);
  CHECK(volumes->front().bus == Bus::usb);
  CHECK(volumes->front().type == VolumeType::removable);
}

TEST_CASE("mount points with escaped characters, hidden mounts and cut lines are understood") {
  CHECK(linux_mounts::unescaped("a\\040b\\134c\\x41\\x4") == "a b\\cA\\x4");
  CHECK(linux_mounts::unescaped("\\777 \\") == "\\777 \\");
  const auto mounts = linux_mounts::parseMountInfo(
      "1 0 8:1 / /m rw - ext4 /dev/sda1 rw\n2 0 8:2 / /m rw,noatime shared:1 master:2 - ext4 /dev/sda2 ro\n3 0 8:3 / "
      "/n rw - x");
  REQUIRE(mounts.size() == 1);
  CHECK(mounts[0].source == "/dev/sda2");
  CHECK(mounts[0].readOnly);
  CHECK(linux_mounts::mountOf(mounts, "/m/x") == &mounts[0]);
  CHECK(linux_mounts::mountOf(mounts, "/mx") == nullptr);
}
