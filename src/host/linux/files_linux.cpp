#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "host/linux/files.h"
#include "text/error_id.h"

namespace preflight::linux_files {
namespace {

constexpr std::size_t maxEntries = 100'000;
constexpr std::uint64_t maxPseudoFile = 16U << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  int get() const { return number_; }

 private:
  int number_;
};

UtcTime modifiedTime(const struct stat& status) {
  return {static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1000 + status.st_mtim.tv_nsec / 1'000'000};
}

// Files of /proc and /sys tell a size of 0 or 4096 whatever they hold.
bool isPseudoFile(int descriptor) {
  struct statfs system {};
  return ::fstatfs(descriptor, &system) == 0 && (system.f_type == SYSFS_MAGIC || system.f_type == PROC_SUPER_MAGIC);
}

Result<Bytes> readUpTo(int descriptor, std::uint64_t limit, const Text& step) {
  Bytes bytes;
  std::array<std::uint8_t, 65536> chunk;
  while (bytes.size() < limit) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), limit - bytes.size()));
    const ssize_t got = ::read(descriptor, chunk.data(), wanted);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      return tl::unexpected(systemError(step, errno));
    }
    if (got == 0) {
      break;
    }
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
  }
  return bytes;
}

Result<FileContent> readPseudoFile(int descriptor, const FileRead& read, const Text& step) {
  return readUpTo(descriptor, maxPseudoFile, step).map([&](Bytes bytes) {
    FileContent content;
    content.size = bytes.size();
    if (bytes.size() > read.maxBytes) {
      content.whole = false;
      const auto keep = static_cast<std::ptrdiff_t>(read.maxBytes);
      if (read.fromEnd) {
        bytes.erase(bytes.begin(), bytes.end() - keep);
      } else {
        bytes.erase(bytes.begin() + keep, bytes.end());
      }
    }
    content.bytes = std::move(bytes);
    return content;
  });
}

Result<FileContent> readRegularFile(int descriptor, std::uint64_t size, const FileRead& read, const Text& step) {
  FileContent content;
  content.size = size;
  if (read.fromEnd && size > read.maxBytes &&
      ::lseek(descriptor, static_cast<off_t>(size - read.maxBytes), SEEK_SET) < 0) {
    return tl::unexpected(systemError(step, errno));
  }
  return readUpTo(descriptor, read.maxBytes, step).map([&](Bytes bytes) {
    // A log may grow while it is read: what was read is then more than the size told.
    content.size = std::max<std::uint64_t>(content.size, bytes.size());
    content.whole = bytes.size() == content.size;
    content.bytes = std::move(bytes);
    return content;
  });
}

FileEntry entryIn(int folder, const char* name) {
  FileEntry entry;
  entry.name = name;
  struct stat status {};
  if (::fstatat(folder, name, &status, 0) == 0 || ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    entry.folder = S_ISDIR(status.st_mode);
    entry.size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
    entry.modified = modifiedTime(status);
  }
  return entry;
}

}  // namespace

// A file or folder that is not there is absent here: the rest is as everywhere.
Error systemError(Text step, int code) {
  Error error = preflight::systemError(std::error_code(code, std::generic_category()), std::move(step));
  if (code == ENOENT || code == ENOTDIR) {
    error.kind = ErrorKind::absent;
    error.words = ErrorId::whyNotFound;
  } else if (error.kind == ErrorKind::denied) {
    error.words = ErrorId::whyNoPermission;
  }
  return error;
}

Result<FileContent> readFile(const std::string& path, const FileRead& read) {
  const Text step(ErrorId::stepRead, {{"what", path}});
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    return tl::unexpected(systemError(step, errno));
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    return tl::unexpected(systemError(step, errno));
  }
  if (S_ISDIR(status.st_mode)) {
    return fail(ErrorKind::invalid, step, ErrorId::whyIsFolder);
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNotPlain);
  }
  Result<FileContent> content =
      isPseudoFile(file.get()) ? readPseudoFile(file.get(), read, step)
                               : readRegularFile(file.get(), static_cast<std::uint64_t>(status.st_size), read, step);
  if (content) {
    content->modified = modifiedTime(status);
  }
  return content;
}

Result<std::vector<FileEntry>> listFolder(const std::string& path) {
  const Text step(ErrorId::stepList, {{"what", path}});
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), &::closedir);
  if (!folder) {
    if (errno == ENOTDIR) {
      return fail(ErrorKind::invalid, step, ErrorId::whyIsFile);
    }
    return tl::unexpected(systemError(step, errno));
  }
  std::vector<FileEntry> entries;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) {
      if (errno != 0) {
        return tl::unexpected(systemError(step, errno));
      }
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") {
      continue;
    }
    if (entries.size() == maxEntries) {
      return fail(ErrorKind::failed, step, {ErrorId::whyTooManyEntries, {{"count", std::to_string(maxEntries)}}});
    }
    entries.push_back(entryIn(::dirfd(folder.get()), entry->d_name));
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  if (const auto entries = listFolder(folder)) {
    for (const FileEntry& entry : *entries) {
      names.push_back(entry.name);
    }
  }
  return names;
}

std::string textOfFile(const std::string& path) {
  const Result<FileContent> content = readFile(path, {4096, false});
  return content ? printable(trimmed(textOf(content->bytes))) : std::string{};
}

std::uint64_t numberInFile(const std::string& path) {
  const std::string text = textOfFile(path);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::string linkTarget(const std::string& path) {
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string{};
}

std::string resolved(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : std::string{};
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

std::string_view lastPart(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace preflight::linux_files
