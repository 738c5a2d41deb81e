#include <exception>
#include <new>

#include "host/device_link.h"
#include "host/host.h"
#include "host/windows/parts_windows.h"
#include "text/error_id.h"

namespace preflight {
namespace {

// No exception crosses the seam; what is left of them are those of the standard library.
template <class Question>
auto asked(ErrorId step, const Question& question) -> decltype(question()) {
  try {
    return question();
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::failed, step, ErrorId::whyNoMemory);
  } catch (const std::exception&) {
    return fail(ErrorKind::failed, step, ErrorId::whyInnerError);
  }
}

class LiveWindows final : public Host, public Watchable {
 public:
  HostInfo info() const override { return {HostKind::live, System::windows, {}, {}}; }
  Result<ProcessFacts> process() const override {
    return asked(ErrorId::stepProcess, [] { return windows::readProcess(); });
  }
  Result<Clock> clock() const override {
    return asked(ErrorId::stepClock, [] { return windows::readClock(); });
  }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    return asked(ErrorId::stepRegistry, [&] { return windows::readRegistry(path, depth); });
  }
  Result<std::unique_ptr<HostWatch>> watch(const WatchRequest& what) const override {
    return asked(ErrorId::stepWatch, [&] { return windows::watchDevice(what); });
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    return asked(ErrorId::stepWmiAny, [&] { return windows::queryWmi(query); });
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    return asked(ErrorId::stepFirmware, [&] { return windows::listFirmwareTables(provider); });
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    return asked(ErrorId::stepFirmware, [&] { return windows::readFirmwareTable(table); });
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    return asked(ErrorId::stepFirmware, [&]() -> Result<Bytes> {
      if (variable.name == deviceLinkClaims) {
        return windows::readFirmwareVariable({variable.vendor, std::string(deviceLinkToken)}).and_then(claimsOfToken);
      }
      return windows::readFirmwareVariable(variable);
    });
  }
  Result<JoinInformation> joinInformation() const override {
    return asked(ErrorId::stepJoin, [] { return windows::readJoin(); });
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    return asked(ErrorId::stepAnyEvent, [&] { return windows::readEvents(query); });
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    return asked(ErrorId::stepAnyEvent, [&] { return windows::listChannels(provider); });
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    return asked(ErrorId::stepFile, [&] { return windows::readFile(path, read); });
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override {
    return asked(ErrorId::stepFolder, [&] { return windows::listFolder(path); });
  }
  Result<std::vector<Volume>> volumes() const override {
    return asked(ErrorId::stepVolumes, [] { return windows::listVolumes(); });
  }
  Result<std::vector<Disk>> disks() const override {
    return asked(ErrorId::stepDisks, [] { return windows::listDisks(); });
  }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override {
    return asked(ErrorId::stepAdapters, [] { return windows::listAdapters(); });
  }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override {
    return asked(ErrorId::stepDiagnostics, [&] { return windows::runDiagnostics(request); });
  }
};

}  // namespace

std::unique_ptr<Host> liveHost() {
  return std::make_unique<LiveWindows>();
}

}  // namespace preflight
