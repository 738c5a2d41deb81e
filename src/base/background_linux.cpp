#include <system_error>
#include <thread>

#include "base/background.h"

#include "text/error_id.h"

namespace preflight {

Result<void> startDetached(std::function<void()> work) {
  try {
    std::thread(std::move(work)).detach();
  } catch (const std::system_error& problem) {
    return tl::unexpected(Error{ErrorKind::failed, ErrorId::stepThread, ErrorId::whyNoThread, CodeSpace::posix,
                                static_cast<std::uint32_t>(problem.code().value())});
  }
  return {};
}

}  // namespace preflight
