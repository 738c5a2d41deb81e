#include <exception>
#include <new>

#include "host/host.h"
#include "host/windows/parts_windows.h"

namespace preflight {
namespace {

// No exception crosses the seam; what is left of them are those of the standard library.
template <class Question>
auto asked(const char* step, const Question& question) -> decltype(question()) {
  try {
    return question();
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::failed, step, "memory ran out");
  } catch (const std::exception&) {
    return fail(ErrorKind::failed, step, "the program met an inner error");
  }
}

class LiveWindows final : public Host, public Watchable {
 public:
  HostInfo info() const override { return {HostKind::live, System::windows, {}, {}}; }
  Result<ProcessFacts> process() const override {
    return asked("ask about this process", [] { return windows::readProcess(); });
  }
  Result<Clock> clock() const override {
    return asked("read the clock", [] { return windows::readClock(); });
  }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    return asked("read the registry", [&] { return windows::readRegistry(path, depth); });
  }
  Result<std::unique_ptr<HostWatch>> watch(const WatchRequest& what) const override {
    return asked("watch the device", [&] { return windows::watchDevice(what); });
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    return asked("ask WMI", [&] { return windows::queryWmi(query); });
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    return asked("list the firmware tables", [&] { return windows::listFirmwareTables(provider); });
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    return asked("read a firmware table", [&] { return windows::readFirmwareTable(table); });
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    return asked("read a UEFI variable", [&] { return windows::readFirmwareVariable(variable); });
  }
  Result<JoinInformation> joinInformation() const override {
    return asked("ask for the Entra join", [] { return windows::readJoin(); });
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    return asked("read events", [&] { return windows::readEvents(query); });
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    return asked("list event channels", [&] { return windows::listChannels(provider); });
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    return asked("read a file", [&] { return windows::readFile(path, read); });
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override {
    return asked("list a folder", [&] { return windows::listFolder(path); });
  }
  Result<std::vector<Volume>> volumes() const override {
    return asked("list the volumes", [] { return windows::listVolumes(); });
  }
  Result<std::vector<Disk>> disks() const override {
    return asked("list the disks", [] { return windows::listDisks(); });
  }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override {
    return asked("list the network adapters", [] { return windows::listAdapters(); });
  }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override {
    return asked("run the diagnostics tool", [&] { return windows::runDiagnostics(request); });
  }
};

}  // namespace

std::unique_ptr<Host> liveHost() {
  return std::make_unique<LiveWindows>();
}

}  // namespace preflight
