// Values of the registry, for tests that ask a host for one.
#pragma once

#include "host/host.h"

namespace preflight::test {

inline RegistryValue registryNumber(std::uint32_t number) {
  return {RegistryType::dword,
          {static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number >> 8),
           static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 24)}};
}

// The text of one value; what is not there is `absent`, what the recording left out `notCollected`.
inline Result<std::string> registryTextAt(const Host& host, std::string_view path, std::string_view name) {
  const Result<RegistryKey> key = host.registry(path, RegistryDepth::key);
  if (!key) {
    return tl::unexpected(key.error());
  }
  if (const RegistryValue* value = key->value(name)) {
    return asText(*value);
  }
  const std::optional<Error> problem = key->problemOf(name, path);
  return tl::unexpected(problem.value_or(Error{ErrorKind::absent, {}, {}, CodeSpace::none, 0}));
}

}  // namespace preflight::test
