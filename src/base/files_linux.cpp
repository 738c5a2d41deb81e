#include <cerrno>
#include <filesystem>

#include "base/files.h"
#include "base/path.h"

namespace preflight {

namespace fs = std::filesystem;

const char pathSeparator = '/';

bool isPathSeparator(char character) {
  return character == '/';
}

std::size_t rootLength(std::string_view path) {
  return path.starts_with('/') ? 1 : 0;
}

bool isAbsolutePath(std::string_view path) {
  return path.starts_with('/');
}

std::string absolutePath(std::string_view path) {
  std::error_code ignored;
  return isAbsolutePath(path) ? normalPath(path) : normalPath(joinPath(fs::current_path(ignored).native(), path));
}

FileFacts factsOf(const std::string& path, Links links) {
  FileFacts facts;
  const fs::file_status status =
      links == Links::follow ? fs::status(path, facts.problem) : fs::symlink_status(path, facts.problem);
  switch (status.type()) {
    case fs::file_type::not_found:
      facts.kind = FileKind::none;
      break;
    case fs::file_type::none:
      facts.kind = FileKind::hidden;
      break;
    case fs::file_type::regular:
      facts.kind = FileKind::file;
      break;
    case fs::file_type::directory:
      facts.kind = FileKind::folder;
      break;
    default:
      facts.kind = FileKind::other;
  }
  if (facts.kind == FileKind::file) {
    std::error_code ignored;
    const std::uintmax_t size = fs::file_size(path, ignored);
    facts.bytes = ignored ? 0 : size;
    facts.changed = fs::last_write_time(path, ignored).time_since_epoch().count();
  }
  return facts;
}

bool isSameFile(const std::string& a, const std::string& b) {
  std::error_code problem;
  return fs::equivalent(a, b, problem) && !problem;
}

FolderNames namesIn(const std::string& folder, std::size_t most) {
  FolderNames found;
  fs::directory_iterator at(folder, found.problem);
  for (; !found.problem && at != fs::directory_iterator() && found.names.size() < most; at.increment(found.problem)) {
    found.names.push_back(at->path().filename());
  }
  return found;
}

std::error_code makeFolder(const std::string& path) {
  std::error_code problem;
  if (!fs::create_directory(path, problem) && !problem) {
    return std::make_error_code(std::errc::file_exists);
  }
  return problem;
}

std::error_code makeFolders(const std::string& path) {
  std::error_code problem;
  fs::create_directories(path, problem);
  return problem;
}

std::error_code removeFile(const std::string& path) {
  std::error_code problem;
  fs::remove(path, problem);
  return problem;
}

std::error_code removeTree(const std::string& path) {
  std::error_code problem;
  fs::remove_all(path, problem);
  return problem;
}

std::error_code renameFile(const std::string& from, const std::string& to) {
  std::error_code problem;
  fs::rename(from, to, problem);
  return problem;
}

std::FILE* openFile(const std::string& path, const char* mode) {
  return std::fopen(path.c_str(), mode);
}

std::int64_t seekFile(std::FILE* file, std::int64_t offset, int whence) {
  return fseeko(file, offset, whence) == 0 ? ftello(file) : -1;
}

}  // namespace preflight
