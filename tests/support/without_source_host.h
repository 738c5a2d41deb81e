// A device of which one source cannot be read: every question that touches it is refused, with an error of any kind.
#pragma once

#include "base/text.h"
#include "collect/source.h"
#include "host/host.h"

namespace preflight::test {

class WithoutSourceHost : public Host {
 public:
  WithoutSourceHost(const Host& host, const Source& source, ErrorKind why) : host_(host), source_(source), why_(why) {}

  HostInfo info() const override { return host_.info(); }
  Result<ProcessFacts> process() const override {
    return is(SourceKind::system, "process") ? refused<ProcessFacts>() : host_.process();
  }
  Result<Clock> clock() const override { return is(SourceKind::system, "clock") ? refused<Clock>() : host_.clock(); }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    if (source_.kind != SourceKind::registry) {
      return host_.registry(path, depth);
    }
    const Place place = placeOf(path, source_.name);
    if (place == Place::within) {
      return refused<RegistryKey>();
    }
    Result<RegistryKey> key = host_.registry(path, depth);
    if (key && place == Place::above) {
      hide(*key, std::string(path));
    }
    return key;
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    return is(SourceKind::wmi, query.space, query.className) ? refused<std::vector<WmiRow>>() : host_.wmi(query);
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    return is(SourceKind::firmwareTable, provider) ? refused<std::vector<std::string>>()
                                                   : host_.firmwareTables(provider);
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    return is(SourceKind::firmwareTable, table.provider) ? refused<Bytes>() : host_.firmwareTable(table);
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    return is(SourceKind::firmwareVariable, variable.vendor, variable.name) ? refused<Bytes>()
                                                                            : host_.firmwareVariable(variable);
  }
  Result<JoinInformation> joinInformation() const override {
    return is(SourceKind::system, "join") ? refused<JoinInformation>() : host_.joinInformation();
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    const bool provider = source_.of.empty() || equalIgnoringCase(source_.of, query.provider);
    const bool hidden =
        source_.kind == SourceKind::channel && equalIgnoringCase(source_.name, query.channel) && provider;
    return hidden ? refused<EventAnswer>() : host_.events(query);
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    return is(SourceKind::provider, provider) ? refused<std::vector<std::string>>() : host_.channels(provider);
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    return source_.kind == SourceKind::file && placeOf(path, source_.name) == Place::within ? refused<FileContent>()
                                                                                            : host_.file(path, read);
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override {
    return is(SourceKind::folder, path) ? refused<std::vector<FileEntry>>() : host_.folder(path);
  }
  Result<std::vector<Volume>> volumes() const override {
    return is(SourceKind::system, "volumes") ? refused<std::vector<Volume>>() : host_.volumes();
  }
  Result<std::vector<Disk>> disks() const override {
    return is(SourceKind::system, "disks") ? refused<std::vector<Disk>>() : host_.disks();
  }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override {
    return is(SourceKind::system, "adapters") ? refused<std::vector<NetworkAdapter>>() : host_.networkAdapters();
  }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override {
    return is(SourceKind::system, "diagnostics") ? refused<std::vector<ArchiveMember>>() : host_.diagnostics(request);
  }

 private:
  enum class Place : std::uint8_t { apart, above, within };

  static std::string_view takePart(std::string_view& path) {
    const std::size_t end = std::min(path.find_first_of("\\/"), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return part;
  }
  static bool fits(std::string_view part, std::string_view pattern) {
    const std::size_t star = pattern.find('*');
    return star == std::string_view::npos ? equalIgnoringCase(part, pattern)
                                          : startsWithIgnoringCase(part, pattern.substr(0, star)) &&
                                                lower(part).ends_with(lower(pattern.substr(star + 1)));
  }
  // Where `path` is, seen from the source and all below it.
  static Place placeOf(std::string_view path, std::string_view pattern) {
    while (!pattern.empty()) {
      if (path.empty()) {
        return Place::above;
      }
      if (!fits(takePart(path), takePart(pattern))) {
        return Place::apart;
      }
    }
    return Place::within;
  }

  Error refusal() const {
    return {why_, "read " + std::string(source_.name), "the test has taken it away", CodeSpace::none, 0};
  }
  template <class T>
  Result<T> refused() const {
    return tl::unexpected(refusal());
  }
  bool is(SourceKind kind, std::string_view name, std::string_view of = {}) const {
    return source_.kind == kind && equalIgnoringCase(source_.name, name) && equalIgnoringCase(source_.of, of);
  }
  void hide(RegistryKey& key, const std::string& path) const {
    for (RegistryKey& subkey : key.subkeys) {
      const std::string below = path + "\\" + subkey.name;
      const Place place = placeOf(below, source_.name);
      if (place == Place::within) {
        subkey = {subkey.name, {}, {}, false, {refusal()}};
      } else if (place == Place::above) {
        hide(subkey, below);
      }
    }
  }

  const Host& host_;
  Source source_;
  ErrorKind why_;
};

}  // namespace preflight::test
