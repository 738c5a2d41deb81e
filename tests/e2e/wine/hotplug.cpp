// hotplug add F /unix/folder | hotplug remove F: a removable drive comes or goes while other programs run. Wine only:
// its mount manager has a call of its own for this, the one that winecfg uses (Wine's include/ddk/mountmgr.h).
#include <windows.h>
// After windows.h, which it needs.
#include <winioctl.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

// IOCTL_MOUNTMGR_DEFINE_UNIX_DRIVE.
constexpr DWORD defineUnixDrive = CTL_CODE('m', 32, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS);

// mountmgr_unix_drive: what follows it is found by offsets from its start.
struct UnixDrive {
  ULONG size;
  ULONG type;
  ULONG filesystemType;
  DWORD serial;
  ULONGLONG unixDevice;
  WCHAR letter;
  USHORT mountPointOffset;
  USHORT deviceOffset;
  USHORT labelOffset;
};

void append(std::vector<char>& block, USHORT& offset, const std::string& text) {
  offset = static_cast<USHORT>(block.size());
  block.insert(block.end(), text.c_str(), text.c_str() + text.size() + 1);
}

int define(wchar_t letter, ULONG type, const std::string& folder) {
  std::vector<char> block(sizeof(UnixDrive));
  UnixDrive drive{};
  drive.type = type;
  drive.letter = static_cast<WCHAR>(letter | 0x20);
  if (!folder.empty()) {
    append(block, drive.mountPointOffset, folder);
    append(block, drive.deviceOffset, "");
  }
  drive.size = static_cast<ULONG>(block.size());
  std::memcpy(block.data(), &drive, sizeof(drive));
  const HANDLE manager = CreateFileW(L"\\\\.\\MountPointManager", GENERIC_READ | GENERIC_WRITE,
                                     FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
  if (manager == INVALID_HANDLE_VALUE) {
    std::fprintf(stderr, "open the mount manager: error %lu\n", GetLastError());
    return 1;
  }
  DWORD got = 0;
  const BOOL done = DeviceIoControl(manager, defineUnixDrive, block.data(), static_cast<DWORD>(block.size()), nullptr,
                                    0, &got, nullptr);
  const DWORD code = GetLastError();
  CloseHandle(manager);
  if (done == 0) {
    std::fprintf(stderr, "define the drive: error %lu\n", code);
    return 1;
  }
  return 0;
}

std::string utf8(const wchar_t* text) {
  std::string out(4096, '\0');
  const int size =
      WideCharToMultiByte(CP_UTF8, 0, text, -1, out.data(), static_cast<int>(out.size()), nullptr, nullptr);
  out.resize(size > 0 ? static_cast<std::size_t>(size) - 1 : 0);
  return out;
}

}  // namespace

extern "C" int wmain(int argc, wchar_t** argv) {
  if (argc == 4 && std::wcscmp(argv[1], L"add") == 0) {
    return define(argv[2][0], DRIVE_REMOVABLE, utf8(argv[3]));
  }
  if (argc == 3 && std::wcscmp(argv[1], L"remove") == 0) {
    return define(argv[2][0], DRIVE_NO_ROOT_DIR, {});
  }
  std::fprintf(stderr, "usage: hotplug add F /unix/folder | hotplug remove F\n");
  return 2;
}
