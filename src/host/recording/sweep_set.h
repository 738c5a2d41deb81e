// What a recording holds: one readable table for each kind of source. Wider than today's rules ask for, so that a rule
// of next year can judge last year's recording.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "host/host.h"

namespace preflight {

struct RegistrySweep {
  std::string_view path;  // a part "*" stands for every subkey that is there
  RegistryDepth depth = RegistryDepth::tree;
};

struct WmiSweep {
  std::string_view space;
  std::string_view className;
  std::string_view only = {};  // properties, separated by commas; empty: all but what the exclusions name
};

struct FirmwareVariableSweep {
  std::string_view vendor;
  std::string_view name;
};

struct EventSweep {
  std::string_view channel;
  std::string_view provider = {};  // empty: the whole channel
};

enum class FileKind : std::uint8_t {
  file,      // its first 4 MB, in files.json
  log,       // its newest bytes, in logs/
  presence,  // that it is there, its size and time; no content
  folder,    // its list
};

struct FileSweep {
  std::string_view path;  // the last part may hold '*'; its folder is then listed too
  FileKind kind = FileKind::file;
};

// Never recorded, whatever the tables above say. Patterns: '*' any characters; ASCII case does not matter.
struct RegistryExclusion {
  std::string_view key;    // of the whole path, "HKLM\..."
  std::string_view value;  // of the value's name; "*": the key's values and everything below it
};

struct WmiExclusion {
  std::string_view property;
};

std::span<const RegistrySweep> registrySweeps(System system);
std::span<const WmiSweep> wmiSweeps();
std::span<const FirmwareVariableSweep> firmwareVariableSweeps();
std::span<const EventSweep> eventSweeps();
// All channels of these are swept as well.
std::span<const std::string_view> eventProviderSweeps();
std::span<const FileSweep> fileSweeps(System system);
std::span<const WmiExclusion> wmiExclusions();

// The exclusion that holds for a value (or for a whole key, with `value` "*"), or null.
const RegistryExclusion* exclusionOf(std::string_view keyPath, std::string_view value);

// Overwrites every text in the shape of a product key (five groups of five letters or digits) with X, in bytes of one
// or two per character. The size stays. Returns how many were hidden.
std::size_t hideProductKeys(std::span<char> bytes);

}  // namespace preflight
