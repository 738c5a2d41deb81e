#include <windows.h>

#include <fmt/format.h>
#include <algorithm>
#include <atomic>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "host/archive/read_archive.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr const char* toolName = "mdmdiagnosticstool.exe";

Text toolStep() {
  return {ErrorId::stepRun, {{"what", toolName}}};
}

// A name that nobody else uses: process, moment, and how many there were before in this process.
std::string freshName() {
  static std::atomic<unsigned> counter{0};
  return fmt::format("Preflight-{:x}-{:x}-{}", GetCurrentProcessId(), GetTickCount64(), counter++);
}

// The folder that the archive is written to, and the archive. What was made here is removed at the end.
class Place {
 public:
  static Result<std::unique_ptr<Place>> make(const std::string& folder) {
    auto place = std::unique_ptr<Place>(new Place);
    if (!folder.empty()) {
      place->archive_ = joinPath(folder, freshName() + ".zip");
      return place;
    }
    std::array<wchar_t, MAX_PATH + 2> temporary{};
    const DWORD size = GetTempPathW(static_cast<DWORD>(temporary.size()), temporary.data());
    if (size == 0 || size >= temporary.size()) {
      return failWin32(ErrorId::stepTemporaryFolder, GetLastError());
    }
    const std::string own = joinPath(utf8(temporary.data(), size), freshName());
    // Fails when it is there already, so that nobody can have laid something into it.
    if (CreateDirectoryW(wide(own).c_str(), nullptr) == 0) {
      return failWin32({ErrorId::stepMakeFolder, {{"what", own}}}, GetLastError());
    }
    place->own_ = own;
    place->archive_ = joinPath(own, "diagnostics.zip");
    return place;
  }

  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    // There is nothing that could be done about an error.
    static_cast<void>(removeFile(archive_));
    if (!own_.empty()) {
      static_cast<void>(removeTree(own_));
    }
  }

  const std::string& archive() const { return archive_; }

 private:
  Place() = default;
  std::string own_;
  std::string archive_;
};

Result<std::wstring> areaText(const std::vector<std::string>& areas) {
  std::string text;
  for (const std::string& area : areas) {
    const bool plain = !area.empty() && std::all_of(area.begin(), area.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (!plain) {
      return fail(ErrorKind::invalid, toolStep(), ErrorId::whyArea);
    }
    text += (text.empty() ? "" : ";") + area;
  }
  return wide(text);
}

// The tool and whatever it starts end together with their job.
struct Running {
  Handle process;
  Handle job;
};

Result<Running> start(const std::wstring& tool, std::wstring commandLine) {
  const Text step(ErrorId::stepStart, {{"what", toolName}});
  Running running;
  running.job.reset(CreateJobObjectW(nullptr, nullptr));
  if (!running.job) {
    return failWin32(step, GetLastError());
  }
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  SetInformationJobObject(running.job.get(), JobObjectExtendedLimitInformation, &limits, sizeof(limits));
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  startup.dwFlags = STARTF_USESHOWWINDOW;
  startup.wShowWindow = SW_HIDE;
  PROCESS_INFORMATION started{};
  if (CreateProcessW(tool.c_str(), commandLine.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW | CREATE_SUSPENDED,
                     nullptr, nullptr, &startup, &started) == 0) {
    const DWORD code = GetLastError();
    if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND) {
      Error error = win32Error(step, code);
      error.kind = ErrorKind::unsupported;
      error.words = ErrorId::whyToolMissing;
      return tl::unexpected(std::move(error));
    }
    return failWin32(step, code);
  }
  running.process.reset(started.hProcess);
  const Handle thread(started.hThread);
  if (AssignProcessToJobObject(running.job.get(), running.process.get()) == 0 ||
      ResumeThread(thread.get()) == static_cast<DWORD>(-1)) {
    const DWORD code = GetLastError();
    TerminateProcess(running.process.get(), 1);
    return failWin32(step, code);
  }
  return running;
}

// Waits for the end; what runs longer is ended, so that it cannot write to a stick that is pulled next.
std::optional<Error> finish(const Running& running, std::chrono::milliseconds timeout) {
  const Text step = toolStep();
  const auto limit = static_cast<DWORD>(std::clamp<std::int64_t>(timeout.count(), 1, 3'600'000));
  const DWORD waited = WaitForSingleObject(running.process.get(), limit);
  if (waited == WAIT_TIMEOUT) {
    TerminateJobObject(running.job.get(), 1);
    TerminateProcess(running.process.get(), 1);
    WaitForSingleObject(running.process.get(), 5000);
    return Error{ErrorKind::timedOut,
                 step,
                 {ErrorId::whyToolStopped, {{"seconds", fmt::format("{}", limit / 1000.0)}}},
                 CodeSpace::win32,
                 WAIT_TIMEOUT};
  }
  if (waited != WAIT_OBJECT_0) {
    return win32Error(step, GetLastError());
  }
  DWORD exitCode = 0;
  if (GetExitCodeProcess(running.process.get(), &exitCode) == 0) {
    return win32Error(step, GetLastError());
  }
  if (exitCode != 0) {
    const CodeSpace space = (exitCode & 0x80000000U) != 0 ? CodeSpace::hresult : CodeSpace::win32;
    return Error{ErrorKind::failed, step, ErrorId::whyToolFailed, space, exitCode};
  }
  return std::nullopt;
}

Result<std::vector<ArchiveMember>> readResult(const std::string& archive, const std::string& pattern) {
  const Text step(ErrorId::stepArchiveOf, {{"what", toolName}});
  Result<std::vector<ArchiveMember>> members = readMembers(archive, pattern);
  if (!members) {
    Error error = members.error();
    error.step = step;
    if (error.kind == ErrorKind::absent) {
      error.kind = ErrorKind::failed;
      error.words = ErrorId::whyToolNoArchive;
    }
    return tl::unexpected(std::move(error));
  }
  if (members->empty()) {
    return fail(ErrorKind::absent, step, {ErrorId::whyNoArchiveMember, {{"name", printable(pattern, 100)}}});
  }
  return members;
}

}  // namespace

Result<std::vector<ArchiveMember>> runDiagnostics(const DiagnosticsRequest& request) {
  const Result<std::wstring> system = systemFolder();
  if (!system) {
    return tl::unexpected(system.error());
  }
  const Result<std::wstring> areas = areaText(request.areas);
  if (!areas) {
    return tl::unexpected(areas.error());
  }
  if (request.folder.find('"') != std::string::npos) {
    return fail(ErrorKind::invalid, toolStep(), ErrorId::whyFolderQuotes);
  }
  const Result<std::unique_ptr<Place>> place = Place::make(request.folder);
  if (!place) {
    return tl::unexpected(place.error());
  }
  const std::string& archive = (*place)->archive();
  const std::wstring tool = *system + L'\\' + wide(toolName);
  const std::wstring commandLine = wide(fmt::format(R"("{}" -area "{}" -zip "{}")", utf8(tool), utf8(*areas), archive));
  {
    const Result<Running> running = start(tool, commandLine);
    if (!running) {
      return tl::unexpected(running.error());
    }
    if (std::optional<Error> error = finish(*running, request.timeout)) {
      return tl::unexpected(std::move(*error));
    }
  }
  return readResult(archive, request.member);
}

}  // namespace preflight::windows
