#include "media/system_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace preflight::media {
namespace {

struct Meaning {
  std::uint32_t code;
  ErrorKind kind;
  std::string_view words;
};

constexpr std::string_view full = "the drive is full; free some space or take another stick";
constexpr std::string_view locked = "the drive is write-protected; move its lock or take another stick";
constexpr std::string_view gone = "the drive is gone or failing; plug it in again or take another stick";
constexpr std::string_view noDrive =
    "there is no such drive now; was it pulled? Plug it in again or take another stick";
constexpr std::string_view refused =
    "no permission, or the file is open elsewhere; close it there or take another stick";
constexpr std::string_view inUse = "the file is open in another program; close it there and try again";
constexpr std::string_view noFile = "it is not there";
constexpr std::string_view noFolder = "the folder is not there";
constexpr std::string_view taken = "a file of that name is there already";
constexpr std::string_view badName = "the drive cannot hold such a file name";
constexpr std::string_view tooLarge = "the drive cannot hold a file as large as this";
constexpr std::string_view bitLocker = "the drive is locked by BitLocker; unlock it first";
constexpr std::string_view unformatted = "the drive is not formatted, or damaged";
constexpr std::string_view policy = "a policy of this device forbids writing to removable drives";

constexpr Meaning win32Meanings[] = {
    {2, ErrorKind::absent, noFile},
    {3, ErrorKind::absent, noFolder},
    {5, ErrorKind::denied, refused},
    {15, ErrorKind::failed, gone},               // ERROR_INVALID_DRIVE
    {19, ErrorKind::denied, locked},             // ERROR_WRITE_PROTECT
    {21, ErrorKind::failed, gone},               // ERROR_NOT_READY
    {23, ErrorKind::failed, gone},               // ERROR_CRC
    {27, ErrorKind::failed, gone},               // ERROR_SECTOR_NOT_FOUND
    {29, ErrorKind::failed, gone},               // ERROR_WRITE_FAULT
    {30, ErrorKind::failed, gone},               // ERROR_READ_FAULT
    {31, ErrorKind::failed, gone},               // ERROR_GEN_FAILURE
    {32, ErrorKind::failed, inUse},              // ERROR_SHARING_VIOLATION
    {33, ErrorKind::failed, inUse},              // ERROR_LOCK_VIOLATION
    {39, ErrorKind::failed, full},               // ERROR_HANDLE_DISK_FULL
    {53, ErrorKind::failed, gone},               // ERROR_BAD_NETPATH
    {55, ErrorKind::failed, gone},               // ERROR_DEV_NOT_EXIST
    {80, ErrorKind::failed, taken},              // ERROR_FILE_EXISTS
    {112, ErrorKind::failed, full},              // ERROR_DISK_FULL
    {123, ErrorKind::invalid, badName},          // ERROR_INVALID_NAME
    {183, ErrorKind::failed, taken},             // ERROR_ALREADY_EXISTS
    {206, ErrorKind::invalid, badName},          // ERROR_FILENAME_EXCED_RANGE
    {223, ErrorKind::failed, tooLarge},          // ERROR_FILE_TOO_LARGE
    {433, ErrorKind::failed, gone},              // ERROR_NO_SUCH_DEVICE
    {1005, ErrorKind::failed, unformatted},      // ERROR_UNRECOGNIZED_VOLUME
    {1006, ErrorKind::failed, gone},             // ERROR_FILE_INVALID
    {1117, ErrorKind::failed, gone},             // ERROR_IO_DEVICE
    {1167, ErrorKind::failed, gone},             // ERROR_DEVICE_NOT_CONNECTED
    {1260, ErrorKind::denied, policy},           // ERROR_ACCESS_DISABLED_BY_POLICY
    {1392, ErrorKind::failed, unformatted},      // ERROR_FILE_CORRUPT
    {1393, ErrorKind::failed, unformatted},      // ERROR_DISK_CORRUPT
    {1785, ErrorKind::failed, unformatted},      // ERROR_UNRECOGNIZED_MEDIA
    {0x80310000, ErrorKind::denied, bitLocker},  // FVE_E_LOCKED_VOLUME
};

constexpr Meaning posixMeanings[] = {
    {1, ErrorKind::denied, refused},        // EPERM
    {2, ErrorKind::absent, noFile},         // ENOENT
    {5, ErrorKind::failed, gone},           // EIO
    {6, ErrorKind::failed, gone},           // ENXIO
    {13, ErrorKind::denied, refused},       // EACCES
    {16, ErrorKind::failed, inUse},         // EBUSY
    {17, ErrorKind::failed, taken},         // EEXIST
    {19, ErrorKind::failed, gone},          // ENODEV
    {20, ErrorKind::absent, noFolder},      // ENOTDIR
    {22, ErrorKind::invalid, badName},      // EINVAL: FAT refuses ':' and its like so
    {26, ErrorKind::failed, inUse},         // ETXTBSY
    {27, ErrorKind::failed, tooLarge},      // EFBIG
    {28, ErrorKind::failed, full},          // ENOSPC
    {30, ErrorKind::denied, locked},        // EROFS
    {36, ErrorKind::invalid, badName},      // ENAMETOOLONG
    {107, ErrorKind::failed, gone},         // ENOTCONN: a FUSE file system whose program ended
    {116, ErrorKind::failed, gone},         // ESTALE
    {117, ErrorKind::failed, unformatted},  // EUCLEAN
    {122, ErrorKind::failed, full},         // EDQUOT
    {123, ErrorKind::failed, gone},         // ENOMEDIUM
};

Error translate(std::span<const Meaning> table, std::string step, CodeSpace space, std::uint32_t code) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Meaning& each) { return each.code == code; });
  if (found == table.end()) {
    return {ErrorKind::failed, std::move(step), "the system reported an error", space, code};
  }
  return {found->kind, std::move(step), std::string(found->words), space, code};
}

bool hasCode(const Error& error, std::initializer_list<std::uint32_t> win32,
             std::initializer_list<std::uint32_t> posix) {
  const auto& codes = error.space == CodeSpace::win32 ? win32 : posix;
  return (error.space == CodeSpace::win32 || error.space == CodeSpace::posix) &&
         std::find(codes.begin(), codes.end(), error.code) != codes.end();
}

}  // namespace

Error win32Error(std::string step, std::uint32_t code) {
  Error error = translate(win32Meanings, std::move(step), CodeSpace::win32, code);
  if (code >= 0x80000000U) {
    error.space = CodeSpace::hresult;
  }
  return error;
}

Error posixError(std::string step, std::uint32_t code) {
  return translate(posixMeanings, std::move(step), CodeSpace::posix, code);
}

Error driveGone(Error error) {
  error.kind = ErrorKind::failed;
  error.words = noDrive;
  return error;
}

bool isTaken(const Error& error) {
  return hasCode(error, {80, 183}, {17});
}

bool isInUse(const Error& error) {
  return hasCode(error, {5, 32, 33}, {16, 26});
}

}  // namespace preflight::media
