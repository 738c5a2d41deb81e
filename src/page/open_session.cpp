#include "page/open_session.h"

#include "app/open_host.h"
#include "base/files.h"
#include "collect/collector.h"
#include "export/record.h"

namespace preflight::page {
namespace {

Result<RecordProof> record(const Host& device, const std::string& path) {
  RecordRequest request;
  request.to = path;
  request.programVersion = PREFLIGHT_VERSION;
  request.makeFolder = true;
  return recordDevice(device, request).map([&](const SweepSummary&) { return RecordProof{path, factsOf(path).bytes}; });
}

}  // namespace

Result<std::unique_ptr<Session>> openSession(const std::string& replay, const std::string& stick,
                                             std::function<void()> wake, std::chrono::milliseconds stepTime) {
  const Result<std::shared_ptr<const Host>> device = openHost(replay, {0, stepTime});
  if (!device) {
    return tl::unexpected(device.error());
  }
  SessionOptions options;
  options.device = *device;
  options.live = replay.empty() ? *device : std::shared_ptr<const Host>(liveHost());
  options.collectors = collectors();
  options.settings = loadSettings(*options.live, stick);
  const bool folder = stick.empty() && options.settings && !options.settings->folder.empty();
  options.stick = folder ? options.settings->folder : stick;
  options.wake = std::move(wake);
  options.record = record;
  return std::make_unique<Session>(std::move(options));
}

}  // namespace preflight::page
