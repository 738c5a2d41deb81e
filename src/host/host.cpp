#include "host/host.h"

#include <fmt/format.h>

namespace preflight {
namespace {

Result<RegistryValue> valueAt(const Host& host, std::string_view path, std::string_view value) {
  return host.registry(path, RegistryDepth::key).and_then([&](const RegistryKey& key) -> Result<RegistryValue> {
    if (const RegistryValue* found = key.value(value)) {
      return *found;
    }
    if (!key.problems.empty()) {
      return tl::unexpected(key.problems.front());
    }
    return fail(ErrorKind::absent, fmt::format("read value {} of {}", value, path), "the key has no such value");
  });
}

// The error of a value that has another type, with its place put in.
template <class T>
Result<T> placed(Result<T> result, std::string_view path, std::string_view value) {
  return std::move(result).map_error([&](Error error) {
    error.step = fmt::format("read value {} of {}", value, path);
    return error;
  });
}

}  // namespace

Result<Bytes> Host::firmwareVariable(const FirmwareVariableId& variable) const {
  return fail(ErrorKind::notCollected, "read the UEFI variable " + variable.name, "it was not collected");
}

Result<JoinInformation> Host::joinInformation() const {
  return fail(ErrorKind::notCollected, "ask for the Entra join", "it was not collected");
}

Result<std::string> registryTextAt(const Host& host, std::string_view path, std::string_view value) {
  return valueAt(host, path, value).and_then([&](const RegistryValue& v) { return placed(asText(v), path, value); });
}

Result<std::uint64_t> registryNumberAt(const Host& host, std::string_view path, std::string_view value) {
  return valueAt(host, path, value).and_then([&](const RegistryValue& v) { return placed(asNumber(v), path, value); });
}

Result<bool> registryKeyExists(const Host& host, std::string_view path) {
  const Result<RegistryKey> key = host.registry(path, RegistryDepth::key);
  if (key) {
    return true;
  }
  if (key.error().kind == ErrorKind::absent) {
    return false;
  }
  return tl::unexpected(key.error());
}

}  // namespace preflight
