// /proc/self/mountinfo as plain structs; its format: proc(5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight::linux_mounts {

struct Mount {
  std::string device;      // "8:17", major and minor
  std::string subfolder;   // of the file system, "/" unless it is a bind mount or a subvolume
  std::string point;       // where it is mounted
  std::string fileSystem;  // "vfat"
  std::string source;      // "/dev/sdb1"
  bool readOnly = false;
};

// Lines that do not fit are left out. Mounts that a later one hides (same point) are left out too.
std::vector<Mount> parseMountInfo(std::string_view text);

// The mount that `path` lies on; null when there is none.
const Mount* mountOf(const std::vector<Mount>& mounts, std::string_view path);

// One mount of each file system that stores something: the root first, then the mount that shows most of it. Left out
// are the kernel's own (proc, sysfs, ...), memory (tmpfs) and images (squashfs), unless they are the root.
std::vector<Mount> storageMounts(const std::vector<Mount>& mounts);

bool isNetworkFileSystem(std::string_view fileSystem);

// "a\040b" to "a b" (mountinfo) and "a\x20b" to "a b" (/dev/disk/by-label).
std::string unescaped(std::string_view text);

}  // namespace preflight::linux_mounts
