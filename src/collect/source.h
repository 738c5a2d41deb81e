// Where collectors look. The sweep of a recording, the watch over a device and what a collector really asks are held
// against these rows by a test; docs/sources.md is made of them.
#pragma once

#include <cstdint>
#include <string_view>

namespace preflight {

enum class SourceKind : std::uint8_t {
  registry,          // a key; a part "*" stands for any name
  wmi,               // a namespace, and in `of` the class
  firmwareTable,     // a provider ("RSMB": its body, "ACPI": only the list of its tables)
  firmwareVariable,  // a vendor, and in `of` the name
  channel,           // an event log; in `of` the provider whose records alone are read, where that is so
  provider,          // every channel that this provider names
  file,              // the last part may hold "*"
  folder,            // its list
  system,            // a question to the system itself: "process", "clock", "disks", ...
};

struct Source {
  SourceKind kind = SourceKind::system;
  std::string_view name;
  std::string_view of = {};
  bool withBelow = false;  // of a key: everything below it too
  bool isWatched = false;  // while a deployment is watched, a change there makes the collector read again

  constexpr Source watched() const { return {kind, name, of, withBelow, true}; }
};

constexpr Source keyAt(std::string_view path) {
  return {SourceKind::registry, path};
}
constexpr Source treeAt(std::string_view path) {
  return {SourceKind::registry, path, {}, true};
}
constexpr Source wmiClass(std::string_view space, std::string_view className) {
  return {SourceKind::wmi, space, className};
}
constexpr Source channelOf(std::string_view channel, std::string_view provider = {}) {
  return {SourceKind::channel, channel, provider};
}
constexpr Source channelsOf(std::string_view provider) {
  return {SourceKind::provider, provider};
}
constexpr Source fileAt(std::string_view path) {
  return {SourceKind::file, path};
}
constexpr Source folderAt(std::string_view path) {
  return {SourceKind::folder, path};
}
constexpr Source variableOf(std::string_view vendor, std::string_view name) {
  return {SourceKind::firmwareVariable, vendor, name};
}
constexpr Source tableOf(std::string_view provider) {
  return {SourceKind::firmwareTable, provider};
}
constexpr Source systemAsked(std::string_view question) {
  return {SourceKind::system, question};
}

}  // namespace preflight
