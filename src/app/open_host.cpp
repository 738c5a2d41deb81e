#include "app/open_host.h"

#include "host/recording/recording.h"

namespace preflight {

Result<std::shared_ptr<const Host>> openHost(const std::string& replay) {
  if (replay.empty()) {
    return std::shared_ptr<const Host>(liveHost());
  }
  return openRecording(replay).map(
      [](std::unique_ptr<Host> host) { return std::shared_ptr<const Host>(std::move(host)); });
}

}  // namespace preflight
