#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

#include "media/eject.h"
#include "media/system_errors.h"

namespace preflight::media {

Result<void> eject(const std::string& root) {
  ::sync();
  if (::umount2(root.c_str(), UMOUNT_NOFOLLOW) == 0) {
    return {};
  }
  Error error = posixError("eject " + root, static_cast<std::uint32_t>(errno));
  if (error.code == EBUSY) {
    error.words = "a program still uses the drive; end it or leave its folder, and try again";
  } else if (error.code == EPERM) {
    error.words = "only root may take a drive out here; use the desktop's eject";
  } else if (error.code == EINVAL) {
    error.words = "it is a folder, not a drive of its own";
  }
  return tl::unexpected(std::move(error));
}

}  // namespace preflight::media
