#include <fmt/format.h>
#include <pwd.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <ctime>

#include "base/text.h"
#include "host/linux/files.h"
#include "host/linux/linux_host.h"
#include "text/error_id.h"

namespace preflight {
namespace {

using namespace linux_files;

tl::unexpected<Error> notOnLinux(Text step, ErrorId why) {
  return fail(ErrorKind::unsupported, std::move(step), why);
}

// Linux paths only. "%WINDIR%\..." and "C:\..." are questions that this system cannot know an answer to.
Result<std::string> realPath(const std::string& root, std::string_view path, ErrorId verb) {
  const Text step(verb, {{"what", printable(path, 300)}});
  if (path.starts_with('%') || path.starts_with('\\') || (path.size() > 1 && path[1] == ':')) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyWindowsPath);
  }
  if (!path.starts_with('/') || path.find('\0') != std::string_view::npos) {
    return fail(ErrorKind::invalid, step, ErrorId::whyAbsolutePath);
  }
  return root + std::string(path);
}

// The prefix is of no interest to whoever asked.
template <class T>
Result<T> withoutRoot(Result<T> result, const std::string& root) {
  return std::move(result).map_error([&](Error error) {
    std::string step = error.step.str();
    if (const std::size_t at = root.empty() ? std::string::npos : step.find(root); at != std::string::npos) {
      error.step = step.erase(at, root.size());
    }
    return error;
  });
}

std::string userName() {
  std::array<char, 16384> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return fmt::format("uid {}", ::geteuid());
}

Result<VolumeSpace> askFileSystem(const std::string& folder) {
  struct statvfs answer {};
  if (::statvfs(folder.c_str(), &answer) != 0) {
    return tl::unexpected(systemError({ErrorId::stepSpace, {{"what", folder}}}, errno));
  }
  const std::uint64_t unit = answer.f_frsize != 0 ? answer.f_frsize : answer.f_bsize;
  return VolumeSpace{unit * answer.f_blocks, unit * answer.f_bavail};
}

// "Europe/Berlin" where the system tells it, else what the C library calls the zone ("CET").
std::string zoneName(const std::string& root, const std::tm& local) {
  constexpr std::string_view folder = "zoneinfo/";
  const std::string target = linkTarget(root + "/etc/localtime");
  if (const std::size_t at = target.find(folder); at != std::string::npos) {
    return target.substr(at + folder.size());
  }
  if (std::string text = textOfFile(root + "/etc/timezone"); !text.empty()) {
    return text;
  }
  return local.tm_zone != nullptr ? local.tm_zone : "";
}

}  // namespace

LinuxHost::LinuxHost(std::string root, SpaceProbe probe, std::chrono::milliseconds probeDeadline)
    : root_(std::move(root)), probe_(probe ? std::move(probe) : askFileSystem), probeDeadline_(probeDeadline) {}

HostInfo LinuxHost::info() const {
  return {HostKind::live, System::linux, {}, {}};
}

Result<ProcessFacts> LinuxHost::process() const {
  ProcessFacts facts;
  facts.userName = userName();
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) == 0) {
    facts.computerName = name.data();
  }
  facts.elevated = ::geteuid() == 0;
  facts.localSystem = false;
  facts.session = notOnLinux(ErrorId::stepSession, ErrorId::whyLinuxLacksSessions);
  facts.programPath = linkTarget(root_ + "/proc/self/exe");
  facts.systemFolder = "/";
  return facts;
}

Result<Clock> LinuxHost::clock() const {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) {
    return tl::unexpected(systemError(ErrorId::stepClock, errno));
  }
  Clock clock;
  clock.now.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  clock.offsetMinutes = static_cast<int>(local.tm_gmtoff / 60);
  const char* named = std::getenv("TZ");
  clock.zone = named != nullptr && *named != '\0' ? named : zoneName(root_, local);
  return clock;
}

Result<RegistryKey> LinuxHost::registry(std::string_view path, RegistryDepth) const {
  return notOnLinux({ErrorId::stepRegistryKey, {{"what", path}}}, ErrorId::whyLinuxLacksRegistry);
}

Result<std::vector<WmiRow>> LinuxHost::wmi(const WmiQuery& query) const {
  return notOnLinux({ErrorId::stepWmi, {{"what", query.className}}}, ErrorId::whyLinuxLacksWmi);
}

Result<JoinInformation> LinuxHost::joinInformation() const {
  return notOnLinux(ErrorId::stepJoin, ErrorId::whyLinuxLacksJoin);
}

Result<EventAnswer> LinuxHost::events(const EventQuery& query) const {
  return notOnLinux({ErrorId::stepEvents, {{"what", query.channel.empty() ? query.provider : query.channel}}},
                    ErrorId::whyLinuxLacksEvents);
}

Result<std::vector<std::string>> LinuxHost::channels(std::string_view provider) const {
  return notOnLinux({ErrorId::stepChannels, {{"what", provider}}}, ErrorId::whyLinuxLacksEvents);
}

Result<std::vector<ArchiveMember>> LinuxHost::diagnostics(const DiagnosticsRequest&) const {
  return notOnLinux(ErrorId::stepDiagnostics, ErrorId::whyLinuxLacksTool);
}

Result<FileContent> LinuxHost::file(std::string_view path, const FileRead& read) const {
  return realPath(root_, path, ErrorId::stepRead).and_then([&](const std::string& real) {
    return withoutRoot(readFile(real, read), root_);
  });
}

Result<std::vector<FileEntry>> LinuxHost::folder(std::string_view path) const {
  return realPath(root_, path, ErrorId::stepList).and_then([&](const std::string& real) {
    return withoutRoot(listFolder(real), root_);
  });
}

std::unique_ptr<Host> liveHost() {
  return std::make_unique<LinuxHost>();
}

}  // namespace preflight
