#include "host/watch.h"

#include "text/error_id.h"

namespace preflight {

Result<std::unique_ptr<HostWatch>> watchHost(const Host& host, const WatchRequest& what) {
  if (const auto* watchable = dynamic_cast<const Watchable*>(&host)) {
    return watchable->watch(what);
  }
  return fail(ErrorKind::unsupported, ErrorId::stepWatch, ErrorId::whyNothingChanges);
}

}  // namespace preflight
