// The files of a recording, and how names inside it are compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"

namespace preflight::recording {

struct MemberName {
  static constexpr std::string_view recording = "recording.json";
  static constexpr std::string_view process = "process.json";
  static constexpr std::string_view clock = "clock.json";
  static constexpr std::string_view volumes = "volumes.json";
  static constexpr std::string_view disks = "disks.json";
  static constexpr std::string_view adapters = "adapters.json";
  static constexpr std::string_view join = "join.json";
  static constexpr std::string_view registry = "registry.json";
  static constexpr std::string_view wmi = "wmi.json";
  static constexpr std::string_view firmware = "firmware.json";
  static constexpr std::string_view events = "events.json";
  static constexpr std::string_view files = "files.json";
  static constexpr std::string_view diagnostics = "diagnostics.json";
};

// The parts of a registry path, without empty ones.
std::vector<std::string_view> pathParts(std::string_view path);
// "hklm\software\x", for comparing; invalid when the path starts with no root.
Result<std::string> registryKeyName(std::string_view path);
// A path as it is compared: lower case and '\' on Windows, unchanged on Linux; no separator at its end.
std::string fileKeyName(std::string_view path, System system);
// What stands before the last separator of a fileKeyName; empty when there is none.
std::string_view parentOf(std::string_view key);

}  // namespace preflight::recording
