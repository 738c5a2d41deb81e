#include "page/open_session.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/open_host.h"
#include "collect/collector.h"
#include "export/record.h"

namespace preflight::page {
namespace {

// The folder on the stick is made when it is missing, but nothing above it: a stick that was pulled must not be made
// again as a folder of the hard disk.
Result<RecordProof> record(const Host& device, const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(std::u8string(path.begin(), path.end())).parent_path();
  std::error_code problem;
  std::filesystem::create_directory(folder, problem);
  if (problem) {
    return fail(ErrorKind::failed, "make the folder for " + path, problem.message());
  }
  RecordRequest request;
  request.to = path;
  request.programVersion = PREFLIGHT_VERSION;
  return recordDevice(device, request).map([&](const SweepSummary& summary) {
    return RecordProof{path, fmt::format("{} answers, {} of them errors, {} bytes before compression", summary.answers,
                                         summary.problems.size(), summary.bytes)};
  });
}

}  // namespace

Result<std::unique_ptr<Session>> openSession(const std::string& replay, const std::string& stick,
                                             std::function<void()> wake) {
  const Result<std::shared_ptr<const Host>> device = openHost(replay);
  if (!device) {
    return tl::unexpected(device.error());
  }
  SessionOptions options;
  options.device = *device;
  options.live = replay.empty() ? *device : std::shared_ptr<const Host>(liveHost());
  options.collectors = collectors();
  options.stick = stick;
  options.wake = std::move(wake);
  options.record = record;
  return std::make_unique<Session>(std::move(options));
}

}  // namespace preflight::page
