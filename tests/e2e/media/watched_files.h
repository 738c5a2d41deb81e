// The real file system, with something that happens at one of its calls: the process dies, or waits.
#pragma once

#include <functional>
#include <memory>

#include "media/file_system.h"

namespace preflight::media {

// `before` and `after` are called around every call with its number (from 0) and its name.
using CallHook = std::function<void(std::size_t call, const char* name)>;

std::unique_ptr<FileSystem> watchedFiles(FileSystem& real, CallHook before, CallHook after);

}  // namespace preflight::media
