// The registry as Windows holds it (64-bit view), in raw form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace preflight {

// The registry's own type numbers (winnt.h, REG_*). Others occur and are kept as they are.
enum class RegistryType : std::uint32_t {
  none = 0,
  text = 1,
  expandText = 2,
  binary = 3,
  dword = 4,
  dwordBigEndian = 5,
  link = 6,
  multiText = 7,
  qword = 11,
};

struct RegistryValue {
  RegistryType type = RegistryType::none;
  Bytes data;  // as stored: texts are UTF-16LE, mostly with a final NUL

  friend bool operator==(const RegistryValue&, const RegistryValue&) = default;
};

// The value as text; an error of kind invalid when its type is another ("is REG_DWORD, not a text").
Result<std::string> asText(const RegistryValue& value);
Result<std::vector<std::string>> asTexts(const RegistryValue& value);
// REG_DWORD or REG_QWORD.
Result<std::uint64_t> asNumber(const RegistryValue& value);
std::string typeName(RegistryType type);

RegistryValue registryText(std::string_view text);

// How much of a key is asked for.
enum class RegistryDepth : std::uint8_t {
  key,   // its values, and its subkeys by name only
  tree,  // everything below it, within limits
};

struct RegistryKey {
  std::string name;                                           // the last part of its path, in its own case
  std::vector<std::pair<std::string, RegistryValue>> values;  // the default value has an empty name
  std::vector<RegistryKey> subkeys;
  bool contentKnown = true;            // false: only the name is known (depth `key`, a limit, or `problem`)
  std::vector<Error> problems;         // what of it could not be read: rights, limits
  std::vector<std::string> leftOut{};  // values that a recording leaves out, since they may hold a secret

  const RegistryValue* value(std::string_view valueName) const;  // ASCII case does not matter
  // Why a value that is not among `values` may still be there; nothing: it is not there.
  std::optional<Error> problemOf(std::string_view valueName, std::string_view path) const;
  const RegistryKey* subkey(std::string_view keyName) const;
};

// "HKLM\SOFTWARE\Microsoft" in parts: the root in its short form, then the path. HKEY_LOCAL_MACHINE and HKEY_USERS are
// understood too.
struct RegistryPath {
  std::string root;  // "HKLM", "HKU", "HKCU"
  std::string key;   // "SOFTWARE\Microsoft", no backslash at its ends
};
Result<RegistryPath> parseRegistryPath(std::string_view path);

// What a live host reads of one tree at the most; a tree that is larger is cut and says so in `problems`.
struct RegistryLimits {
  static constexpr std::size_t depth = 32;
  static constexpr std::size_t keys = 50'000;
  static constexpr std::size_t valueBytes = 1U << 20;
  static constexpr std::size_t totalBytes = 64U << 20;
};

}  // namespace preflight
