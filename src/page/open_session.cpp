#include "page/open_session.h"

#include "app/open_host.h"
#include "collect/collector.h"

namespace preflight::page {

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
  return std::make_unique<Session>(std::move(options));
}

}  // namespace preflight::page
