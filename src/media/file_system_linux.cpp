#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <thread>

#include "media/file_system.h"
#include "media/system_errors.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

tl::unexpected<Error> systemFail(MediaId verb, const std::string& path) {
  const int code = errno;
  return tl::unexpected(posixError({verb, {{"what", path}}}, static_cast<std::uint32_t>(code)));
}

class LinuxFile final : public OpenFile {
 public:
  LinuxFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~LinuxFile() override {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }

  Result<std::uint64_t> volume() override {
    struct stat found {};
    return ::fstat(descriptor_, &found) == 0 ? Result<std::uint64_t>(found.st_dev)
                                             : systemFail(MediaId::stepLook, path_);
  }

  Result<std::size_t> write(ByteView bytes) override {
    ssize_t written = 0;
    do {
      written = ::write(descriptor_, bytes.data(), bytes.size());
    } while (written < 0 && errno == EINTR);
    return written < 0 ? Result<std::size_t>(systemFail(MediaId::stepWrite, path_)) : static_cast<std::size_t>(written);
  }

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, buffer.data(), buffer.size());
    } while (got < 0 && errno == EINTR);
    return got < 0 ? Result<std::size_t>(systemFail(MediaId::stepRead, path_)) : static_cast<std::size_t>(got);
  }

  Result<void> flush() override {
    return ::fsync(descriptor_) == 0 ? Result<void>{} : systemFail(MediaId::stepFlush, path_);
  }

  Result<void> close() override {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    // After EINTR the descriptor is closed on Linux; closing it again could hit another file.
    return ::close(descriptor) == 0 || errno == EINTR ? Result<void>{} : systemFail(MediaId::stepClose, path_);
  }

 private:
  int descriptor_;
  std::string path_;
};

constexpr std::size_t mostHeldText = 1024;

bool knowsNoLocks(int code) {
  return code == ENOSYS || code == ENOLCK || code == EOPNOTSUPP || code == EINVAL;
}

// The lock belongs to the open file: the kernel frees it when the process ends.
class LinuxHeld final : public HeldFile {
 public:
  LinuxHeld(int descriptor, std::string path, std::optional<std::string> left)
      : descriptor_(descriptor), path_(std::move(path)), left_(std::move(left)) {}
  // Removed while it is still held, so that nobody else's file is hit.
  ~LinuxHeld() override {
    ::unlink(path_.c_str());
    ::close(descriptor_);
  }
  const std::optional<std::string>& left() const override { return left_; }
  Result<void> setText(std::string_view text) override {
    const bool written = ::ftruncate(descriptor_, 0) == 0 &&
                         ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    return written ? Result<void>{} : systemFail(MediaId::stepWrite, path_);
  }

 private:
  int descriptor_;
  std::string path_;
  std::optional<std::string> left_;
};

class LinuxFiles final : public FileSystem {
 public:
  bool isSeparator(char character) const override { return character == '/'; }

  Result<FileStatus> status(const std::string& path) override {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) {
      return systemFail(MediaId::stepLook, path);
    }
    const bool link = S_ISLNK(found.st_mode);
    // A link to a folder is as good as the folder; a link to a file would be lost by the rename.
    if (link && (::stat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode))) {
      return FileStatus{};
    }
    FileStatus status;
    status.kind = S_ISDIR(found.st_mode)   ? FileStatus::Kind::folder
                  : S_ISREG(found.st_mode) ? FileStatus::Kind::file
                                           : FileStatus::Kind::other;
    status.size = static_cast<std::uint64_t>(found.st_size);
    status.readOnly = (found.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
    status.volume = found.st_dev;
    return status;
  }

  Result<std::unique_ptr<OpenFile>> createNew(const std::string& path) override {
    constexpr mode_t mode = 0666;  // less the umask
    return opened(MediaId::stepCreate, path,
                  ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  }

  Result<std::unique_ptr<OpenFile>> openForReading(const std::string& path) override {
    auto file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0) {
      (void)::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);  // what was flushed is read from the medium again
    }
    return opened(MediaId::stepRead, path, file);
  }

  Result<void> rename(const std::string& from, const std::string& to, Replace replace) override {
    const MediaId step = replace == Replace::yes ? MediaId::stepReplace : MediaId::stepCreate;
    if (replace == Replace::yes) {
      return ::rename(from.c_str(), to.c_str()) == 0 ? Result<void>{} : systemFail(step, to);
    }
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
      return {};
    }
    if (errno != EINVAL && errno != ENOSYS) {
      return systemFail(step, to);
    }
    // File systems in user space mostly cannot do it in one step.
    struct stat found {};
    if (::lstat(to.c_str(), &found) == 0) {
      errno = EEXIST;
      return systemFail(step, to);
    }
    return ::rename(from.c_str(), to.c_str()) == 0 ? Result<void>{} : systemFail(step, to);
  }

  Result<void> flushFolder(const std::string& path) override {
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
      return systemFail(MediaId::stepFlushFolder, path);
    }
    const bool flushed = ::fsync(folder) == 0;
    const int code = errno;
    ::close(folder);
    // Some file systems in user space know no flush of folders; they write them through.
    if (flushed || code == EINVAL || code == ENOSYS || code == EOPNOTSUPP) {
      return {};
    }
    errno = code;
    return systemFail(MediaId::stepFlushFolder, path);
  }

  Result<void> makeFolder(const std::string& path) override {
    constexpr mode_t mode = 0777;  // less the umask
    return ::mkdir(path.c_str(), mode) == 0 ? Result<void>{} : systemFail(MediaId::stepMakeFolder, path);
  }

  Result<void> remove(const std::string& path) override {
    return ::unlink(path.c_str()) == 0 ? Result<void>{} : systemFail(MediaId::stepRemove, path);
  }

  Result<void> removeUnused(const std::string& path) override {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
      return systemFail(MediaId::stepRemove, path);
    }
    const LinuxFile closesIt(file, path);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      errno = EBUSY;
      return systemFail(MediaId::stepRemove, path);
    }
    return remove(path);
  }

  Result<std::vector<std::string>> names(const std::string& folder) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(folder.c_str()), &::closedir);
    if (!opened) {
      return systemFail(MediaId::stepList, folder);
    }
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(opened.get())) {
      names.emplace_back(entry->d_name);
    }
    return names;
  }

  void pause(std::chrono::milliseconds time) override { std::this_thread::sleep_for(time); }

  Result<std::unique_ptr<HeldFile>> hold(const std::string& path) override {
    constexpr int tries = 100;
    for (int tried = 0; tried < tries; ++tried) {
      auto held = holdOnce(path);
      if (!held || *held) {
        return held;
      }
    }
    errno = EBUSY;
    return systemFail(MediaId::stepLock, path);
  }

  Result<std::string> heldText(const std::string& path) override {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
      return systemFail(MediaId::stepRead, path);
    }
    std::string text = textIn(file);
    ::close(file);
    return text;
  }

  std::string thisProgram() override {
    std::array<char, 256> name{};
    const bool named = ::gethostname(name.data(), name.size() - 1) == 0;
    return say(MediaId::thisProgram, {{"computer", named ? Text(std::string(name.data())) : MediaId::noComputerName},
                                      {"process", std::to_string(::getpid())}});
  }

 private:
  static std::string textIn(int file) {
    std::string text(mostHeldText, '\0');
    const ssize_t got = ::pread(file, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  // Null: the file was removed while it was being locked, so that another one has that name or will have it.
  static Result<std::unique_ptr<HeldFile>> holdOnce(const std::string& path) {
    constexpr mode_t mode = 0666;  // less the umask
    constexpr int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int file = ::open(path.c_str(), flags | O_CREAT | O_EXCL, mode);
    const bool made = file >= 0;
    if (!made && errno == EEXIST) {
      file = ::open(path.c_str(), flags);
      if (file < 0 && errno == ENOENT) {
        return nullptr;
      }
    }
    if (file < 0) {
      return systemFail(MediaId::stepLock, path);
    }
    // A file system without locks has only the name: whoever made it holds it.
    if (::flock(file, LOCK_EX | LOCK_NB) != 0 && !(made && knowsNoLocks(errno))) {
      ::close(file);
      errno = EBUSY;
      return systemFail(MediaId::stepLock, path);
    }
    struct stat ours {};
    struct stat named {};
    const bool same = ::fstat(file, &ours) == 0 && ::lstat(path.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
                      ours.st_dev == named.st_dev;
    if (!same) {
      ::close(file);
      return nullptr;
    }
    return std::make_unique<LinuxHeld>(file, path, made ? std::nullopt : std::optional(textIn(file)));
  }

  // The shared lock tells removeUnused that a program is still at it. File systems without locks do without.
  static Result<std::unique_ptr<OpenFile>> opened(MediaId verb, const std::string& path, int descriptor) {
    if (descriptor < 0) {
      return systemFail(verb, path);
    }
    (void)::flock(descriptor, LOCK_SH | LOCK_NB);
    return std::make_unique<LinuxFile>(descriptor, path);
  }
};

}  // namespace

FileSystem& systemFiles() {
  static LinuxFiles files;
  return files;
}

}  // namespace preflight::media
