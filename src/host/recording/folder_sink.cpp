#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "host/recording/members.h"
#include "host/recording/part_path.h"
#include "host/recording/sink.h"
#include "text/error_id.h"

namespace preflight {
namespace {

class FolderSink : public RecordingSink {
 public:
  FolderSink(std::string target, std::string part) : target_(std::move(target)), part_(std::move(part)) {}
  ~FolderSink() override {
    file_.close();
    if (!part_.empty()) {
      static_cast<void>(removeTree(part_));
    }
  }

  Result<void> begin(std::string_view name) override {
    if (!recording::isMemberName(name)) {
      return fail(ErrorKind::invalid, {ErrorId::stepWrite, {{"what", printable(name, 80)}}}, ErrorId::whyRecordingName);
    }
    const std::string path = joinPath(part_, name);
    step_ = Text(ErrorId::stepWrite, {{"what", path}});
    if (const std::error_code code = makeFolders(parentOf(path))) {
      return tl::unexpected(systemError(code, step_));
    }
    file_ = File(path, File::Mode::create);
    return checked(ErrorId::whyNotMade);
  }
  Result<void> write(std::string_view bytes) override {
    file_.write(bytes);
    return checked(ErrorId::whyNotWritten);
  }
  Result<void> end() override {
    if (!file_.close()) {
      return tl::unexpected(file_.error(step_, ErrorId::whyNotWritten));
    }
    return {};
  }
  Result<void> finish() override {
    static_cast<void>(removeFile(target_));  // an empty folder; a full one stays and lets the rename fail
    if (const std::error_code code = renameFile(part_, target_)) {
      return tl::unexpected(systemError(code, {ErrorId::stepRename, {{"what", part_}}}));
    }
    part_.clear();
    return {};
  }

 private:
  Result<void> checked(ErrorId why) {
    if (file_.good()) {
      return {};
    }
    return tl::unexpected(file_.error(step_, why));
  }

  std::string target_;
  std::string part_;
  Text step_;
  File file_;
};

}  // namespace

Result<void> RecordingSink::add(std::string_view name, std::string_view bytes) {
  return begin(name).and_then([&] { return write(bytes); }).and_then([&] { return end(); });
}

Result<std::unique_ptr<RecordingSink>> folderSink(std::string_view pathUtf8) {
  const Text step(ErrorId::stepRecord, {{"what", printable(pathUtf8)}});
  std::string target(pathUtf8);
  if (fileNameOf(target).empty()) {
    target = parentOf(target);  // "E:\out\" is "E:\out"
  }
  if (const FileFacts facts = factsOf(target); facts.exists()) {
    if (facts.kind != FileKind::folder) {
      return fail(ErrorKind::invalid, step, ErrorId::whyRecordingFileThere);
    }
    if (const FolderNames inside = namesIn(target, 1); !inside.names.empty() || inside.problem) {
      return fail(ErrorKind::invalid, step, ErrorId::whyRecordingNotEmpty);
    }
  }
  auto part = recording::freePartPath(target);
  if (!part) {
    return tl::unexpected(part.error());
  }
  if (const std::error_code code = makeFolder(*part)) {
    return tl::unexpected(systemError(code, step));
  }
  return std::make_unique<FolderSink>(std::move(target), *std::move(part));
}

}  // namespace preflight
