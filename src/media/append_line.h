// Logs: one line more, whatever happened before.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "media/durable_write.h"

namespace preflight::media {

// Adds `line` (with its line end) to the file, which is made when missing; its folder must be there.
Result<void> appendLine(const std::string& path, std::string_view line);

// The same as a durable write of the whole file, which holds the newest lines that together have at most `maxBytes`:
// the oldest ones go. A line of an earlier run that has no end gets one. A file of more than four times `maxBytes` is
// not ours and is refused (`invalid`).
Result<Proof> appendDurably(FileSystem& files, const std::string& path, std::string_view line, std::size_t maxBytes,
                            const WriteOptions& options);

}  // namespace preflight::media
