#include "media/system_errors.h"

#include <algorithm>
#include <span>

#include "text/media_id.h"

namespace preflight::media {
namespace {

struct Meaning {
  std::uint32_t code;
  ErrorKind kind;
  MediaId why;
};

constexpr Meaning win32Meanings[] = {
    {2, ErrorKind::absent, MediaId::noFile},
    {3, ErrorKind::absent, MediaId::noFolder},
    {5, ErrorKind::denied, MediaId::refused},
    {15, ErrorKind::failed, MediaId::gone},               // ERROR_INVALID_DRIVE
    {19, ErrorKind::denied, MediaId::locked},             // ERROR_WRITE_PROTECT
    {21, ErrorKind::failed, MediaId::gone},               // ERROR_NOT_READY
    {23, ErrorKind::failed, MediaId::gone},               // ERROR_CRC
    {27, ErrorKind::failed, MediaId::gone},               // ERROR_SECTOR_NOT_FOUND
    {29, ErrorKind::failed, MediaId::gone},               // ERROR_WRITE_FAULT
    {30, ErrorKind::failed, MediaId::gone},               // ERROR_READ_FAULT
    {31, ErrorKind::failed, MediaId::gone},               // ERROR_GEN_FAILURE
    {32, ErrorKind::failed, MediaId::inUse},              // ERROR_SHARING_VIOLATION
    {33, ErrorKind::failed, MediaId::inUse},              // ERROR_LOCK_VIOLATION
    {39, ErrorKind::failed, MediaId::full},               // ERROR_HANDLE_DISK_FULL
    {53, ErrorKind::failed, MediaId::gone},               // ERROR_BAD_NETPATH
    {55, ErrorKind::failed, MediaId::gone},               // ERROR_DEV_NOT_EXIST
    {80, ErrorKind::failed, MediaId::taken},              // ERROR_FILE_EXISTS
    {112, ErrorKind::failed, MediaId::full},              // ERROR_DISK_FULL
    {123, ErrorKind::invalid, MediaId::badName},          // ERROR_INVALID_NAME
    {183, ErrorKind::failed, MediaId::taken},             // ERROR_ALREADY_EXISTS
    {206, ErrorKind::invalid, MediaId::badName},          // ERROR_FILENAME_EXCED_RANGE
    {223, ErrorKind::failed, MediaId::tooLarge},          // ERROR_FILE_TOO_LARGE
    {433, ErrorKind::failed, MediaId::gone},              // ERROR_NO_SUCH_DEVICE
    {1005, ErrorKind::failed, MediaId::unformatted},      // ERROR_UNRECOGNIZED_VOLUME
    {1006, ErrorKind::failed, MediaId::gone},             // ERROR_FILE_INVALID
    {1117, ErrorKind::failed, MediaId::gone},             // ERROR_IO_DEVICE
    {1167, ErrorKind::failed, MediaId::gone},             // ERROR_DEVICE_NOT_CONNECTED
    {1260, ErrorKind::denied, MediaId::policy},           // ERROR_ACCESS_DISABLED_BY_POLICY
    {1392, ErrorKind::failed, MediaId::unformatted},      // ERROR_FILE_CORRUPT
    {1393, ErrorKind::failed, MediaId::unformatted},      // ERROR_DISK_CORRUPT
    {1785, ErrorKind::failed, MediaId::unformatted},      // ERROR_UNRECOGNIZED_MEDIA
    {0x80310000, ErrorKind::denied, MediaId::bitLocker},  // FVE_E_LOCKED_VOLUME
};

constexpr Meaning posixMeanings[] = {
    {1, ErrorKind::denied, MediaId::refused},        // EPERM
    {2, ErrorKind::absent, MediaId::noFile},         // ENOENT
    {5, ErrorKind::failed, MediaId::gone},           // EIO
    {6, ErrorKind::failed, MediaId::gone},           // ENXIO
    {13, ErrorKind::denied, MediaId::refused},       // EACCES
    {16, ErrorKind::failed, MediaId::inUse},         // EBUSY
    {17, ErrorKind::failed, MediaId::taken},         // EEXIST
    {19, ErrorKind::failed, MediaId::gone},          // ENODEV
    {20, ErrorKind::absent, MediaId::noFolder},      // ENOTDIR
    {22, ErrorKind::invalid, MediaId::badName},      // EINVAL: FAT refuses ':' and its like so
    {26, ErrorKind::failed, MediaId::inUse},         // ETXTBSY
    {27, ErrorKind::failed, MediaId::tooLarge},      // EFBIG
    {28, ErrorKind::failed, MediaId::full},          // ENOSPC
    {30, ErrorKind::denied, MediaId::locked},        // EROFS
    {36, ErrorKind::invalid, MediaId::badName},      // ENAMETOOLONG
    {107, ErrorKind::failed, MediaId::gone},         // ENOTCONN: a FUSE file system whose program ended
    {116, ErrorKind::failed, MediaId::gone},         // ESTALE
    {117, ErrorKind::failed, MediaId::unformatted},  // EUCLEAN
    {122, ErrorKind::failed, MediaId::full},         // EDQUOT
    {123, ErrorKind::failed, MediaId::gone},         // ENOMEDIUM
};

Error translate(std::span<const Meaning> table, Text step, CodeSpace space, std::uint32_t code) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Meaning& each) { return each.code == code; });
  if (found == table.end()) {
    return {ErrorKind::failed, std::move(step), space == CodeSpace::posix ? Text() : Text(MediaId::systemError), space,
            code};
  }
  return {found->kind, std::move(step), found->why, space, code};
}

bool hasCode(const Error& error, std::initializer_list<std::uint32_t> win32,
             std::initializer_list<std::uint32_t> posix) {
  const auto& codes = error.space == CodeSpace::win32 ? win32 : posix;
  return (error.space == CodeSpace::win32 || error.space == CodeSpace::posix) &&
         std::find(codes.begin(), codes.end(), error.code) != codes.end();
}

}  // namespace

Error win32Error(Text step, std::uint32_t code) {
  Error error = translate(win32Meanings, std::move(step), CodeSpace::win32, code);
  if (code >= 0x80000000U) {
    error.space = CodeSpace::hresult;
  }
  return error;
}

Error posixError(Text step, std::uint32_t code) {
  return translate(posixMeanings, std::move(step), CodeSpace::posix, code);
}

Error driveGone(Error error) {
  error.kind = ErrorKind::failed;
  error.words = MediaId::noDrive;
  return error;
}

bool isTaken(const Error& error) {
  return hasCode(error, {80, 183}, {17});
}

bool isInUse(const Error& error) {
  return hasCode(error, {5, 32, 33}, {16, 26});
}

}  // namespace preflight::media
