#include <windows.h>
// After windows.h, which it needs.
#include <winioctl.h>

#include <fmt/format.h>
#include <array>

#include "host/windows/parts_windows.h"
#include "host/windows/storage_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

using namespace std::chrono_literals;

constexpr int maxDisks = 32;
constexpr auto deadline = 5s;

std::uint64_t sizeOf(const Handle& handle) {
  alignas(std::uint64_t) std::array<std::uint8_t, 512> buffer{};
  DWORD got = 0;
  // IOCTL_DISK_GET_LENGTH_INFO would need the right to read.
  if (DeviceIoControl(handle.get(), IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, nullptr, 0, buffer.data(),
                      static_cast<DWORD>(buffer.size()), &got, nullptr) == 0) {
    return 0;
  }
  constexpr std::size_t diskSize = sizeof(DISK_GEOMETRY);  // the field that follows in DISK_GEOMETRY_EX
  return got < diskSize + sizeof(std::uint64_t) ? 0 : readU64(buffer, diskSize);
}

Result<Disk> readDisk(const std::string& device) {
  DWORD before = 0;
  SetThreadErrorMode(SEM_FAILCRITICALERRORS, &before);
  const Result<Handle> handle = openDevice(device);
  if (!handle) {
    return tl::unexpected(handle.error());
  }
  Disk disk;
  disk.name = device;
  disk.sizeBytes = sizeOf(*handle);
  // A disk that does not describe itself is still there, and told as what is known of it.
  if (Result<StorageDescriptor> facts = queryStorage(*handle, device)) {
    disk.vendor = std::move(facts->vendor);
    disk.model = std::move(facts->product);
    disk.serialNumber = std::move(facts->serialNumber);
    disk.bus = facts->bus;
    disk.removable = facts->removable;
  }
  return disk;
}

}  // namespace

Result<Handle> openDevice(const std::string& device) {
  Handle handle = fileHandle(
      CreateFileW(wide(device).c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr));
  if (!handle) {
    return failWin32({ErrorId::stepOpen, {{"what", device}}}, GetLastError());
  }
  return handle;
}

Result<StorageDescriptor> queryStorage(const Handle& handle, const std::string& device) {
  STORAGE_PROPERTY_QUERY query{};
  query.PropertyId = StorageDeviceProperty;
  query.QueryType = PropertyStandardQuery;
  alignas(std::uint64_t) std::array<std::uint8_t, 4096> buffer{};
  DWORD got = 0;
  if (DeviceIoControl(handle.get(), IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query), buffer.data(),
                      static_cast<DWORD>(buffer.size()), &got, nullptr) == 0) {
    return failWin32({ErrorId::stepDisk, {{"what", device}}}, GetLastError());
  }
  return parseStorageDescriptor(ByteView(buffer).first(got));
}

Result<std::vector<Disk>> listDisks() {
  std::vector<Background<Disk>> probes;
  for (int i = 0; i < maxDisks; ++i) {
    const std::string device = fmt::format(R"(\\.\PhysicalDrive{})", i);
    probes.emplace_back("ask about " + device, [device] { return readDisk(device); });
  }
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::vector<Disk> disks;
  std::optional<Error> problem;
  for (Background<Disk>& probe : probes) {
    if (Result<Disk> disk = probe.get(end)) {
      disks.push_back(std::move(*disk));
    } else if (disk.error().kind != ErrorKind::absent && !problem) {
      problem = disk.error();
    }
  }
  if (disks.empty() && problem) {
    return tl::unexpected(*problem);
  }
  return disks;
}

}  // namespace preflight::windows
