#include <archive.h>
#include <archive_entry.h>

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

struct Target {
  std::ofstream file;
  int reason = 0;  // errno when a write failed
};

la_ssize_t writeBlock(archive* a, void* data, const void* buffer, std::size_t size) {
  auto& target = *static_cast<Target*>(data);
  errno = 0;
  target.file.write(static_cast<const char*>(buffer), static_cast<std::streamsize>(size));
  if (!target.file) {
    target.reason = errno;
    archive_set_error(a, errno, "write");
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
  ZipSink(fs::path target, fs::path part, UtcTime modified)
      : target_(std::move(target)),
        part_(std::move(part)),
        modified_(modified),
        step_(ErrorId::stepWrite, {{"what", utf8FromPath(target_)}}),
        archive_(archive_write_new()) {}
  ~ZipSink() override {
    archive_.reset();
    file_.file.close();
    if (!part_.empty()) {
      std::error_code ignored;
      fs::remove(part_, ignored);
    }
  }

  Result<void> open() {
    errno = 0;
    file_.file.open(part_, std::ios::binary | std::ios::trunc);
    if (!file_.file) {
      return tl::unexpected(streamError(step_, ErrorId::whyNotMade));
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
    errno = 0;
    file_.file.close();
    if (!file_.file) {
      return tl::unexpected(streamError(step_, ErrorId::whyNotWritten));
    }
    std::error_code code;
    fs::rename(part_, target_, code);
    if (code) {
      return tl::unexpected(systemError(code, step_));
    }
    part_.clear();
    return {};
  }

 private:
  Result<void> checked(int code) {
    if (code == ARCHIVE_OK && file_.reason == 0 && file_.file) {
      return {};
    }
    if (file_.reason != 0) {
      errno = file_.reason;
      return tl::unexpected(streamError(step_, ErrorId::whyNotWritten));
    }
    return fail(ErrorKind::failed, step_, ErrorId::whyNotWritten);
  }

  fs::path target_;
  fs::path part_;
  UtcTime modified_;
  Text step_;
  Target file_;
  std::unique_ptr<archive_entry, FreeEntry> entry_;
  std::unique_ptr<archive, FreeWriter> archive_;
};

}  // namespace

Result<std::unique_ptr<RecordingSink>> zipSink(std::string_view pathUtf8, UtcTime modified) {
  fs::path target = pathFromUtf8(pathUtf8);
  const Text step(ErrorId::stepRecord, {{"what", printable(pathUtf8)}});
  std::error_code code;
  if (fs::is_directory(target, code)) {
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
