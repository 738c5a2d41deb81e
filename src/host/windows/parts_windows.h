// The answers of the live Windows host, one function a question, each in a file of its own.
#pragma once

#include "host/host.h"
#include "host/watch.h"

namespace preflight::windows {

Result<ProcessFacts> readProcess();
Result<Clock> readClock();
Result<RegistryKey> readRegistry(std::string_view path, RegistryDepth depth);
Result<std::vector<WmiRow>> queryWmi(const WmiQuery& query);
Result<std::vector<std::string>> listFirmwareTables(std::string_view provider);
Result<Bytes> readFirmwareTable(const FirmwareTableId& table);
Result<Bytes> readFirmwareVariable(const FirmwareVariableId& variable);
Result<JoinInformation> readJoin();
Result<EventAnswer> readEvents(const EventQuery& query);
Result<std::vector<std::string>> listChannels(std::string_view provider);
Result<FileContent> readFile(std::string_view path, const FileRead& read);
Result<std::vector<FileEntry>> listFolder(std::string_view path);
Result<std::vector<Volume>> listVolumes();
Result<std::vector<Disk>> listDisks();
Result<std::vector<NetworkAdapter>> listAdapters();
Result<std::unique_ptr<HostWatch>> watchDevice(const WatchRequest& what);
Result<std::vector<ArchiveMember>> runDiagnostics(const DiagnosticsRequest& request);

}  // namespace preflight::windows
