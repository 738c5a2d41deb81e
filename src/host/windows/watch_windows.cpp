// RegNotifyChangeKeyValue over a few keys. A key that is not there is waited for at the deepest key above it that is.
#include <algorithm>
#include <array>

#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"

namespace preflight::windows {
namespace {

struct CloseKey {
  void operator()(HKEY key) const { RegCloseKey(key); }
};
using Key = std::unique_ptr<std::remove_pointer_t<HKEY>, CloseKey>;
struct CloseEvent {
  void operator()(HANDLE event) const { CloseHandle(event); }
};
using Event = std::unique_ptr<std::remove_pointer_t<HANDLE>, CloseEvent>;

constexpr std::size_t mostKeys = MAXIMUM_WAIT_OBJECTS;
constexpr int mostTries = 8;  // a key whose path changes while it is looked for
constexpr std::chrono::milliseconds lookAgain{500};

struct Watched {
  HKEY root = HKEY_LOCAL_MACHINE;
  std::wstring path;
  Event event;
  Key key;
  std::wstring opened;  // what of `path` is there; all of it once the key is

  bool whole() const { return opened == path; }
};

Key openAt(HKEY root, const std::wstring& path) {
  HKEY opened = nullptr;
  return RegOpenKeyExW(root, path.c_str(), 0, KEY_NOTIFY | KEY_WOW64_64KEY, &opened) == ERROR_SUCCESS ? Key(opened)
                                                                                                      : Key();
}

// The deepest part of the path that can be opened.
void openDeepest(Watched& watched) {
  watched.opened = watched.path;
  for (;;) {
    watched.key = openAt(watched.root, watched.opened);
    if (watched.key || watched.opened.empty()) {
      return;
    }
    const std::size_t slash = watched.opened.rfind(L'\\');
    watched.opened.resize(slash == std::wstring::npos ? 0 : slash);
  }
}

bool isDeleted(const Watched& watched) {
  return RegQueryInfoKeyW(watched.key.get(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                          nullptr, nullptr, nullptr) == ERROR_KEY_DELETED;
}

bool arm(Watched& watched) {
  if (!watched.key) {
    return false;
  }
  ResetEvent(watched.event.get());
  const DWORD what = REG_NOTIFY_CHANGE_NAME | (watched.whole() ? REG_NOTIFY_CHANGE_LAST_SET : 0U);
  return RegNotifyChangeKeyValue(watched.key.get(), watched.whole() ? TRUE : FALSE, what, watched.event.get(), TRUE) ==
         ERROR_SUCCESS;
}

// Opened and armed; looked at once more, since the next part of the path may have come between the two.
void begin(Watched& watched) {
  for (int i = 0; i < mostTries; ++i) {
    openDeepest(watched);
    if (!arm(watched) || watched.whole()) {
      return;
    }
    const std::size_t next = watched.path.find(L'\\', watched.opened.empty() ? 0 : watched.opened.size() + 1);
    if (!openAt(watched.root, watched.path.substr(0, next))) {
      return;
    }
  }
}

class RegistryWatch final : public HostWatch {
 public:
  explicit RegistryWatch(std::vector<Watched> all) : all_(std::move(all)) {
    for (Watched& each : all_) {
      begin(each);
      events_.push_back(each.event.get());
    }
  }

  std::vector<std::size_t> wait(std::chrono::milliseconds limit) override {
    const auto until = Steady::now() + limit;
    for (;;) {
      if (std::vector<std::size_t> found = gone(); !found.empty()) {
        return found;
      }
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Steady::now());
      const auto pause = static_cast<DWORD>(std::clamp<std::int64_t>(left.count(), 0, lookAgain.count()));
      const DWORD answer = WaitForMultipleObjects(static_cast<DWORD>(events_.size()), events_.data(), FALSE, pause);
      if (answer >= WAIT_OBJECT_0 + events_.size()) {
        if (answer == WAIT_FAILED) {
          Sleep(pause);  // never a busy loop, whatever is wrong with the handles
        }
        if (left.count() <= lookAgain.count()) {
          return {};
        }
      } else if (std::vector<std::size_t> found = told(); !found.empty()) {
        return found;
      }
    }
  }

 private:
  using Steady = std::chrono::steady_clock;

  // Those that were deleted since the last look. Their own end is not told by every system (not by Wine), and nothing
  // that comes after it ever is.
  std::vector<std::size_t> gone() {
    std::vector<std::size_t> found;
    if (Steady::now() < nextLook_) {
      return found;
    }
    nextLook_ = Steady::now() + lookAgain;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Watched& each = all_[i];
      if (each.key && !isDeleted(each)) {
        continue;
      }
      const bool was = each.whole();
      begin(each);
      if (was || each.whole()) {
        found.push_back(i);
      }
    }
    return found;
  }

  // Which have changed; a change above a key that still is not there is no change of it.
  std::vector<std::size_t> told() {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (WaitForSingleObject(events_[i], 0) != WAIT_OBJECT_0) {
        continue;
      }
      Watched& each = all_[i];
      const bool was = each.whole();
      // Armed anew before anybody reads, so that what changes while it is read is told again.
      if (!was || !arm(each)) {
        begin(each);
      }
      if (was || each.whole()) {
        found.push_back(i);
      }
    }
    return found;
  }

  std::vector<Watched> all_;
  std::vector<HANDLE> events_;
  Steady::time_point nextLook_{};
};

}  // namespace

Result<std::unique_ptr<HostWatch>> watchRegistry(const std::vector<std::string>& keys) {
  if (keys.empty() || keys.size() > mostKeys) {
    return fail(ErrorKind::invalid, "watch the registry", "so many keys can not be watched at once");
  }
  std::vector<Watched> all;
  for (const std::string& each : keys) {
    const Result<RegistryPath> parsed = parseRegistryPath(each);
    if (!parsed) {
      return tl::unexpected(parsed.error());
    }
    Watched watched;
    watched.root = parsed->root == "HKU" ? HKEY_USERS : parsed->root == "HKCU" ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;
    watched.path = wide(parsed->key);
    watched.event.reset(CreateEventW(nullptr, TRUE, FALSE, nullptr));
    if (!watched.event) {
      return failWin32("watch " + each, GetLastError());
    }
    all.push_back(std::move(watched));
  }
  return std::make_unique<RegistryWatch>(std::move(all));
}

}  // namespace preflight::windows
