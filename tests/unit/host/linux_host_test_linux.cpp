// LinuxHost over a made-up tree, but for its volumes, which have a file of their own.
#include <doctest/doctest.h>

#include "host/linux/block.h"
#include "host/linux/linux_host.h"
#include "unit/host/linux_tree.h"

using namespace preflight;

namespace {

std::string entryPoint64() {
  std::string entry = "_SM3_";
  entry += std::string("\0\x18\x03\x02\x01", 5);  // checksum, length, major, minor, revision
  entry.resize(0x18, '\0');
  unsigned sum = 0;
  for (const char each : entry) {
    sum += static_cast<unsigned char>(each);
  }
  entry[5] = static_cast<char>(256U - sum % 256U);
  return entry;
}

}  // namespace

TEST_CASE("the bus of a Linux disk is told from its place in /sys") {
  Tree tree;
  tree.file("sata/ata1/link1/ata_link/link1/sata_spd", "6.0 Gbps\n").folder("sata/ata1/host0/target0:0:0/block/sda");
  tree.file("ide/ata2/link2/ata_link/link2/sata_spd", "<unknown>\n").folder("ide/ata2/host1/block/sdb");
  CHECK(linux_block::busOfDisk(tree.root() + "/sata/ata1/host0/target0:0:0/block/sda") == Bus::sata);
  CHECK(linux_block::busOfDisk(tree.root() + "/ide/ata2/host1/block/sdb") == Bus::ata);
  CHECK(linux_block::busOfDisk("/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda") == Bus::virtualDisk);
  CHECK(linux_block::busOfDisk("/sys/devices/pci0000:00/host0/port-0:0/end_device-0:0/target/block/sda") == Bus::sas);
  CHECK(linux_block::busOfDisk("/sys/devices/pci0000:00/host0/target0:0:0/block/sda") == Bus::scsi);
  CHECK(linux_block::busOfDisk("/sys/devices/usbmisc/block/sda") == Bus::unknown);
}

TEST_CASE("Linux disks have size, names and serial number; loops and mapped devices are none") {
  Tree tree;
  tree.disk(usbPlace, "sdb", "sdb1", true);
  const std::string folder = std::string("sys/devices/") + usbPlace + "/block/sdb";
  tree.file(folder + "/device/vendor", "Contoso \n").file(folder + "/device/model", "Stick 3.0       \n");
  tree.file(folder + "/device/vpd_pg80", std::string("\0\x80\0\x08", 4) + "SN-12345 trailing");
  tree.folder("sys/devices/virtual/block/loop0").link("sys/block/loop0", "sys/devices/virtual/block/loop0");
  const auto disks = LinuxHost(tree.root()).disks();
  REQUIRE(disks.has_value());
  REQUIRE(disks->size() == 1);
  const Disk& disk = disks->front();
  CHECK(disk.name == "/dev/sdb");
  CHECK(disk.sizeBytes == 16'000'000'000);
  CHECK(disk.vendor == "Contoso");
  CHECK(disk.model == "Stick 3.0");
  CHECK(disk.serialNumber == "SN-12345");
  CHECK(disk.removable);
  CHECK(disk.bus == Bus::usb);
}

TEST_CASE("Linux adapters tell address, wireless, hardware and connection; the loopback is none") {
  Tree tree;
  tree.file("sys/class/net/lo/type", "772\n");
  tree.file("sys/class/net/wlan0/type", "1\n").file("sys/class/net/wlan0/address", "00:11:22:33:44:55\n");
  tree.file("sys/class/net/wlan0/operstate", "up\n").folder("sys/class/net/wlan0/phy80211");
  tree.folder("sys/class/net/wlan0/device").rawLink("sys/class/net/wlan0/device/driver", "../../drivers/iwlwifi");
  tree.file("sys/class/net/tun0/address", "00:00:00:00:00:00\n").file("sys/class/net/tun0/carrier", "0\n");
  const auto adapters = LinuxHost(tree.root()).networkAdapters();
  REQUIRE(adapters.has_value());
  REQUIRE(adapters->size() == 2);
  const NetworkAdapter& tunnel = adapters->at(0);
  const NetworkAdapter& wireless = adapters->at(1);
  CHECK(tunnel.mac.empty());
  CHECK_FALSE(tunnel.physical);
  CHECK_FALSE(tunnel.connected);
  CHECK(wireless.mac == "00:11:22:33:44:55");
  CHECK(wireless.description == "iwlwifi");
  CHECK(wireless.wireless);
  CHECK(wireless.physical);
  CHECK(wireless.connected);
}

TEST_CASE("Linux firmware tables come in Windows' form, and bodies of ACPI tables not at all") {
  Tree tree;
  tree.file("sys/firmware/dmi/tables/smbios_entry_point", entryPoint64());
  tree.file("sys/firmware/dmi/tables/DMI", std::string("\x7f\x04\0\0\0\0", 6));
  tree.file("sys/firmware/acpi/tables/MSDM", "secret").file("sys/firmware/acpi/tables/SSDT1", "");
  tree.file("sys/firmware/acpi/tables/SSDT2", "").folder("sys/firmware/acpi/tables/data");
  const LinuxHost host(tree.root());
  CHECK(host.firmwareTables("RSMB").value() == std::vector<std::string>{""});
  CHECK(host.firmwareTables("ACPI").value() == std::vector<std::string>{"MSDM", "SSDT"});
  CHECK(host.firmwareTable({"RSMB", ""}).value() == Bytes{0, 3, 2, 1, 6, 0, 0, 0, 0x7f, 4, 0, 0, 0, 0});
  CHECK(host.firmwareTable({"ACPI", "MSDM"}).error().kind == ErrorKind::unsupported);
  CHECK(host.firmwareTable({"FIRM", ""}).error().kind == ErrorKind::unsupported);
  tree.file("sys/firmware/dmi/tables/smbios_entry_point", "nonsense");
  CHECK(host.firmwareTable({"RSMB", ""}).error().kind == ErrorKind::invalid);
}

TEST_CASE("a Linux machine without SMBIOS says so instead of giving an empty table") {
  const Tree tree;
  const auto table = LinuxHost(tree.root()).firmwareTable({"RSMB", ""});
  REQUIRE_FALSE(table.has_value());
  CHECK(table.error().kind == ErrorKind::absent);
  CHECK(table.error().words.str().find("no SMBIOS table") != std::string::npos);
  CHECK(table.error().step.str().find(tree.root()) == std::string::npos);
}

TEST_CASE("Linux files are read with limits from either end, and only regular ones") {
  Tree tree;
  tree.file("var/log/a.log", "0123456789").folder("var/log/folder");
  const LinuxHost host(tree.root());
  const auto start = host.file("/var/log/a.log", {4, false});
  const auto end = host.file("/var/log/a.log", {4, true});
  const auto all = host.file("/var/log/a.log", {10, true});
  REQUIRE(start.has_value());
  CHECK(textOf(start->bytes) == "0123");
  CHECK(start->size == 10);
  CHECK_FALSE(start->whole);
  CHECK(textOf(end->bytes) == "6789");
  CHECK(textOf(all->bytes) == "0123456789");
  CHECK(all->whole);
  CHECK(all->modified.milliseconds > 1'500'000'000'000);
  CHECK(host.file("/var/log/folder", {}).error().kind == ErrorKind::invalid);
  CHECK(host.file("/var/log/none", {}).error().kind == ErrorKind::absent);
  CHECK(host.file("/var/log/a.log/x", {}).error().kind == ErrorKind::absent);
  CHECK(host.file("relative", {}).error().kind == ErrorKind::invalid);
  CHECK(LinuxHost().file("/dev/null", {}).error().kind == ErrorKind::invalid);
}

TEST_CASE("files of /proc and /sys are read whole though they tell no true size") {
  const LinuxHost host;
  const auto version = host.file("/proc/version", {});
  REQUIRE(version.has_value());
  CHECK(textOf(version->bytes).starts_with("Linux version"));
  CHECK(version->whole);
  CHECK(version->size == version->bytes.size());
  const auto end = host.file("/proc/version", {5, true});
  REQUIRE(end.has_value());
  CHECK(textOf(end->bytes) == textOf(version->bytes).substr(version->bytes.size() - 5));
  CHECK_FALSE(end->whole);
}

TEST_CASE("a Linux folder is listed by name with sizes, links followed") {
  Tree tree;
  tree.file("d/b.txt", "12345").folder("d/a").rawLink("d/dead", "nowhere").link("d/c", "d/a");
  const auto entries = LinuxHost(tree.root()).folder("/d");
  REQUIRE(entries.has_value());
  REQUIRE(entries->size() == 4);
  CHECK(entries->at(0).name == "a");
  CHECK(entries->at(0).folder);
  CHECK(entries->at(1).size == 5);
  CHECK(entries->at(2).folder);
  CHECK_FALSE(entries->at(3).folder);
  CHECK(LinuxHost(tree.root()).folder("/d/b.txt").error().kind == ErrorKind::invalid);
  CHECK(LinuxHost(tree.root()).folder("/none").error().kind == ErrorKind::absent);
}

TEST_CASE("what only Windows has is unsupported on Linux, never absent") {
  const LinuxHost host;
  CHECK(host.registry("HKLM\\SOFTWARE", RegistryDepth::key).error().kind == ErrorKind::unsupported);
  CHECK(host.wmi({"root\\cimv2", "Win32_BIOS", {}, {}}).error().kind == ErrorKind::unsupported);
  CHECK(host.events({}).error().kind == ErrorKind::unsupported);
  CHECK(host.channels("x").error().kind == ErrorKind::unsupported);
  CHECK(host.diagnostics({}).error().kind == ErrorKind::unsupported);
  CHECK(host.file("%WINDIR%\\Panther\\setupact.log", {}).error().kind == ErrorKind::unsupported);
  CHECK(host.folder("C:\\Windows").error().kind == ErrorKind::unsupported);
  CHECK(host.process().value().session.error().kind == ErrorKind::unsupported);
}

TEST_CASE("the live Linux host tells its own process and clock") {
  const auto host = liveHost();
  CHECK(host->info().system == System::linux);
  CHECK(host->process().value().programPath.find("unit_") != std::string::npos);
  const auto clock = host->clock();
  REQUIRE(clock.has_value());
  CHECK(clock->now.milliseconds > 1'700'000'000'000);
  CHECK_FALSE(clock->zone.empty());
  REQUIRE(host->volumes().has_value());
}
