// One writer at a time on a stick. What holds the lock is the open file, which the system closes when its program ends:
// a lock file that nobody holds open is left over, however old or new it is, and only such a one is taken over.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "media/file_system.h"

namespace preflight::media {

class Lock {
 public:
  explicit Lock(std::unique_ptr<HeldFile> file, std::string note) : file_(std::move(file)), note_(std::move(note)) {}
  // A sentence: a lock that another run left was taken over, and whose it was. Empty: there was none.
  const std::string& note() const { return note_; }

 private:
  std::unique_ptr<HeldFile> file_;  // lets go, and removes the lock file
  std::string note_;
};

// Waits at most `patience` for one program that has it; the error then names that program. The file's folder must be
// there.
Result<std::unique_ptr<Lock>> takeLock(FileSystem& files, const std::string& path,
                                       std::chrono::milliseconds patience = std::chrono::seconds(20));

}  // namespace preflight::media
