// What a system's error number means for a file on a stick, in words for whoever holds the stick. Pure tables: both are
// there on both systems, so that both can be tested.
#pragma once

#include <cstdint>
#include "base/result.h"

namespace preflight::media {

// Source of the numbers: winerror.h; facts gathered for removable drives.
Error win32Error(Text step, std::uint32_t code);
// Source of the numbers: Linux' asm-generic/errno.h, written out so that the table stands on Windows too.
Error posixError(Text step, std::uint32_t code);

// The same error, told as that of a whole drive that does not answer any more: nothing is known of what lies on it.
Error driveGone(Error error);

// The name is taken already (ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS, EEXIST).
bool isTaken(const Error& error);
// Somebody else has the file open for the moment: virus scanners and indexers do so right after a file was closed.
bool isInUse(const Error& error);

}  // namespace preflight::media
