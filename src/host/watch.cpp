#include "host/watch.h"

namespace preflight {

Result<std::unique_ptr<HostWatch>> watchHost(const Host& host, const WatchRequest& what) {
  if (const auto* watchable = dynamic_cast<const Watchable*>(&host)) {
    return watchable->watch(what);
  }
  return fail(ErrorKind::unsupported, "watch the device", "nothing here changes while it is looked at");
}

}  // namespace preflight
