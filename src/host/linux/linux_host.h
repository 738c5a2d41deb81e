// This machine under Linux.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"

namespace preflight {

struct VolumeSpace {
  std::uint64_t totalBytes = 0;
  std::uint64_t freeBytes = 0;  // for this user
};
// Asks the file system that is mounted at a folder; may block for good on a network mount whose server is gone.
using SpaceProbe = std::function<Result<VolumeSpace>(const std::string& folder)>;

class LinuxHost final : public Host {
 public:
  // `root` stands before every path that is read (a made-up tree in tests); what the process itself is (user, clock)
  // always comes from the system. Without a `probe` statvfs is asked.
  explicit LinuxHost(std::string root = "", SpaceProbe probe = nullptr,
                     std::chrono::milliseconds probeDeadline = std::chrono::seconds(2));

  HostInfo info() const override;
  Result<ProcessFacts> process() const override;
  Result<Clock> clock() const override;
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override;
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override;
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override;
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override;
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override;
  Result<JoinInformation> joinInformation() const override;
  Result<EventAnswer> events(const EventQuery& query) const override;
  Result<std::vector<std::string>> channels(std::string_view provider) const override;
  Result<FileContent> file(std::string_view path, const FileRead& read) const override;
  Result<std::vector<FileEntry>> folder(std::string_view path) const override;
  Result<std::vector<Volume>> volumes() const override;
  Result<std::vector<Disk>> disks() const override;
  Result<std::vector<NetworkAdapter>> networkAdapters() const override;
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override;

 private:
  std::string root_;
  SpaceProbe probe_;
  std::chrono::milliseconds probeDeadline_;
};

}  // namespace preflight
