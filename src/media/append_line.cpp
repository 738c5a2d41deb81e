#include "media/append_line.h"

#include <filesystem>
#include <fstream>

namespace preflight::media {

Result<void> appendLine(const std::string& path, std::string_view line) {
  // The standard stream over a path takes any name on Windows too.
  std::ofstream file(std::filesystem::path(std::u8string(path.begin(), path.end())), std::ios::app | std::ios::binary);
  if (!file) {
    return fail(ErrorKind::failed, "open the log " + path, "it cannot be opened for writing");
  }
  file.write(line.data(), static_cast<std::streamsize>(line.size()));
  file.close();
  if (!file) {
    return fail(ErrorKind::failed, "write the log " + path, "the line was not written whole");
  }
  return {};
}

}  // namespace preflight::media
