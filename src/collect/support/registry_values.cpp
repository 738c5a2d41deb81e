#include "collect/support/registry_values.h"

#include <charconv>

#include "base/text.h"

namespace preflight {

std::optional<std::uint64_t> numberIn(const RegistryValue& value) {
  if (const Result<std::uint64_t> number = asNumber(value)) {
    return *number;
  }
  const Result<std::string> text = asText(value);
  if (!text) {
    return std::nullopt;
  }
  const std::string_view digits = trimmed(*text);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return problem == std::errc{} && end == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> numberIn(const RegistryKey& key, std::string_view value) {
  const RegistryValue* found = key.value(value);
  return found == nullptr ? std::nullopt : numberIn(*found);
}

std::string textIn(const RegistryValue& value) {
  if (const Result<std::string> text = asText(value)) {
    return printable(trimmed(*text), DeploymentLimits::text);
  }
  const Result<std::uint64_t> number = asNumber(value);
  return number ? std::to_string(*number) : std::string();
}

std::string textIn(const RegistryKey& key, std::string_view value) {
  const RegistryValue* found = key.value(value);
  return found == nullptr ? std::string() : textIn(*found);
}

std::optional<bool> flagIn(const RegistryKey& key, std::string_view value) {
  if (const std::optional<std::uint64_t> number = numberIn(key, value)) {
    return *number != 0;
  }
  const std::string text = textIn(key, value);
  if (equalIgnoringCase(text, "true")) {
    return true;
  }
  return equalIgnoringCase(text, "false") ? std::optional(false) : std::nullopt;
}

const RegistryKey* below(const RegistryKey& key, std::string_view path) {
  const RegistryKey* at = &key;
  while (at != nullptr && !path.empty()) {
    const std::size_t end = std::min(path.find('\\'), path.size());
    at = at->subkey(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return at;
}

std::optional<ScopeName> scopeOf(std::string_view keyName) {
  if (equalIgnoringCase(keyName, "Device")) {
    return ScopeName{};
  }
  if (startsWithIgnoringCase(keyName, "S-1-") && keyName.size() <= 184) {
    return ScopeName{DeploymentScope::user, printable(keyName, 200)};
  }
  return std::nullopt;
}

bool ItemList::add(DeploymentItem item) {
  if (items.size() >= DeploymentLimits::items) {
    whole = false;
    return false;
  }
  items.push_back(std::move(item));
  return true;
}

}  // namespace preflight
