// Reading Linux files, folders and links with limits. Paths here are real ones: the caller has put the root before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"

namespace preflight::linux_files {

// The error of a system call: ENOENT and ENOTDIR are absent, EACCES and EPERM denied, others failed.
Error systemError(Text step, int code);

// Regular files only: opening a pipe or a device could block or change something.
Result<FileContent> readFile(const std::string& path, const FileRead& read);
// At most 100,000 entries, sorted by name; links are followed, and one that leads nowhere is listed as a file.
Result<std::vector<FileEntry>> listFolder(const std::string& path);
// Names alone, sorted; nothing when the folder cannot be read.
std::vector<std::string> namesIn(const std::string& folder);

// The trimmed text of a small file such as /sys/block/sda/size; empty when it is not there or cannot be read.
std::string textOfFile(const std::string& path);
std::uint64_t numberInFile(const std::string& path);  // 0 when there is none
// Where a link points to, as written in it; empty when it is no link.
std::string linkTarget(const std::string& path);
// The path without links and dots; empty when it leads nowhere.
std::string resolved(const std::string& path);
bool exists(const std::string& path);
std::string_view lastPart(std::string_view path);

}  // namespace preflight::linux_files
