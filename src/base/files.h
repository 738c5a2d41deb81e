// Files and folders of this system, by their paths in UTF-8 (base/path.h). What a durable write needs is in
// media/file_system.h. std::filesystem is not used, since it brings all of the locales into preflight.exe.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/result.h"

namespace preflight {

// A file system error with the system's own code. Its words are ours: the system's are in its own language.
Error systemError(const std::error_code& code, Text step);

enum class FileKind : std::uint8_t {
  none,  // nothing of that name is there
  file,
  folder,
  other,   // a device, pipe or socket
  hidden,  // it could not be looked at: it may be there
};

struct FileFacts {
  FileKind kind = FileKind::none;
  std::uint64_t bytes = 0;
  std::int64_t changed = 0;  // the system's own number for the last change, for comparing
  std::error_code problem;   // of `none` and `hidden`

  // Something of that name is there. False too where it could not be looked at.
  bool exists() const { return kind == FileKind::file || kind == FileKind::folder || kind == FileKind::other; }
};

enum class Links : std::uint8_t { follow, keep };
FileFacts factsOf(const std::string& path, Links links = Links::follow);
bool isFolder(const std::string& path);
// Both are there, and they are one file under two names.
bool isSameFile(const std::string& a, const std::string& b);

struct FolderNames {
  std::vector<std::string> names;  // in no order
  std::error_code problem;         // what is in `names` was found before it
};
// At most `most` names.
FolderNames namesIn(const std::string& folder, std::size_t most);

// An error says that it was not done.
std::error_code makeFolder(const std::string& path);   // a folder that is there already is an error
std::error_code makeFolders(const std::string& path);  // with those above it; one that is there is none
std::error_code removeFile(const std::string& path);   // a file or an empty folder; nothing there is no error
std::error_code removeTree(const std::string& path);   // links are removed, never followed
std::error_code renameFile(const std::string& from, const std::string& to);  // takes the place of a file

// A file that is read or written from its begin to its end.
class File {
 public:
  enum class Mode : std::uint8_t { read, create, append };  // `create` empties a file that is already there

  File() = default;
  // Any name works on Windows too, with any code page. Test isOpen() afterwards.
  File(const std::string& path, Mode mode);

  bool isOpen() const { return file_ != nullptr; }
  // No call has failed since it was opened.
  bool good() const { return isOpen() && reason_ == 0; }

  // Bytes that were read: fewer than asked for only at the end of the file or after a failure.
  std::size_t read(std::span<char> buffer);
  bool write(std::string_view bytes);
  // Whence is SEEK_SET, SEEK_CUR or SEEK_END. Gives the new position in bytes, -1 after a failure.
  std::int64_t seek(std::int64_t offset, int whence);
  // Writes what is still held. False if that failed, or anything before it.
  bool close();

  // The first failure as an error of `step`: `words` if the C library's code (errno) has no meaning of its own.
  Error error(Text step, Text words) const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  bool failed(bool failure);

  std::unique_ptr<std::FILE, Close> file_;
  int reason_ = 0;  // errno of the first failure, -1 if it left none
};

// What the two systems do differently for File: the open file, null with errno after a failure; the new position or -1.
std::FILE* openFile(const std::string& path, const char* mode);
std::int64_t seekFile(std::FILE* file, std::int64_t offset, int whence);

}  // namespace preflight
