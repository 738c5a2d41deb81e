#include "host/registry.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "text/error_id.h"

namespace preflight {
namespace {

tl::unexpected<Error> wrongType(RegistryType type, ErrorId why) {
  return fail(ErrorKind::invalid, ErrorId::stepRegistryValue, {why, {{"type", typeName(type)}}});
}

bool isText(RegistryType type) {
  return type == RegistryType::text || type == RegistryType::expandText;
}

}  // namespace

std::string typeName(RegistryType type) {
  switch (type) {
    case RegistryType::none:
      return "REG_NONE";
    case RegistryType::text:
      return "REG_SZ";
    case RegistryType::expandText:
      return "REG_EXPAND_SZ";
    case RegistryType::binary:
      return "REG_BINARY";
    case RegistryType::dword:
      return "REG_DWORD";
    case RegistryType::dwordBigEndian:
      return "REG_DWORD_BIG_ENDIAN";
    case RegistryType::link:
      return "REG_LINK";
    case RegistryType::multiText:
      return "REG_MULTI_SZ";
    case RegistryType::qword:
      return "REG_QWORD";
  }
  return fmt::format("type {}", static_cast<std::uint32_t>(type));
}

Result<std::string> asText(const RegistryValue& value) {
  if (!isText(value.type)) {
    return wrongType(value.type, ErrorId::whyNotText);
  }
  const std::u16string units = utf16FromBytes(value.data);
  // The registry does not promise a final NUL, nor that there is only one.
  return utf8FromUtf16(std::u16string_view(units).substr(0, units.find(u'\0')));
}

Result<std::vector<std::string>> asTexts(const RegistryValue& value) {
  if (value.type != RegistryType::multiText) {
    return asText(value).map([](std::string text) { return std::vector<std::string>{std::move(text)}; });
  }
  std::vector<std::string> texts;
  const std::u16string units = utf16FromBytes(value.data);
  for (std::u16string_view rest = units; !rest.empty() && rest.front() != u'\0';) {
    const std::size_t end = std::min(rest.find(u'\0'), rest.size());
    texts.push_back(utf8FromUtf16(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return texts;
}

Result<std::uint64_t> asNumber(const RegistryValue& value) {
  if (value.type == RegistryType::dword && value.data.size() == 4) {
    return readU32(value.data, 0);
  }
  if (value.type == RegistryType::qword && value.data.size() == 8) {
    return readU64(value.data, 0);
  }
  if (value.type == RegistryType::dword || value.type == RegistryType::qword) {
    return fail(
        ErrorKind::invalid, ErrorId::stepRegistryValue,
        {ErrorId::whyWrongSize, {{"type", typeName(value.type)}, {"count", std::to_string(value.data.size())}}});
  }
  return wrongType(value.type, ErrorId::whyNotNumber);
}

RegistryValue registryText(std::string_view text) {
  RegistryValue value{RegistryType::text, {}};
  for (const char16_t unit : utf16FromUtf8(text)) {
    value.data.push_back(static_cast<std::uint8_t>(unit & 0xFF));
    value.data.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  value.data.insert(value.data.end(), 2, 0);
  return value;
}

const RegistryValue* RegistryKey::value(std::string_view valueName) const {
  for (const auto& [each, found] : values) {
    if (equalIgnoringCase(each, valueName)) {
      return &found;
    }
  }
  return nullptr;
}

std::optional<Error> RegistryKey::problemOf(std::string_view valueName, std::string_view path) const {
  if (std::ranges::any_of(leftOut, [&](const std::string& each) { return equalIgnoringCase(each, valueName); })) {
    return Error{ErrorKind::notCollected,
                 {ErrorId::stepValue, {{"value", valueName}, {"what", path}}},
                 ErrorId::whyLeftOut,
                 CodeSpace::none,
                 0};
  }
  return problems.empty() ? std::nullopt : std::optional(problems.front());
}

const RegistryKey* RegistryKey::subkey(std::string_view keyName) const {
  for (const RegistryKey& each : subkeys) {
    if (equalIgnoringCase(each.name, keyName)) {
      return &each;
    }
  }
  return nullptr;
}

Result<RegistryPath> parseRegistryPath(std::string_view path) {
  struct Root {
    std::string_view spelling;
    std::string_view root;
  };
  constexpr std::array<Root, 6> roots{{{"HKLM", "HKLM"},
                                       {"HKEY_LOCAL_MACHINE", "HKLM"},
                                       {"HKU", "HKU"},
                                       {"HKEY_USERS", "HKU"},
                                       {"HKCU", "HKCU"},
                                       {"HKEY_CURRENT_USER", "HKCU"}}};
  const std::size_t end = std::min(path.find('\\'), path.size());
  for (const Root& each : roots) {
    if (equalIgnoringCase(path.substr(0, end), each.spelling)) {
      std::string_view key = path.substr(end);
      while (!key.empty() && key.front() == '\\') {
        key.remove_prefix(1);
      }
      while (!key.empty() && key.back() == '\\') {
        key.remove_suffix(1);
      }
      return RegistryPath{std::string(each.root), std::string(key)};
    }
  }
  return fail(ErrorKind::invalid, {ErrorId::stepRegistryKey, {{"what", printable(path, 200)}}},
              ErrorId::whyRegistryRoot);
}

}  // namespace preflight
