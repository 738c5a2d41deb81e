// holdfile PATH none|read|all: opens a file for reading, lets others do nothing, read, or read, write and delete, says
// "held", and keeps it open until its standard input ends. Only a program of Windows' own can hold a file in this way.
#include <windows.h>

#include <cstdio>
#include <cwchar>

extern "C" int wmain(int argc, wchar_t** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: holdfile PATH none|read|all\n");
    return 2;
  }
  const DWORD share = std::wcscmp(argv[2], L"none") == 0   ? 0
                      : std::wcscmp(argv[2], L"read") == 0 ? FILE_SHARE_READ
                                                           : FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  const HANDLE file = CreateFileW(argv[1], GENERIC_READ, share, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) {
    std::fprintf(stderr, "open the file: error %lu\n", GetLastError());
    return 1;
  }
  std::printf("held\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  CloseHandle(file);
  return 0;
}
