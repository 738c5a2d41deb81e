// Parts of a durable write; for src/media alone.
#pragma once

#include <string>

#include "media/file_system.h"

namespace preflight::media {

// Random, so that two programs on one stick do not meet.
std::string temporaryName();

// Reads the file again and compares all bytes; `failed` names the first that differs.
Result<void> compareWith(FileSystem& files, const std::string& path, ByteView bytes);
// SHA-256 in lower-case hex.
Result<std::string> digestOf(FileSystem& files, const std::string& path);

}  // namespace preflight::media
