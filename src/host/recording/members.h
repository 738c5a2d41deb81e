// The files of a recording, wherever they are: a folder, a .zip file, memory. Names come from the recording itself and
// are hostile; they are looked up only, never written.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace preflight::recording {

// One file from its start to its end.
class MemberStream {
 public:
  MemberStream() = default;
  MemberStream(const MemberStream&) = delete;
  MemberStream& operator=(const MemberStream&) = delete;
  virtual ~MemberStream() = default;
  // How many bytes were put into `buffer`; 0 at the end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

// Safe for several threads: each open() gives a stream of its own.
class Members {
 public:
  Members() = default;
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;
  virtual ~Members() = default;
  // absent: there is no such file. invalid: a name that no recording holds.
  virtual Result<std::unique_ptr<MemberStream>> open(std::string_view name) const = 0;
  // For messages.
  virtual std::string where() const = 0;

  // How many values (RecordingFormat::keptValues) may still be kept of all files together. Two threads at once may go
  // over it by one file.
  std::size_t valuesLeft() const;
  void keepValues(std::size_t count) const { keptValues_ += count; }

 private:
  mutable std::atomic<std::size_t> keptValues_{0};
};

Result<std::unique_ptr<Members>> openMembers(std::string_view pathUtf8);
Result<std::unique_ptr<Members>> openZipMembers(std::string_view pathUtf8);
std::unique_ptr<Members> memoryMembers(std::map<std::string, std::string, std::less<>> members);

// Of several recordings in a row: what the last does not hold is taken from the one before it, file by file. Not empty.
std::unique_ptr<Members> layeredMembers(std::vector<std::shared_ptr<const Members>> oldestFirst);

// "a.json", "files/12.json", "events/autopilot.jsonl": letters, digits, '-' and '_', at most one folder.
bool isMemberName(std::string_view name);

// The whole file; invalid when it is larger than RecordingFormat::file allows.
Result<std::string> readMember(const Members& members, std::string_view name);

// The step "read recording.json in E:\r", or "read format in recording.json of E:\r, line 3, column 5".
Text memberStep(std::string_view where, std::string_view member);
// An error in one file of a recording, perhaps at the value that `path` names.
tl::unexpected<Error> damaged(const Members& members, std::string_view member, Text words);
tl::unexpected<Error> damaged(const Members& members, std::string_view member, JsonPlace place, std::string_view path,
                              Text words);

}  // namespace preflight::recording
