#include "media/write_policy.h"

#include <fmt/format.h>

#include <array>

namespace preflight::media {
namespace {

struct Policy {
  std::string_view key;
  std::string_view value;
  std::string_view name;
};

// Removable disks have the device class {53f5630d-b6bf-11d0-94f2-00a0c91efb8b}.
constexpr std::array<Policy, 6> policies{{
    {R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices)", "Deny_All",
     "All Removable Storage classes: Deny all access"},
    {R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b})",
     "Deny_Write", "Removable Disks: Deny write access"},
    {R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Storage)", "RemovableDiskDenyWriteAccess",
     "Storage/RemovableDiskDenyWriteAccess (from Intune)"},
    {R"(HKLM\SYSTEM\CurrentControlSet\Policies\Microsoft\FVE)", "RDVDenyWriteAccess",
     "Deny write access to removable drives not protected by BitLocker"},
    {R"(HKLM\SOFTWARE\Policies\Microsoft\FVE)", "RDVDenyWriteAccess",
     "Deny write access to removable drives not protected by BitLocker"},
    {R"(HKLM\SYSTEM\CurrentControlSet\Control\StorageDevicePolicies)", "WriteProtect", "StorageDevicePolicies"},
}};

}  // namespace

std::string writePolicy(const Host& live) {
  for (const Policy& each : policies) {
    const Result<std::uint64_t> set = registryNumberAt(live, each.key, each.value);
    if (set && *set == 1) {
      return fmt::format("the policy \"{}\" of this Windows forbids it ({}, {} = 1)", each.name, each.key, each.value);
    }
  }
  return {};
}

Error withPolicy(Error error, const Host& live) {
  if (error.kind == ErrorKind::denied) {
    if (const std::string policy = writePolicy(live); !policy.empty()) {
      error.words += "; " + policy;
    }
  }
  return error;
}

}  // namespace preflight::media
