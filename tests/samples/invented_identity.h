// Who an invented device is: firmware, WMI, hash, adapters and disk that fit each other. The hash is captured at the
// time of the device's clock, so set that first.
#pragma once

#include <fmt/format.h>

#include "support/sample_device.h"

namespace preflight::test {

struct Identity {
  std::string maker;
  std::string model;
  std::string serial;
  std::string sku;
  std::uint8_t chassis;
  std::uint8_t seed;  // makes UUID, addresses and TPM key differ
};

inline void setIdentity(FakeHost& host, const Identity& id) {
  SmbiosDevice board;
  board.manufacturer = id.maker;
  board.productName = id.model;
  board.serialNumber = id.serial;
  board.skuNumber = id.sku;
  board.family = id.maker;
  board.chassisType = id.chassis;
  board.uuid[0] = id.seed;
  HashFields hash;
  hash.capturedAt = host.clockNow->now;
  hash.zoneQuarterHours = static_cast<std::int8_t>(host.clockNow->offsetMinutes / 15);
  hash.diskText = fmt::format("CD-{:04}|CONTOSO NVME 512|", id.seed);
  hash.serialNumber = id.serial;
  hash.manufacturer = id.maker;
  hash.productName = id.model;
  hash.skuNumber = id.sku;
  hash.family = id.maker;
  hash.ekSeed = id.seed;
  hash.uuid[0] = id.seed;
  hash.mac[5] = id.seed;
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios(board));
  host.setWmi(R"(root\cimv2)", "Win32_BIOS", {wmiRow({{"SerialNumber", id.serial}, {"Manufacturer", id.maker}})});
  host.setWmi(R"(root\cimv2)", "Win32_ComputerSystem",
              {wmiRow({{"Manufacturer", id.maker},
                       {"Model", id.model},
                       {"SystemSKUNumber", id.sku},
                       {"PartOfDomain", false},
                       {"Domain", std::string("WORKGROUP")}})});
  setBridgeHash(host, unpadded(hashText(hash)));
  host.adapterList = std::vector<NetworkAdapter>{
      {"Ethernet", "Contoso Gigabit", fmt::format("00:00:5E:00:53:{:02X}", id.seed), false, true, false},
      {"Wi-Fi", "Contoso Wireless", fmt::format("00:00:5E:00:54:{:02X}", id.seed), true, true, true}};
  host.diskList = std::vector<Disk>{{R"(\\.\PhysicalDrive0)", "", "CONTOSO NVME 512",
                                     fmt::format("  CD-{:04}", id.seed), Bus::nvme, 512'110'190'592ULL, false}};
}

}  // namespace preflight::test
