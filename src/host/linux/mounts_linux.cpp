#include "host/linux/mounts.h"

#include <algorithm>
#include <array>
#include <optional>

namespace preflight::linux_mounts {
namespace {

constexpr std::array<std::string_view, 34> notStorage{
    "proc",        "sysfs",      "devtmpfs",      "devpts",   "tmpfs",   "ramfs",   "rootfs",
    "cgroup",      "cgroup2",    "securityfs",    "pstore",   "bpf",     "debugfs", "tracefs",
    "configfs",    "mqueue",     "hugetlbfs",     "autofs",   "fusectl", "nsfs",    "binfmt_misc",
    "rpc_pipefs",  "efivarfs",   "selinuxfs",     "squashfs", "erofs",   "nfsd",    "fuse.gvfsd-fuse",
    "fuse.portal", "fuse.lxcfs", "fuse.snapfuse", "overlay",  "resctrl", "smackfs"};

constexpr std::array<std::string_view, 16> network{
    "nfs",        "nfs4", "cifs",  "smb3",  "smbfs",  "9p",         "ceph",        "glusterfs",
    "fuse.sshfs", "afs",  "ncpfs", "davfs", "lustre", "fuse.davfs", "fuse.rclone", "fuse.glusterfs"};

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> all;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) {
      all.push_back(line.substr(0, end));
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return all;
}

bool hasOption(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const std::size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == wanted) {
      return true;
    }
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

std::optional<Mount> parseLine(std::string_view line) {
  const std::vector<std::string_view> parts = words(line);
  constexpr std::size_t fixedParts = 6;  // then any number of optional ones up to "-"
  if (parts.size() < fixedParts) {
    return std::nullopt;
  }
  const auto dash = std::find(parts.begin() + fixedParts, parts.end(), "-");
  if (parts.end() - dash < 4) {
    return std::nullopt;
  }
  Mount mount;
  mount.device = parts[2];
  mount.subfolder = unescaped(parts[3]);
  mount.point = unescaped(parts[4]);
  mount.fileSystem = unescaped(dash[1]);
  mount.source = unescaped(dash[2]);
  mount.readOnly = hasOption(parts[5], "ro") || hasOption(dash[3], "ro");
  return mount;
}

int digit(char each, int base) {
  int value = base;
  if (each >= '0' && each <= '9') {
    value = each - '0';
  } else if (each >= 'a' && each <= 'f') {
    value = each - 'a' + 10;
  } else if (each >= 'A' && each <= 'F') {
    value = each - 'A' + 10;
  }
  return value < base ? value : -1;
}

// `count` digits at `at` as one byte; nothing when they do not fit.
std::optional<char> byteAt(std::string_view text, std::size_t at, std::size_t count, int base) {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const int next = digit(text[i], base);
    if (next < 0) {
      return std::nullopt;
    }
    value = value * base + next;
  }
  return value <= 255 ? std::optional(static_cast<char>(value)) : std::nullopt;
}

bool isBelow(std::string_view path, std::string_view folder) {
  return folder == "/" || path == folder ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      const bool hex = i + 1 < text.size() && text[i + 1] == 'x';
      if (const auto byte = hex ? byteAt(text, i + 2, 2, 16) : byteAt(text, i + 1, 3, 8)) {
        plain += *byte;
        i += 3;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

std::vector<Mount> parseMountInfo(std::string_view text) {
  std::vector<Mount> mounts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto mount = parseLine(text.substr(0, end))) {
      std::erase_if(mounts, [&](const Mount& each) { return each.point == mount->point; });
      mounts.push_back(std::move(*mount));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return mounts;
}

const Mount* mountOf(const std::vector<Mount>& mounts, std::string_view path) {
  const Mount* best = nullptr;
  for (const Mount& each : mounts) {
    if (isBelow(path, each.point) && (best == nullptr || each.point.size() > best->point.size())) {
      best = &each;
    }
  }
  return best;
}

bool isNetworkFileSystem(std::string_view fileSystem) {
  return std::find(network.begin(), network.end(), fileSystem) != network.end();
}

std::vector<Mount> storageMounts(const std::vector<Mount>& mounts) {
  std::vector<Mount> kept;
  for (const Mount& each : mounts) {
    if (each.point == "/" || std::find(notStorage.begin(), notStorage.end(), each.fileSystem) == notStorage.end()) {
      kept.push_back(each);
    }
  }
  std::stable_sort(kept.begin(), kept.end(), [](const Mount& a, const Mount& b) {
    const bool aIsRoot = a.point == "/";
    const bool bIsRoot = b.point == "/";
    return aIsRoot != bIsRoot ? aIsRoot : a.subfolder.size() < b.subfolder.size();
  });
  std::vector<Mount> unique;
  for (Mount& each : kept) {
    const bool known =
        std::any_of(unique.begin(), unique.end(), [&](const Mount& other) { return other.device == each.device; });
    if (!known) {
      unique.push_back(std::move(each));
    }
  }
  return unique;
}

}  // namespace preflight::linux_mounts
