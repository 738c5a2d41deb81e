// A device of which one source cannot be read: every question that touches it is refused.
#pragma once

#include "base/text.h"
#include "host/host.h"

namespace preflight::test {

struct HiddenSource {
  enum class Kind : std::uint8_t { registry, events, file, wmi, firmware, join };
  Kind kind;
  std::string name;  // a key and all below it, a channel, a path, a class
};

class WithoutHost : public Host {
 public:
  WithoutHost(const Host& host, HiddenSource source, ErrorKind why)
      : host_(host), source_(std::move(source)), why_(why) {}

  HostInfo info() const override { return host_.info(); }
  Result<ProcessFacts> process() const override { return host_.process(); }
  Result<Clock> clock() const override { return host_.clock(); }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    if (source_.kind != HiddenSource::Kind::registry) {
      return host_.registry(path, depth);
    }
    if (isBelow(path, source_.name)) {
      return tl::unexpected(refusal());
    }
    Result<RegistryKey> key = host_.registry(path, depth);
    if (key && isBelow(source_.name, path)) {
      hide(*key, std::string(path));
    }
    return key;
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    return is(HiddenSource::Kind::wmi, query.className) ? refused<std::vector<WmiRow>>() : host_.wmi(query);
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    return is(HiddenSource::Kind::firmware, "tables") ? refused<std::vector<std::string>>()
                                                      : host_.firmwareTables(provider);
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    return is(HiddenSource::Kind::firmware, "tables") ? refused<Bytes>() : host_.firmwareTable(table);
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    return is(HiddenSource::Kind::firmware, "variables") ? refused<Bytes>() : host_.firmwareVariable(variable);
  }
  Result<JoinInformation> joinInformation() const override {
    return is(HiddenSource::Kind::join, "") ? refused<JoinInformation>() : host_.joinInformation();
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    if (is(HiddenSource::Kind::events, query.channel)) {
      return refused<EventAnswer>();
    }
    Result<EventAnswer> answer = host_.events(query);
    if (answer && source_.kind == HiddenSource::Kind::events) {
      const auto gone = [&](const EventRecord& each) { return equalIgnoringCase(each.channel, source_.name); };
      if (std::erase_if(answer->records, gone) > 0) {
        answer->problems.push_back(refusal());
      }
    }
    return answer;
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    return host_.channels(provider);
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    return is(HiddenSource::Kind::file, path) ? refused<FileContent>() : host_.file(path, read);
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override { return host_.folder(path); }
  Result<std::vector<Volume>> volumes() const override { return host_.volumes(); }
  Result<std::vector<Disk>> disks() const override { return host_.disks(); }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override { return host_.networkAdapters(); }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest&) const override {
    return refused<std::vector<ArchiveMember>>();
  }

 private:
  Error refusal() const { return {why_, "read " + source_.name, "the test has taken it away", CodeSpace::none, 0}; }
  template <class T>
  Result<T> refused() const {
    return tl::unexpected(refusal());
  }
  bool is(HiddenSource::Kind kind, std::string_view name) const {
    return source_.kind == kind && equalIgnoringCase(source_.name, name);
  }
  // `path` is `top` or below it.
  static bool isBelow(std::string_view path, std::string_view top) {
    return startsWithIgnoringCase(path, top) && (path.size() == top.size() || path[top.size()] == '\\');
  }
  void hide(RegistryKey& key, const std::string& path) const {
    for (RegistryKey& each : key.subkeys) {
      const std::string below = path + "\\" + each.name;
      if (equalIgnoringCase(below, source_.name)) {
        each = {each.name, {}, {}, false, {refusal()}};
      } else if (isBelow(source_.name, below)) {
        hide(each, below);
      }
    }
  }

  const Host& host_;
  HiddenSource source_;
  ErrorKind why_;
};

}  // namespace preflight::test
