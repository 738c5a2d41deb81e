#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

struct CloseKey {
  void operator()(HKEY key) const { RegCloseKey(key); }
};
using Key = std::unique_ptr<std::remove_pointer_t<HKEY>, CloseKey>;

// Values that hold a product key, plain or encoded. They are not read, as if they were not there.
bool holdsProductKey(std::string_view name) {
  constexpr std::array<std::string_view, 6> names{"DigitalProductId",        "DigitalProductId4",
                                                  "BackupProductKeyDefault", "ProductKey",
                                                  "OA3xOriginalProductKey",  "DPID"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return equalIgnoringCase(each, name); });
}

// Reads one key, or a tree within RegistryLimits, which hold for the whole call.
class Reader {
 public:
  Result<RegistryKey> read(HKEY root, const std::string& path, const std::wstring& below, RegistryDepth depth) {
    HKEY opened = nullptr;
    if (const LSTATUS code = open(root, below, opened); code != ERROR_SUCCESS) {
      return failWin32({ErrorId::stepRegistryKey, {{"what", path}}}, static_cast<DWORD>(code));
    }
    const Key key(opened);
    RegistryKey answer;
    answer.name = path.substr(path.rfind('\\') + 1);
    fill(key.get(), path, depth == RegistryDepth::tree ? RegistryLimits::depth : 0, answer);
    return answer;
  }

 private:
  static LSTATUS open(HKEY parent, const std::wstring& name, HKEY& opened) {
    return RegOpenKeyExW(parent, name.c_str(), 0, KEY_READ | KEY_WOW64_64KEY, &opened);
  }

  void fill(HKEY key, const std::string& path, std::size_t depth, RegistryKey& into) {
    readValues(key, path, into);
    const std::vector<std::wstring> names = subkeyNames(key, path, into);
    bool limitTold = false;
    for (const std::wstring& name : names) {
      RegistryKey& child = into.subkeys.emplace_back();
      child.name = utf8(name);
      child.contentKnown = false;
      if (depth == 0) {
        continue;
      }
      if (depth == 1 || keys_ >= RegistryLimits::keys || bytes_ >= RegistryLimits::totalBytes) {
        if (!std::exchange(limitTold, true)) {
          into.problems.push_back(limit({ErrorId::stepRegistrySubkeys, {{"what", path}}}, ErrorId::whyTreeTooLarge));
        }
        continue;
      }
      descend(key, name, path + '\\' + child.name, depth - 1, child);
    }
  }

  void descend(HKEY parent, const std::wstring& name, const std::string& path, std::size_t depth, RegistryKey& child) {
    ++keys_;
    HKEY opened = nullptr;
    if (const LSTATUS code = open(parent, name, opened); code != ERROR_SUCCESS) {
      child.problems.push_back(win32Error({ErrorId::stepRegistryKey, {{"what", path}}}, static_cast<DWORD>(code)));
      return;
    }
    const Key key(opened);
    child.contentKnown = true;
    fill(key.get(), path, depth, child);
  }

  // A key may change while it is listed: each entry is asked for by number until there are no more.
  void readValues(HKEY key, const std::string& path, RegistryKey& into) {
    std::vector<wchar_t> name(16384);
    Bytes data(4096);
    for (DWORD index = 0;; ++index) {
      auto nameSize = static_cast<DWORD>(name.size());
      DWORD type = 0;
      DWORD dataSize = 0;
      const LSTATUS code = readValue(key, index, name, nameSize, type, data, dataSize);
      if (code == ERROR_NO_MORE_ITEMS) {
        return;
      }
      const std::string valueName = utf8(std::wstring_view(name.data(), code == ERROR_SUCCESS ? nameSize : 0));
      if (code == ERROR_MORE_DATA || (code == ERROR_SUCCESS && bytes_ + dataSize > RegistryLimits::totalBytes)) {
        into.problems.push_back(limit({ErrorId::stepRegistryValues, {{"what", path}}}, ErrorId::whyValueTooLarge));
      } else if (code != ERROR_SUCCESS) {
        into.problems.push_back(win32Error({ErrorId::stepRegistryValues, {{"what", path}}}, static_cast<DWORD>(code)));
        return;
      } else if (!holdsProductKey(valueName)) {
        bytes_ += dataSize + nameSize * 2;
        into.values.emplace_back(
            valueName, RegistryValue{static_cast<RegistryType>(type), Bytes(data.begin(), data.begin() + dataSize)});
      }
    }
  }

  // ERROR_MORE_DATA only for a value that is larger than RegistryLimits::valueBytes.
  static LSTATUS readValue(HKEY key, DWORD index, std::vector<wchar_t>& name, DWORD& nameSize, DWORD& type, Bytes& data,
                           DWORD& dataSize) {
    for (;;) {
      nameSize = static_cast<DWORD>(name.size());
      dataSize = static_cast<DWORD>(data.size());
      const LSTATUS code = RegEnumValueW(key, index, name.data(), &nameSize, nullptr, &type, data.data(), &dataSize);
      if (code != ERROR_MORE_DATA || data.size() >= RegistryLimits::valueBytes) {
        return code;
      }
      // The value may grow again before the next try, so the size that was told is no more than a hint.
      data.resize(std::min<std::size_t>(std::max<std::size_t>(dataSize, data.size() * 2), RegistryLimits::valueBytes));
    }
  }

  static std::vector<std::wstring> subkeyNames(HKEY key, const std::string& path, RegistryKey& into) {
    std::vector<std::wstring> names;
    std::array<wchar_t, 512> name{};  // a key's name has at the most 255 units
    for (DWORD index = 0; names.size() < RegistryLimits::keys; ++index) {
      auto size = static_cast<DWORD>(name.size());
      const LSTATUS code = RegEnumKeyExW(key, index, name.data(), &size, nullptr, nullptr, nullptr, nullptr);
      if (code == ERROR_NO_MORE_ITEMS) {
        return names;
      }
      if (code != ERROR_SUCCESS) {
        into.problems.push_back(win32Error({ErrorId::stepRegistrySubkeys, {{"what", path}}}, static_cast<DWORD>(code)));
        return names;
      }
      names.emplace_back(name.data(), size);
    }
    into.problems.push_back(limit({ErrorId::stepRegistrySubkeys, {{"what", path}}}, ErrorId::whyTooManySubkeys));
    return names;
  }

  static Error limit(Text step, ErrorId why) {
    return {ErrorKind::notCollected, std::move(step), why, CodeSpace::none, 0};
  }

  std::size_t keys_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<RegistryKey> readRegistry(std::string_view path, RegistryDepth depth) {
  const Result<RegistryPath> parsed = parseRegistryPath(path);
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  if (parsed->key.find('\0') != std::string::npos) {
    return fail(ErrorKind::invalid, {ErrorId::stepRegistryKey, {{"what", printable(path, 200)}}}, ErrorId::whyHoldsNul);
  }
  HKEY root = HKEY_LOCAL_MACHINE;
  if (parsed->root == "HKU") {
    root = HKEY_USERS;
  } else if (parsed->root == "HKCU") {
    root = HKEY_CURRENT_USER;
  }
  const std::string full = parsed->key.empty() ? parsed->root : parsed->root + '\\' + parsed->key;
  return Reader().read(root, full, wide(parsed->key), depth);
}

}  // namespace preflight::windows
