#include "host/watch.h"

namespace preflight {

Result<std::unique_ptr<HostWatch>> watchHost(const Host& host, const std::vector<std::string>& keys) {
  if (const auto* watchable = dynamic_cast<const Watchable*>(&host)) {
    return watchable->watch(keys);
  }
  return fail(ErrorKind::unsupported, "watch the registry", "nothing here changes while it is looked at");
}

}  // namespace preflight
