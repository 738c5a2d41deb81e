#include <filesystem>
#include <fstream>

#include "base/path.h"
#include "base/text.h"
#include "host/recording/members.h"
#include "host/recording/part_path.h"
#include "host/recording/sink.h"
#include "text/error_id.h"

namespace preflight {
namespace {

namespace fs = std::filesystem;

class FolderSink : public RecordingSink {
 public:
  FolderSink(fs::path target, fs::path part) : target_(std::move(target)), part_(std::move(part)) {}
  ~FolderSink() override {
    file_.close();
    if (!part_.empty()) {
      std::error_code ignored;
      fs::remove_all(part_, ignored);
    }
  }

  Result<void> begin(std::string_view name) override {
    if (!recording::isMemberName(name)) {
      return fail(ErrorKind::invalid, {ErrorId::stepWrite, {{"what", printable(name, 80)}}}, ErrorId::whyRecordingName);
    }
    const fs::path path = part_ / pathFromUtf8(name);
    step_ = Text(ErrorId::stepWrite, {{"what", utf8FromPath(path)}});
    std::error_code code;
    fs::create_directories(path.parent_path(), code);
    if (code) {
      return tl::unexpected(systemError(code, step_));
    }
    errno = 0;
    file_.open(path, std::ios::binary | std::ios::trunc);
    return checked(ErrorId::whyNotMade);
  }
  Result<void> write(std::string_view bytes) override {
    errno = 0;
    file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return checked(ErrorId::whyNotWritten);
  }
  Result<void> end() override {
    errno = 0;
    file_.close();  // writes what the stream still holds
    return checked(ErrorId::whyNotWritten);
  }
  Result<void> finish() override {
    std::error_code code;
    fs::remove(target_, code);  // an empty folder; a full one stays and lets the rename fail
    fs::rename(part_, target_, code);
    if (code) {
      return tl::unexpected(systemError(code, {ErrorId::stepRename, {{"what", utf8FromPath(part_)}}}));
    }
    part_.clear();
    return {};
  }

 private:
  Result<void> checked(ErrorId why) {
    if (file_) {
      return {};
    }
    return tl::unexpected(streamError(step_, why));
  }

  fs::path target_;
  fs::path part_;
  Text step_;
  std::ofstream file_;
};

}  // namespace

Result<void> RecordingSink::add(std::string_view name, std::string_view bytes) {
  return begin(name).and_then([&] { return write(bytes); }).and_then([&] { return end(); });
}

Result<std::unique_ptr<RecordingSink>> folderSink(std::string_view pathUtf8) {
  const Text step(ErrorId::stepRecord, {{"what", printable(pathUtf8)}});
  fs::path target = pathFromUtf8(pathUtf8);
  if (!target.has_filename() && target.has_relative_path()) {
    target = target.parent_path();  // "E:\out\" is "E:\out"
  }
  std::error_code code;
  const fs::file_status status = fs::status(target, code);
  if (fs::exists(status)) {
    if (!fs::is_directory(status)) {
      return fail(ErrorKind::invalid, step, ErrorId::whyRecordingFileThere);
    }
    if (!fs::is_empty(target, code) || code) {
      return fail(ErrorKind::invalid, step, ErrorId::whyRecordingNotEmpty);
    }
  }
  auto part = recording::freePartPath(target);
  if (!part) {
    return tl::unexpected(part.error());
  }
  if (fs::create_directory(*part, code); code) {
    return tl::unexpected(systemError(code, step));
  }
  return std::make_unique<FolderSink>(std::move(target), *std::move(part));
}

}  // namespace preflight
