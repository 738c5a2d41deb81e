// The system calls of a durable write, one function each, so that tests can make every one of them fail.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace preflight::media {

struct FileStatus {
  enum class Kind : std::uint8_t { file, folder, other } kind = Kind::other;  // other: a link, device or pipe
  std::uint64_t size = 0;
  bool readOnly = false;     // the file's own mark: read-only attribute, or no write permission for anybody
  std::uint64_t volume = 0;  // tells volumes apart: device number, or the volume's serial number
};

class OpenFile {
 public:
  OpenFile() = default;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  virtual ~OpenFile() = default;  // closes, whatever happens

  // As FileStatus::volume, of where the open file truly is.
  virtual Result<std::uint64_t> volume() = 0;
  // May take fewer bytes than given without an error (POSIX in general; Wine on a full disk).
  virtual Result<std::size_t> write(ByteView bytes) = 0;
  // 0 at the end of the file.
  virtual Result<std::size_t> read(std::span<std::uint8_t> buffer) = 0;
  virtual Result<void> flush() = 0;
  // To be called once; nothing else is called afterwards.
  virtual Result<void> close() = 0;
};

enum class Replace : std::uint8_t { no, yes };

// A file that one program holds alone. The system lets go of it when that program ends, however it ends.
class HeldFile {
 public:
  HeldFile() = default;
  HeldFile(const HeldFile&) = delete;
  HeldFile& operator=(const HeldFile&) = delete;
  virtual ~HeldFile() = default;  // lets go, and removes the file if it can

  // What a program that ended without letting go has left in it, at most 1 KB; nothing: the file is new.
  virtual const std::optional<std::string>& left() const = 0;
  virtual Result<void> setText(std::string_view text) = 0;
};

// Paths are UTF-8 and in the system's own form. Errors carry the system's code and words from system_errors.h.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  virtual bool isSeparator(char character) const = 0;
  // Links are not followed at the last part. absent: there is nothing.
  virtual Result<FileStatus> status(const std::string& path) = 0;
  // Fails when there is anything of that name. While it is open nobody else may write to or remove it.
  virtual Result<std::unique_ptr<OpenFile>> createNew(const std::string& path) = 0;
  // Past the system's cache where that is possible, so that the medium itself answers.
  virtual Result<std::unique_ptr<OpenFile>> openForReading(const std::string& path) = 0;
  // The old file or the new one is there at any moment; survives a loss of power together with flushFolder.
  virtual Result<void> rename(const std::string& from, const std::string& to, Replace replace) = 0;
  virtual Result<void> flushFolder(const std::string& path) = 0;
  virtual Result<void> makeFolder(const std::string& path) = 0;
  virtual Result<void> remove(const std::string& path) = 0;
  // Removes a file unless a program has it open.
  virtual Result<void> removeUnused(const std::string& path) = 0;
  virtual Result<std::vector<std::string>> names(const std::string& folder) = 0;
  virtual void pause(std::chrono::milliseconds time) = 0;
  // Makes or takes the file for this program alone; isInUse() while another one has it.
  virtual Result<std::unique_ptr<HeldFile>> hold(const std::string& path) = 0;
  // What the program that holds the file has written into it, at most 1 KB.
  virtual Result<std::string> heldText(const std::string& path) = 0;
  // Computer and number of this process, for people: "PC-7, process 4242".
  virtual std::string thisProgram() = 0;
};

// The real one; lives as long as the program.
FileSystem& systemFiles();

}  // namespace preflight::media
