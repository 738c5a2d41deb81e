#include "watched_files.h"

namespace preflight::media {
namespace {

struct Watch {
  CallHook before;
  CallHook after;
  std::size_t calls = 0;

  template <class Body>
  auto around(const char* name, Body body) {
    const std::size_t call = calls++;
    before(call, name);
    auto result = body();
    after(call, name);
    return result;
  }
};

class WatchedFile final : public OpenFile {
 public:
  WatchedFile(std::unique_ptr<OpenFile> real, Watch& watch) : real_(std::move(real)), watch_(watch) {}
  Result<std::uint64_t> volume() override {
    return watch_.around("volume", [&] { return real_->volume(); });
  }
  Result<std::size_t> write(ByteView bytes) override {
    return watch_.around("write", [&] { return real_->write(bytes); });
  }
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    return watch_.around("read", [&] { return real_->read(buffer); });
  }
  Result<void> flush() override {
    return watch_.around("flush", [&] { return real_->flush(); });
  }
  Result<void> close() override {
    return watch_.around("close", [&] { return real_->close(); });
  }

 private:
  std::unique_ptr<OpenFile> real_;
  Watch& watch_;
};

class WatchedFiles final : public FileSystem {
 public:
  WatchedFiles(FileSystem& real, CallHook before, CallHook after)
      : real_(real), watch_{std::move(before), std::move(after)} {}
  bool isSeparator(char character) const override { return real_.isSeparator(character); }
  Result<FileStatus> status(const std::string& path) override {
    return watch_.around("status", [&] { return real_.status(path); });
  }
  Result<std::unique_ptr<OpenFile>> createNew(const std::string& path) override {
    return watch_.around("create", [&] { return watched(real_.createNew(path)); });
  }
  Result<std::unique_ptr<OpenFile>> openForReading(const std::string& path) override {
    return watch_.around("open", [&] { return watched(real_.openForReading(path)); });
  }
  Result<void> rename(const std::string& from, const std::string& to, Replace replace) override {
    return watch_.around("rename", [&] { return real_.rename(from, to, replace); });
  }
  Result<void> flushFolder(const std::string& path) override {
    return watch_.around("flush folder", [&] { return real_.flushFolder(path); });
  }
  Result<void> makeFolder(const std::string& path) override {
    return watch_.around("make folder", [&] { return real_.makeFolder(path); });
  }
  Result<void> remove(const std::string& path) override {
    return watch_.around("remove", [&] { return real_.remove(path); });
  }
  Result<void> removeUnused(const std::string& path) override {
    return watch_.around("remove unused", [&] { return real_.removeUnused(path); });
  }
  Result<std::vector<std::string>> names(const std::string& folder) override {
    return watch_.around("names", [&] { return real_.names(folder); });
  }
  void pause(std::chrono::milliseconds time) override { real_.pause(time); }
  Result<std::unique_ptr<HeldFile>> hold(const std::string& path) override {
    return watch_.around("hold", [&] { return real_.hold(path); });
  }
  Result<std::string> heldText(const std::string& path) override {
    return watch_.around("held text", [&] { return real_.heldText(path); });
  }
  std::string thisProgram() override { return real_.thisProgram(); }

 private:
  Result<std::unique_ptr<OpenFile>> watched(Result<std::unique_ptr<OpenFile>> file) {
    return std::move(file).map([&](std::unique_ptr<OpenFile> real) -> std::unique_ptr<OpenFile> {
      return std::make_unique<WatchedFile>(std::move(real), watch_);
    });
  }

  FileSystem& real_;
  Watch watch_;
};

}  // namespace

std::unique_ptr<FileSystem> watchedFiles(FileSystem& real, CallHook before, CallHook after) {
  return std::make_unique<WatchedFiles>(real, std::move(before), std::move(after));
}

}  // namespace preflight::media
