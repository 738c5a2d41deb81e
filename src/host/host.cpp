#include "host/host.h"

#include "text/error_id.h"

namespace preflight {
namespace {

Text valueStep(std::string_view path, std::string_view value) {
  return {ErrorId::stepValue, {{"value", value}, {"what", path}}};
}

Result<RegistryValue> valueAt(const Host& host, std::string_view path, std::string_view value) {
  return host.registry(path, RegistryDepth::key).and_then([&](const RegistryKey& key) -> Result<RegistryValue> {
    if (const RegistryValue* found = key.value(value)) {
      return *found;
    }
    if (const std::optional<Error> problem = key.problemOf(value, path)) {
      return tl::unexpected(*problem);
    }
    return fail(ErrorKind::absent, valueStep(path, value), ErrorId::whyNoValue);
  });
}

// The error of a value that has another type, with its place put in.
template <class T>
Result<T> placed(Result<T> result, std::string_view path, std::string_view value) {
  return std::move(result).map_error([&](Error error) {
    error.step = valueStep(path, value);
    return error;
  });
}

}  // namespace

Result<Bytes> Host::firmwareVariable(const FirmwareVariableId& variable) const {
  return fail(ErrorKind::notCollected, {ErrorId::stepUefiVariable, {{"what", variable.name}}},
              ErrorId::whyNotCollected);
}

Result<JoinInformation> Host::joinInformation() const {
  return fail(ErrorKind::notCollected, ErrorId::stepJoin, ErrorId::whyNotCollected);
}

Result<std::uint64_t> registryNumberAt(const Host& host, std::string_view path, std::string_view value) {
  return valueAt(host, path, value).and_then([&](const RegistryValue& v) { return placed(asNumber(v), path, value); });
}

}  // namespace preflight
