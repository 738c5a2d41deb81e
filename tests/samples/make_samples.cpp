// Makes the sample recordings: invented devices, swept as a real one would be. All, or those that are named.
// Usage: make_samples FOLDER [NAME ...]
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>

#include "export/record.h"
#include "samples/deployment_plan.h"
#include "samples/invented_identity.h"

using namespace preflight;
using namespace preflight::test;

namespace {

Volume volume(std::string root, std::string label, VolumeType type, Bus bus, std::uint64_t bytes, std::uint64_t free) {
  Volume v;
  v.device = R"(\\.\)" + root.substr(0, 2);
  v.root = std::move(root);
  v.label = std::move(label);
  v.fileSystem = type == VolumeType::fixed && bus == Bus::nvme ? "NTFS" : "FAT32";
  v.type = type;
  v.bus = bus;
  v.totalBytes = bytes;
  v.freeBytes = free;
  return v;
}

Volume systemVolume() {
  Volume v = volume("C:\\", "Windows", VolumeType::fixed, Bus::nvme, 511'000'000'000ULL, 460'000'000'000ULL);
  v.holdsSystem = true;
  return v;
}

Volume ownStick() {
  Volume v = volume("E:\\", "CONTOSO", VolumeType::removable, Bus::usb, 15'500'000'000ULL, 14'200'000'000ULL);
  v.holdsProgram = true;
  return v;
}

void laptopInOobe(FakeHost& host) {
  makeLaptopInOobe(host);
  host.processFacts->computerName = "LAPTOP-7F3K9Q2";
  setIdentity(host, {"Contoso", "Laptop 5", "7F3K9Q2", "0A4B", 10, 0x21});
  host.volumeList = std::vector<Volume>{systemVolume(), ownStick()};
}

void laptopNotElevated(FakeHost& host) {
  makeLaptopInOobe(host);
  host.processFacts->userName = "ada";
  host.processFacts->computerName = "LAPTOP-5CG0113H";
  host.processFacts->elevated = false;
  setIdentity(host, {"Fabrikam", "Book 840", "5CG0113H", "F840", 10, 0x22});
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)", "ImageState", "IMAGE_STATE_COMPLETE");
  host.setNumber(R"(HKLM\SYSTEM\Setup)", "OOBEInProgress", 0);
  host.setWmiError(bridgeSpace, bridgeClass,
                   Error{ErrorKind::denied, R"(connect to root\cimv2\mdm\dmmap)", "access is denied",
                         CodeSpace::hresult, 0x80041003});
  host.diagnosticsAnswer = fail(ErrorKind::denied, "run mdmdiagnosticstool", "it needs administrator rights");
  host.volumeList = std::vector<Volume>{systemVolume(), ownStick()};
}

void hyperV(FakeHost& host) {
  makeLaptopInOobe(host);
  host.processFacts->computerName = "WIN-VM01";
  setIdentity(host, {"Contoso Virtual", "Virtual Machine", "None", "None", 3, 0x23});
  host.diskList =
      std::vector<Disk>{{R"(\\.\PhysicalDrive0)", "Contoso", "Virtual Disk", "", Bus::sas, 136'365'211'648ULL, false}};
  host.firmwareLists.insert_or_assign("ACPI", std::vector<std::string>{"FACP", "TPM2"});
  host.volumeList = std::vector<Volume>{systemVolume()};
}

void desktopTwoSticks(FakeHost& host) {
  makeLaptopInOobe(host);
  host.processFacts->userName = "SYSTEM";
  host.processFacts->localSystem = true;
  host.processFacts->computerName = "DESKTOP-01";
  setIdentity(host, {"LENOVO", "30BA0001", "PF3ABCDE", "30BA", 3, 0x24});
  SmbiosDevice board;  // the readable name stands in the version field
  board.manufacturer = "LENOVO";
  board.productName = "30BA0001";
  board.systemVersion = "Tower P340";
  board.serialNumber = "PF3ABCDE";
  board.skuNumber = "30BA";
  board.family = "Tower";
  board.chassisType = 3;
  board.uuid[0] = 0x24;
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios(board));
  Volume big = volume("F:\\", "BACKUP", VolumeType::fixed, Bus::usb, 2'000'000'000'000ULL, 1'200'000'000'000ULL);
  big.fileSystem = "NTFS";
  Volume stick = ownStick();
  stick.holdsProgram = false;
  host.volumeList = std::vector<Volume>{systemVolume(), stick, big};
}

void laptopDeploying(FakeHost& host) {
  const Plan plan = readPlan(PREFLIGHT_DEVICE_SCRIPTS "/laptop-deploying.txt");
  buildDevice(plan, plan.minutes.front(), host);
  host.volumeList = std::vector<Volume>{systemVolume(), ownStick()};
}

struct Sample {
  const char* name;
  void (*make)(FakeHost&);
};

constexpr std::array<Sample, 5> samples{{{"laptop-deploying", laptopDeploying},
                                         {"laptop-oobe", laptopInOobe},
                                         {"laptop-not-elevated", laptopNotElevated},
                                         {"hyperv-placeholder", hyperV},
                                         {"desktop-two-sticks", desktopTwoSticks}}};

bool write(const std::filesystem::path& folder, const Sample& sample) {
  FakeHost host;
  sample.make(host);
  const std::filesystem::path to = folder / sample.name;
  std::filesystem::remove_all(to);
  RecordRequest request;
  request.to = to.string();
  request.programVersion = "0.1.0";
  const Result<SweepSummary> summary = recordDevice(host, request);
  if (!summary) {
    fmt::print(stderr, "{}: {}\n", sample.name, describe(summary.error()));
  }
  return summary.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: make_samples FOLDER [NAME ...]\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const std::set<std::string_view> wanted(argv + 2, argv + argc);
  try {
    std::filesystem::create_directories(folder);
    return std::all_of(samples.begin(), samples.end(),
                       [&](const Sample& sample) {
                         return (!wanted.empty() && !wanted.contains(sample.name)) || write(folder, sample);
                       })
               ? 0
               : 1;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
