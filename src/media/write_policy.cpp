#include "media/write_policy.h"

#include <array>

#include "text/media_id.h"

namespace preflight::media {
namespace {

struct Policy {
  std::string_view key;
  std::string_view value;
  MediaId name;
};

// Removable disks have the device class {53f5630d-b6bf-11d0-94f2-00a0c91efb8b}.
constexpr std::array<Policy, 6> policies{{
    {R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices)", "Deny_All", MediaId::policyAll},
    {R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b})",
     "Deny_Write", MediaId::policyRemovable},
    {R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Storage)", "RemovableDiskDenyWriteAccess",
     MediaId::policyIntune},
    {R"(HKLM\SYSTEM\CurrentControlSet\Policies\Microsoft\FVE)", "RDVDenyWriteAccess", MediaId::policyBitLocker},
    {R"(HKLM\SOFTWARE\Policies\Microsoft\FVE)", "RDVDenyWriteAccess", MediaId::policyBitLocker},
    {R"(HKLM\SYSTEM\CurrentControlSet\Control\StorageDevicePolicies)", "WriteProtect", MediaId::policyWriteProtect},
}};

}  // namespace

Text writePolicy(const Host& live) {
  for (const Policy& each : policies) {
    const Result<std::uint64_t> set = registryNumberAt(live, each.key, each.value);
    if (set && *set == 1) {
      return {MediaId::policyForbids, {{"name", each.name}, {"key", each.key}, {"value", each.value}}};
    }
  }
  return {};
}

Error withPolicy(Error error, const Host& live) {
  if (error.kind == ErrorKind::denied) {
    if (Text policy = writePolicy(live); !policy.empty()) {
      error.words = Text::list({std::move(policy), std::move(error.words)});
    }
  }
  return error;
}

}  // namespace preflight::media
