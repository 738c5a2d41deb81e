#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

#include "media/eject.h"
#include "media/system_errors.h"
#include "text/media_id.h"

namespace preflight::media {

Result<void> eject(const std::string& root) {
  ::sync();
  if (::umount2(root.c_str(), UMOUNT_NOFOLLOW) == 0) {
    return {};
  }
  Error error = posixError({MediaId::stepEject, {{"what", root}}}, static_cast<std::uint32_t>(errno));
  if (error.code == EBUSY) {
    error.words = MediaId::ejectInUse;
  } else if (error.code == EPERM) {
    error.words = MediaId::ejectRoot;
  } else if (error.code == EINVAL) {
    error.words = MediaId::ejectFolder;
  }
  return tl::unexpected(std::move(error));
}

}  // namespace preflight::media
