// A file system in memory whose every call can be made to fail, to be the last one before a kill, or before the power
// goes. It keeps what is seen by programs apart from what has reached the medium.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "media/file_system.h"

namespace preflight::media {

struct Fault {
  enum class Kind : std::uint8_t { none, once, fromThenOn, killedBefore, killedAfter } kind = Kind::none;
  std::size_t call = 0;  // the first call is 0
  std::uint32_t code = 0;
};

class MemoryFiles final : public FileSystem {
 public:
  struct Node {
    bool folder = false;
    bool readOnly = false;
    Bytes content;   // as programs see it
    Bytes onMedium;  // as it was flushed last
    int openBy = 0;
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;
  // Thrown where the process dies; not a std::exception, so that nothing catches it on the way.
  struct Killed {};

  explicit MemoryFiles(CodeSpace codes) : codes_(codes) {}

  Names namesNow;       // as programs see it
  Names namesOnMedium;  // as the folders were flushed last
  std::vector<std::string> calls;
  std::vector<std::chrono::milliseconds> pauses;
  Fault fault;
  bool dead = false;  // killed; nothing more happens until restart()
  std::size_t mostInOneWrite = SIZE_MAX;
  std::uint64_t capacity = UINT64_MAX;  // of all files; a write that crosses it takes what fits and reports success
  std::uint64_t volume = 1;
  bool flipsABit = false;  // in what is read
  std::function<void(std::size_t call, const std::string& what)> beforeCall;

  void addFolder(const std::string& path);
  void addFile(const std::string& path, std::string_view content, bool readOnly = false);
  // Everything so far is on the medium, and counting starts again.
  void settle();
  // The process is gone, and the next one begins: nothing is open.
  void restart();
  std::string content(const std::string& path) const;  // "(none)" when there is no such file
  std::vector<std::string> temporaries() const;

  bool isSeparator(char character) const override { return character == '/' || character == '\\'; }
  Result<FileStatus> status(const std::string& path) override;
  Result<std::unique_ptr<OpenFile>> createNew(const std::string& path) override;
  Result<std::unique_ptr<OpenFile>> openForReading(const std::string& path) override;
  Result<void> rename(const std::string& from, const std::string& to, Replace replace) override;
  Result<void> flushFolder(const std::string& path) override;
  Result<void> makeFolder(const std::string& path) override;
  Result<void> remove(const std::string& path) override;
  Result<void> removeUnused(const std::string& path) override;
  Result<std::vector<std::string>> names(const std::string& folder) override;
  void pause(std::chrono::milliseconds time) override { pauses.push_back(time); }
  Result<std::unique_ptr<HeldFile>> hold(const std::string& path) override;
  Result<std::string> heldText(const std::string& path) override;
  std::string thisProgram() override { return "PC-7, process 4242"; }

  // One call: counts it, fails or dies if the fault says so, else does it.
  template <class T>
  Result<T> call(const std::string& what, const std::string& path, const std::function<Result<T>()>& body) {
    const std::size_t index = calls.size();
    calls.push_back(what);
    if (beforeCall) {
      beforeCall(index, what);
    }
    const bool hit = fault.kind != Fault::Kind::none && index == fault.call;
    const bool later = fault.kind == Fault::Kind::fromThenOn && index > fault.call;
    if ((hit && fault.kind == Fault::Kind::once) || (hit && fault.kind == Fault::Kind::fromThenOn) || later) {
      return tl::unexpected(error(what + " " + path, fault.code));
    }
    if (dead) {
      throw Killed{};  // what unwinds the stack does not reach the medium
    }
    if (hit && fault.kind == Fault::Kind::killedBefore) {
      dead = true;
      throw Killed{};
    }
    Result<T> result = body();
    if (hit && fault.kind == Fault::Kind::killedAfter) {
      dead = true;
      throw Killed{};
    }
    return result;
  }
  Error error(std::string step, std::uint32_t code) const;
  Error notThere(const std::string& step) const { return error(step, 2); }
  std::uint64_t used() const;

 private:
  CodeSpace codes_;
};

}  // namespace preflight::media
