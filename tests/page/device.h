// A device and a machine with sticks, as the page meets them; all invented.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>

#include "app/session/session.h"
#include "collect/collector.h"
#include "page/driver.h"
#include "support/fake_host.h"
#include "support/hash_builder.h"
#include "support/smbios_builder.h"
#include "support/temp_folder.h"
#include "text/page_id.h"
#include "text/view_id.h"

namespace preflight::test {

struct DeviceFields {
  std::string serial = "CB14-000123";
  std::string manufacturer = "Contoso";
  std::string model = "Contoso Book 14";
  bool hash = true;
};

inline std::shared_ptr<FakeHost> makeDevice(const DeviceFields& fields = {}) {
  auto host = std::make_shared<FakeHost>();
  ProcessFacts process;
  process.userName = "defaultuser0";
  process.computerName = "LAPTOP-7F3K9Q2";
  process.elevated = true;
  process.systemFolder = "C:\\Windows";
  host->processFacts = process;
  SmbiosDevice table;
  table.serialNumber = fields.serial;
  table.manufacturer = fields.manufacturer;
  table.productName = fields.model;
  host->setFirmware("RSMB", "", buildSmbios(table));
  host->setFirmware("ACPI", "MSDM");
  if (fields.hash) {
    HashFields hash;
    hash.serialNumber = fields.serial;
    host->setWmi("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01",
                 {{{{"InstanceID", std::string("Ext")},
                    {"ParentID", std::string("./DevDetail")},
                    {"DeviceHardwareData", hashText(hash)}}}});
  }
  constexpr std::string_view windows = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
  host->setText(windows, "EditionID", "Professional");
  host->setText(windows, "ProductName", "Windows 10 Pro");
  host->setText(windows, "DisplayVersion", "24H2");
  host->setText(windows, "CurrentBuild", "26100");
  Disk disk;
  disk.name = "\\\\.\\PhysicalDrive0";
  disk.model = "CONTOSO NVME 512";
  disk.serialNumber = "CD-0001";
  disk.bus = Bus::nvme;
  disk.sizeBytes = 512'000'000'000;
  host->diskList = std::vector<Disk>{disk};
  NetworkAdapter adapter;
  adapter.name = "Ethernet";
  adapter.description = "Fabrikam Gigabit";
  adapter.mac = "00:00:5e:00:53:01";
  adapter.physical = true;
  adapter.connected = true;
  host->adapterList = std::vector<NetworkAdapter>{adapter};
  return host;
}

inline Volume makeStick(const std::string& root, const std::string& label = "KINGSTON") {
  Volume volume;
  volume.root = root;
  volume.device = "stick " + root;
  volume.label = label;
  volume.fileSystem = "FAT32";
  volume.type = VolumeType::removable;
  volume.bus = Bus::usb;
  volume.totalBytes = 15'000'000'000;
  volume.freeBytes = 14'200'000'000;
  return volume;
}

// The machine that is written from: its sticks can change while the page runs.
class Machine : public FakeHost {
 public:
  void plug(std::vector<Volume> volumes) {
    const std::lock_guard lock(mutex_);
    volumes_ = std::move(volumes);
  }
  void break_(Error error) {
    const std::lock_guard lock(mutex_);
    volumes_ = tl::unexpected(std::move(error));
  }
  Result<std::vector<Volume>> volumes() const override {
    if (gate) {
      gate->wait();
    }
    const std::lock_guard lock(mutex_);
    return volumes_;
  }
  std::shared_ptr<Gate> gate;  // a drive that hangs; set before the session starts

 private:
  mutable std::mutex mutex_;
  Result<std::vector<Volume>> volumes_ = std::vector<Volume>{};
};

struct SessionParts {
  std::shared_ptr<FakeHost> device = makeDevice();
  std::shared_ptr<Machine> machine = std::make_shared<Machine>();
  std::span<const Collector> collectors = preflight::collectors();
};

inline SessionOptions sessionOptions(const SessionParts& parts) {
  SessionOptions options;
  options.device = parts.device;
  options.live = parts.machine;
  options.collectors = parts.collectors;
  options.driveInterval = std::chrono::milliseconds(10);
  return options;
}

inline std::unique_ptr<Session> makeSession(const SessionParts& parts) {
  return std::make_unique<Session>(sessionOptions(parts));
}

constexpr std::chrono::seconds patience{20};  // for what must come; only a failing test waits so long

// Until the device is read and the drives were looked at.
inline bool settle(page::PageDriver& driver) {
  return driver.frameUntil(
      [&] { return !driver.session().reading() && driver.session().drives().answer != Drives::Answer::looking; },
      patience);
}

// All that the banner says, with its keys.
inline std::string bannerText(page::PageDriver& driver) {
  const page::Banner& banner = driver.view().banner();
  std::string text = banner.word + banner.rest + " " + banner.fact + " " + banner.more;
  for (const page::BannerKey& key : banner.keys) {
    text += " [" + key.keys + (key.dead ? "-" : "") + "] " + key.label;
  }
  return text;
}

inline std::string contentOf(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace preflight::test
