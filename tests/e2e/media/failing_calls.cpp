// Loaded before the C library (LD_PRELOAD): the N-th system call on anything below a folder fails with an error, is cut
// short, or is the last thing before or after which the process dies. Told by the environment:
//   PREFLIGHT_FAIL_UNDER  the folder; calls elsewhere are neither counted nor touched
//   PREFLIGHT_FAIL_AT     number of the call, from 0; not set: only counts
//   PREFLIGHT_FAIL_HOW    errno as a number, "short", "kill-before" or "kill-after"
//   PREFLIGHT_FAIL_LOG    a file that gets the name of each call, a line each
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

std::array<std::atomic<bool>, 4096> below;  // open files
std::atomic<int> calls{0};
thread_local bool inside = false;  // a call that a wrapper makes is not counted again

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

bool isBelow(const char* path) {
  static const char* const folder = std::getenv("PREFLIGHT_FAIL_UNDER");
  return folder != nullptr && path != nullptr && std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool isBelow(int file) {
  return file >= 0 && static_cast<std::size_t>(file) < below.size() && below[static_cast<std::size_t>(file)];
}

void mark(int file, bool value) {
  if (file >= 0 && static_cast<std::size_t>(file) < below.size()) {
    below[static_cast<std::size_t>(file)] = value;
  }
}

enum class Fate { go, fail, cut, dieAfter };

void note(const char* name) {
  static const char* const log = std::getenv("PREFLIGHT_FAIL_LOG");
  if (log == nullptr) {
    return;
  }
  const int file = real<int (*)(const char*, int, ...)>("open")(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char line[64];
  const int size = std::snprintf(line, sizeof(line), "%s\n", name);
  (void)!real<ssize_t (*)(int, const void*, size_t)>("write")(file, line, static_cast<size_t>(size));
  real<int (*)(int)>("close")(file);
}

Fate fateOf(const char* name) {
  static const char* const at = std::getenv("PREFLIGHT_FAIL_AT");
  static const char* const how = std::getenv("PREFLIGHT_FAIL_HOW");
  const int call = calls++;
  note(name);
  if (at == nullptr || how == nullptr || call != std::atoi(at)) {
    return Fate::go;
  }
  const std::string_view wanted = how;
  if (wanted == "kill-before") {
    ::raise(SIGKILL);
  }
  if (wanted == "kill-after") {
    return Fate::dieAfter;
  }
  if (wanted == "short") {
    return Fate::cut;
  }
  errno = std::atoi(how);
  return Fate::fail;
}

template <class Value, class Call>
Value wrap(const char* name, bool counts, Value failed, Call call) {
  if (!counts || inside) {
    return call(false);
  }
  inside = true;
  const Fate fate = fateOf(name);
  Value result = fate == Fate::fail ? failed : call(fate == Fate::cut);
  inside = false;
  if (fate == Fate::dieAfter) {
    ::raise(SIGKILL);
  }
  return result;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  const bool counts = isBelow(path);
  return wrap<int>((flags & O_CREAT) != 0 ? "create" : "open", counts, -1, [&](bool) {
    const int file = real<int (*)(const char*, int, ...)>("open")(path, flags, mode);
    mark(file, counts);
    return file;
  });
}

int close(int file) {
  return wrap<int>("close", isBelow(file), -1, [&](bool) {
    mark(file, false);
    return real<int (*)(int)>("close")(file);
  });
}

ssize_t write(int file, const void* bytes, size_t size) {
  return wrap<ssize_t>("write", isBelow(file), -1, [&](bool cut) {
    return real<ssize_t (*)(int, const void*, size_t)>("write")(file, bytes, cut && size > 1 ? size / 2 : size);
  });
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return wrap<ssize_t>("write lock", isBelow(file), -1, [&](bool cut) {
    return real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(file, bytes, cut ? size / 2 : size, at);
  });
}

ssize_t read(int file, void* bytes, size_t size) {
  return wrap<ssize_t>("read", isBelow(file), -1, [&](bool cut) {
    return real<ssize_t (*)(int, void*, size_t)>("read")(file, bytes, cut && size > 1 ? size / 2 : size);
  });
}

int fsync(int file) {
  return wrap<int>("flush", isBelow(file), -1, [&](bool) { return real<int (*)(int)>("fsync")(file); });
}

int ftruncate(int file, off_t size) {
  return wrap<int>("write lock", isBelow(file), -1,
                   [&](bool) { return real<int (*)(int, off_t)>("ftruncate")(file, size); });
}

int flock(int file, int how) {
  return wrap<int>("lock", isBelow(file), -1, [&](bool) { return real<int (*)(int, int)>("flock")(file, how); });
}

int mkdir(const char* path, mode_t mode) {
  return wrap<int>("make folder", isBelow(path), -1,
                   [&](bool) { return real<int (*)(const char*, mode_t)>("mkdir")(path, mode); });
}

int unlink(const char* path) {
  return wrap<int>("remove", isBelow(path), -1, [&](bool) { return real<int (*)(const char*)>("unlink")(path); });
}

int rename(const char* from, const char* to) {
  return wrap<int>("rename", isBelow(to), -1,
                   [&](bool) { return real<int (*)(const char*, const char*)>("rename")(from, to); });
}

int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) {
  return wrap<int>("rename", isBelow(to), -1, [&](bool) {
    return real<int (*)(int, const char*, int, const char*, unsigned)>("renameat2")(fromFolder, from, toFolder, to,
                                                                                    flags);
  });
}

int lstat(const char* path, struct stat* found) {
  return wrap<int>("status", isBelow(path), -1,
                   [&](bool) { return real<int (*)(const char*, struct stat*)>("lstat")(path, found); });
}

int fstat(int file, struct stat* found) {
  return wrap<int>("status", isBelow(file), -1,
                   [&](bool) { return real<int (*)(int, struct stat*)>("fstat")(file, found); });
}

DIR* opendir(const char* path) {
  return wrap<DIR*>("names", isBelow(path), nullptr,
                    [&](bool) { return real<DIR* (*)(const char*)>("opendir")(path); });
}

}  // extern "C"
