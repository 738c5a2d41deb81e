// A Host that answers as another one does and remembers every question, in the terms in which collectors list their
// sources and a recording its sweep.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "collect/source.h"
#include "host/host.h"

namespace preflight::test {

struct Question {
  SourceKind kind = SourceKind::system;
  std::string name;
  std::string of;
  bool withBelow = false;
  friend auto operator<=>(const Question&, const Question&) = default;
};

class AskingHost final : public Host {
 public:
  explicit AskingHost(const Host& device) : device_(device) {}

  std::vector<Question> questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

  HostInfo info() const override { return device_.info(); }
  Result<ProcessFacts> process() const override { return note(SourceKind::system, "process"), device_.process(); }
  Result<Clock> clock() const override { return note(SourceKind::system, "clock"), device_.clock(); }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    note(SourceKind::registry, path, {}, depth == RegistryDepth::tree);
    return device_.registry(path, depth);
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    return note(SourceKind::wmi, query.space, query.className), device_.wmi(query);
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    return note(SourceKind::firmwareTable, provider), device_.firmwareTables(provider);
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    return note(SourceKind::firmwareTable, table.provider), device_.firmwareTable(table);
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    return note(SourceKind::firmwareVariable, variable.vendor, variable.name), device_.firmwareVariable(variable);
  }
  Result<JoinInformation> joinInformation() const override {
    return note(SourceKind::system, "join"), device_.joinInformation();
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    return note(SourceKind::channel, query.channel, query.provider), device_.events(query);
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    return note(SourceKind::provider, provider), device_.channels(provider);
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    return note(SourceKind::file, path), device_.file(path, read);
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override {
    return note(SourceKind::folder, path), device_.folder(path);
  }
  Result<std::vector<Volume>> volumes() const override {
    return note(SourceKind::system, "volumes"), device_.volumes();
  }
  Result<std::vector<Disk>> disks() const override { return note(SourceKind::system, "disks"), device_.disks(); }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override {
    return note(SourceKind::system, "adapters"), device_.networkAdapters();
  }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override {
    return note(SourceKind::system, "diagnostics"), device_.diagnostics(request);
  }

 private:
  void note(SourceKind kind, std::string_view name, std::string_view of = {}, bool withBelow = false) const {
    const std::lock_guard lock(mutex_);
    questions_.push_back({kind, std::string(name), std::string(of), withBelow});
  }

  const Host& device_;
  mutable std::mutex mutex_;
  mutable std::vector<Question> questions_;
};

}  // namespace preflight::test
