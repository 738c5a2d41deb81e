// RegNotifyChangeKeyValue. A key that is not there is waited for at the deepest key above it that is.
#include "host/registry.h"
#include "host/windows/watch_parts_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

struct CloseKey {
  void operator()(HKEY key) const { RegCloseKey(key); }
};
using Key = std::unique_ptr<std::remove_pointer_t<HKEY>, CloseKey>;

constexpr int mostTries = 8;  // a key whose path changes while it is looked for

Key openAt(HKEY root, const std::wstring& path) {
  HKEY opened = nullptr;
  return RegOpenKeyExW(root, path.c_str(), 0, KEY_NOTIFY | KEY_WOW64_64KEY, &opened) == ERROR_SUCCESS ? Key(opened)
                                                                                                      : Key();
}

class WatchedKey final : public WatchedPart {
 public:
  WatchedKey(HKEY root, std::wstring path, Handle event)
      : root_(root), path_(std::move(path)), event_(std::move(event)) {
    begin();
  }
  HANDLE event() const override { return event_.get(); }

  // A change above a key that still is not there is no change of it.
  bool told() override {
    const bool was = whole();
    if (!was || !arm()) {
      begin();
    }
    return was || whole();
  }

  // Deleted: its own end is not told by every system (not by Wine), and nothing that comes after it ever is.
  bool lookAgain() override {
    if (key_ && !isDeleted()) {
      return false;
    }
    const bool was = whole();
    begin();
    return was || whole();
  }

 private:
  bool whole() const { return opened_ == path_; }

  // The deepest part of the path that can be opened.
  void openDeepest() {
    opened_ = path_;
    for (;;) {
      key_ = openAt(root_, opened_);
      if (key_ || opened_.empty()) {
        return;
      }
      const std::size_t slash = opened_.rfind(L'\\');
      opened_.resize(slash == std::wstring::npos ? 0 : slash);
    }
  }

  bool isDeleted() const {
    return RegQueryInfoKeyW(key_.get(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                            nullptr, nullptr) == ERROR_KEY_DELETED;
  }

  bool arm() {
    if (!key_) {
      return false;
    }
    ResetEvent(event_.get());
    const DWORD what = REG_NOTIFY_CHANGE_NAME | (whole() ? REG_NOTIFY_CHANGE_LAST_SET : 0U);
    return RegNotifyChangeKeyValue(key_.get(), whole() ? TRUE : FALSE, what, event_.get(), TRUE) == ERROR_SUCCESS;
  }

  // Opened and armed; looked at once more, since the next part of the path may have come between the two.
  void begin() {
    for (int i = 0; i < mostTries; ++i) {
      openDeepest();
      if (!arm() || whole()) {
        return;
      }
      const std::size_t next = path_.find(L'\\', opened_.empty() ? 0 : opened_.size() + 1);
      if (!openAt(root_, path_.substr(0, next))) {
        return;
      }
    }
  }

  HKEY root_;
  std::wstring path_;
  Handle event_;
  Key key_;
  std::wstring opened_;  // what of the path is there; all of it once the key is
};

}  // namespace

Result<std::unique_ptr<WatchedPart>> watchKey(const std::string& path) {
  const Result<RegistryPath> parsed = parseRegistryPath(path);
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  const HKEY root = parsed->root == "HKU"    ? HKEY_USERS
                    : parsed->root == "HKCU" ? HKEY_CURRENT_USER
                                             : HKEY_LOCAL_MACHINE;
  Handle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!event) {
    return failWin32({ErrorId::stepWatchSource, {{"what", path}}}, GetLastError());
  }
  return std::make_unique<WatchedKey>(root, wide(parsed->key), std::move(event));
}

}  // namespace preflight::windows
