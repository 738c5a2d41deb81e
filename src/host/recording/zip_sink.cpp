#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

#include "base/files.h"
#include "base/text.h"
#include "host/recording/members.h"
#include "host/recording/part_path.h"
#include "host/recording/sink.h"
#include "text/error_id.h"

namespace preflight {
namespace {

la_ssize_t writeBlock(archive* a, void* data, const void* buffer, std::size_t size) {
  if (!static_cast<File*>(data)->write({static_cast<const char*>(buffer), size})) {
    archive_set_error(a, EIO, "write");
    return -1;
  }
  return static_cast<la_ssize_t>(size);
}

struct FreeWriter {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

class ZipSink : public RecordingSink {
 public:
  ZipSink(std::string target, std::string part, UtcTime modified)
      : target_(std::move(target)),
        part_(std::move(part)),
        modified_(modified),
        step_(ErrorId::stepWrite, {{"what", target_}}),
        archive_(archive_write_new()) {}
  ~ZipSink() override {
    archive_.reset();
    file_.close();
    if (!part_.empty()) {
      static_cast<void>(removeFile(part_));
    }
  }

  Result<void> open() {
    file_ = File(part_, File::Mode::create);
    if (!file_.isOpen()) {
      return tl::unexpected(file_.error(step_, ErrorId::whyNotMade));
    }
    archive* a = archive_.get();
    if (a == nullptr) {
      return fail(ErrorKind::failed, step_, ErrorId::whyNoMemory);
    }
    archive_write_set_format_zip(a);
    archive_write_zip_set_compression_deflate(a);
    archive_write_set_bytes_per_block(a, 64 << 10);
    archive_write_set_bytes_in_last_block(a, 1);
    return checked(archive_write_open(a, &file_, nullptr, writeBlock, nullptr));
  }

  Result<void> begin(std::string_view name) override {
    if (!recording::isMemberName(name)) {
      return fail(ErrorKind::invalid, {ErrorId::stepWrite, {{"what", printable(name, 80)}}}, ErrorId::whyRecordingName);
    }
    entry_.reset(archive_entry_new());
    archive_entry_set_pathname(entry_.get(), std::string(name).c_str());
    archive_entry_set_filetype(entry_.get(), AE_IFREG);
    archive_entry_set_perm(entry_.get(), 0644);
    archive_entry_set_mtime(entry_.get(), modified_.milliseconds / 1000, 0);
    return checked(archive_write_header(archive_.get(), entry_.get()));
  }
  Result<void> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const la_ssize_t written = archive_write_data(archive_.get(), bytes.data(), bytes.size());
      if (written <= 0) {
        return checked(ARCHIVE_FATAL);
      }
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  Result<void> end() override { return checked(archive_write_finish_entry(archive_.get())); }

  Result<void> finish() override {
    if (auto closed = checked(archive_write_close(archive_.get())); !closed) {
      return closed;
    }
    if (!file_.close()) {
      return tl::unexpected(file_.error(step_, ErrorId::whyNotWritten));
    }
    if (const std::error_code code = renameFile(part_, target_)) {
      return tl::unexpected(systemError(code, step_));
    }
    part_.clear();
    return {};
  }

 private:
  Result<void> checked(int code) {
    if (code == ARCHIVE_OK && file_.good()) {
      return {};
    }
    return tl::unexpected(file_.error(step_, ErrorId::whyNotWritten));
  }

  std::string target_;
  std::string part_;
  UtcTime modified_;
  Text step_;
  File file_;
  std::unique_ptr<archive_entry, FreeEntry> entry_;
  std::unique_ptr<archive, FreeWriter> archive_;
};

}  // namespace

Result<std::unique_ptr<RecordingSink>> zipSink(std::string_view pathUtf8, UtcTime modified) {
  std::string target(pathUtf8);
  const Text step(ErrorId::stepRecord, {{"what", printable(pathUtf8)}});
  if (isFolder(target)) {
    return fail(ErrorKind::invalid, step, ErrorId::whyRecordingFolderThere);
  }
  auto part = recording::freePartPath(target);
  if (!part) {
    return tl::unexpected(part.error());
  }
  auto sink = std::make_unique<ZipSink>(std::move(target), *std::move(part), modified);
  if (auto opened = sink->open(); !opened) {
    return tl::unexpected(opened.error());
  }
  return sink;
}

}  // namespace preflight
