#include <fmt/format.h>
#include <windows.h>
// After windows.h, which it needs.
#include <winioctl.h>

#include <array>

#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/storage_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

using namespace std::chrono_literals;

// Each volume is asked on a thread of its own: a bad stick can block for seconds, a dead share for minutes.
constexpr auto deadline = 3s;

VolumeType typeOf(const std::wstring& root) {
  switch (GetDriveTypeW(root.c_str())) {
    case DRIVE_REMOVABLE:
      return VolumeType::removable;
    case DRIVE_FIXED:
      return VolumeType::fixed;
    case DRIVE_REMOTE:
      return VolumeType::network;
    case DRIVE_CDROM:
      return VolumeType::optical;
    case DRIVE_RAMDISK:
      return VolumeType::ram;
    default:
      return VolumeType::unknown;
  }
}

void readFileSystem(const std::wstring& root, Volume& volume) {
  std::array<wchar_t, MAX_PATH + 1> label{};
  std::array<wchar_t, MAX_PATH + 1> fileSystem{};
  DWORD flags = 0;
  if (GetVolumeInformationW(root.c_str(), label.data(), static_cast<DWORD>(label.size()), nullptr, nullptr, &flags,
                            fileSystem.data(), static_cast<DWORD>(fileSystem.size())) == 0) {
    volume.problem = win32Error({ErrorId::stepVolume, {{"what", volume.root}}}, GetLastError());
    return;
  }
  volume.label = utf8(label.data(), label.size());
  volume.fileSystem = utf8(fileSystem.data(), fileSystem.size());
  volume.readOnly = volume.readOnly || (flags & FILE_READ_ONLY_VOLUME) != 0;
  ULARGE_INTEGER freeForUs{};
  ULARGE_INTEGER total{};
  if (GetDiskFreeSpaceExW(root.c_str(), &freeForUs, &total, nullptr) == 0) {
    volume.problem = win32Error({ErrorId::stepSpace, {{"what", volume.root}}}, GetLastError());
    return;
  }
  volume.totalBytes = total.QuadPart;
  volume.freeBytes = freeForUs.QuadPart;
}

// Also a stick's own switch, which the file system's flags do not always show.
bool isWriteProtected(const Handle& device) {
  DWORD got = 0;
  return DeviceIoControl(device.get(), IOCTL_DISK_IS_WRITABLE, nullptr, 0, nullptr, 0, &got, nullptr) == 0 &&
         GetLastError() == ERROR_WRITE_PROTECT;
}

Volume probe(Volume volume) {
  DWORD before = 0;
  SetThreadErrorMode(SEM_FAILCRITICALERRORS, &before);  // no box that asks for a disk
  const std::wstring root = wide(volume.root);
  volume.type = typeOf(root);
  if (volume.type != VolumeType::network) {
    // A volume whose bus is not told is still a volume; the type above then decides alone.
    if (const Result<Handle> device = openDevice(volume.device)) {
      const Result<StorageDescriptor> facts = queryStorage(*device, volume.device);
      volume.bus = facts ? facts->bus : Bus::unknown;
      volume.readOnly = isWriteProtected(*device);
    }
  }
  readFileSystem(root, volume);
  return volume;
}

bool isOn(const Result<std::wstring>& path, wchar_t letter) {
  if (!path) {
    return false;
  }
  const std::wstring_view plain = std::wstring_view(*path).substr(path->starts_with(L"\\\\?\\") ? 4 : 0);
  return plain.size() >= 2 && plain[1] == L':' && (plain[0] | 0x20) == (letter | 0x20);
}

struct Probe {
  Volume known;  // what is said of it when it does not answer
  Background<Volume> answer;
};

}  // namespace

Result<std::vector<Volume>> listVolumes() {
  const DWORD letters = GetLogicalDrives();
  if (letters == 0) {
    return failWin32(ErrorId::stepVolumes, GetLastError());
  }
  const Result<std::wstring> system = windowsFolder();
  const Result<std::wstring> program = programPath();
  std::vector<Probe> probes;
  for (int i = 0; i < 26; ++i) {
    if ((letters >> i & 1) == 0) {
      continue;
    }
    const char letter = static_cast<char>('A' + i);
    Volume known;
    known.root = fmt::format("{}:\\", letter);
    known.device = fmt::format(R"(\\.\{}:)", letter);
    known.holdsSystem = isOn(system, static_cast<wchar_t>(letter));
    known.holdsProgram = isOn(program, static_cast<wchar_t>(letter));
    probes.push_back(
        {known, Background<Volume>("read volume " + known.root, [known]() -> Result<Volume> { return probe(known); })});
  }
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::vector<Volume> volumes;
  for (Probe& each : probes) {
    Result<Volume> volume = each.answer.get(end);
    if (!volume) {
      each.known.problem = volume.error();
    }
    volumes.push_back(volume ? std::move(*volume) : std::move(each.known));
  }
  return volumes;
}

}  // namespace preflight::windows
