// A recording in one .zip file. Members are found in the zip's central directory; a member that is not asked for is
// never decompressed, nor read but for its local header.
#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "host/recording/members.h"
#include "host/recording/recording.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

// What libarchive reads from: a file of our own, since its functions for names depend on the code page.
struct Source {
  File file;
  std::array<char, 16U << 10> block;
};

la_ssize_t readBlock(archive* /*a*/, void* data, const void** buffer) {
  auto& source = *static_cast<Source*>(data);
  const std::size_t got = source.file.read(source.block);
  *buffer = source.block.data();
  return source.file.good() ? static_cast<la_ssize_t>(got) : la_ssize_t{ARCHIVE_FATAL};
}

la_int64_t seekTo(archive* /*a*/, void* data, la_int64_t offset, int whence) {
  const std::int64_t at = static_cast<Source*>(data)->file.seek(offset, whence);
  return at >= 0 ? at : la_int64_t{ARCHIVE_FATAL};
}

la_int64_t skipBytes(archive* a, void* data, la_int64_t count) {
  return seekTo(a, data, count, SEEK_CUR) < 0 ? 0 : count;
}

struct CloseArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

Text recordingStep(const std::string& where) {
  return {ErrorId::stepRecording, {{"what", where}}};
}

class ZipStream : public MemberStream {
 public:
  explicit ZipStream(std::string where) : where_(std::move(where)), archive_(archive_read_new()) {}

  Result<void> open(std::string_view pathUtf8) {
    source_.file = File(std::string(pathUtf8), File::Mode::read);
    if (!source_.file.isOpen()) {
      return fail(ErrorKind::denied, recordingStep(where_), ErrorId::whyNotOpened);
    }
    archive* a = archive_.get();
    if (a == nullptr) {
      return fail(ErrorKind::failed, recordingStep(where_), ErrorId::whyNoMemory);
    }
    archive_read_support_format_zip_seekable(a);
    archive_read_set_read_callback(a, readBlock);
    archive_read_set_seek_callback(a, seekTo);
    archive_read_set_skip_callback(a, skipBytes);
    archive_read_set_callback_data(a, &source_);
    if (archive_read_open1(a) != ARCHIVE_OK) {
      return fail(ErrorKind::invalid, recordingStep(where_), ErrorId::whyRecordingNone);
    }
    return {};
  }

  // The next member's name; nothing at the end.
  Result<std::string> next() {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(archive_.get(), &entry);
    if (code == ARCHIVE_EOF) {
      return std::string();
    }
    // A warning is about a name in another code page; no member of a recording has one.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
      return tl::unexpected(broken(recordingStep(where_)));
    }
    const char* name = archive_entry_pathname(entry);
    return name == nullptr || *name == '\0' ? std::string("?") : std::string(name);
  }

  void setPlace(std::string_view name) { place_ = memberStep(where_, name); }

  Result<std::size_t> read(std::span<char> buffer) override {
    const la_ssize_t got = archive_read_data(archive_.get(), buffer.data(), buffer.size());
    if (got < 0) {
      return tl::unexpected(broken(place_));
    }
    return static_cast<std::size_t>(got);
  }

 private:
  static Error broken(Text step) {
    return {ErrorKind::invalid, std::move(step), ErrorId::whyRecordingZip, CodeSpace::none, 0};
  }

  std::string where_;
  Text place_;
  Source source_;
  std::unique_ptr<archive, CloseArchive> archive_;  // goes before the source it reads from
};

class ZipMembers : public Members {
 public:
  explicit ZipMembers(std::string_view pathUtf8) : path_(pathUtf8), where_(printable(pathUtf8)) {}

  Result<void> readNames() {
    ZipStream stream(where_);
    if (auto opened = stream.open(path_); !opened) {
      return opened;
    }
    for (std::size_t count = 0;; ++count) {
      Result<std::string> name = stream.next();
      if (!name) {
        return tl::unexpected(name.error());
      }
      if (name->empty()) {
        return {};
      }
      if (count == RecordingFormat::members) {
        return fail(ErrorKind::invalid, recordingStep(where_),
                    {ErrorId::whyTooManyMembers, {{"count", std::to_string(RecordingFormat::members)}}});
      }
      names_.insert(std::move(*name));
    }
  }

  Result<std::unique_ptr<MemberStream>> open(std::string_view name) const override {
    if (!isMemberName(name)) {
      return damaged(*this, printable(name, 80), ErrorId::whyRecordingName);
    }
    if (names_.find(name) == names_.end()) {
      return fail(ErrorKind::absent, memberStep(where_, name), ErrorId::whyRecordingFileMissing);
    }
    auto stream = std::make_unique<ZipStream>(where_);
    if (auto opened = stream->open(path_); !opened) {
      return tl::unexpected(opened.error());
    }
    for (;;) {
      const Result<std::string> each = stream->next();
      if (!each) {
        return tl::unexpected(each.error());
      }
      if (each->empty()) {
        return damaged(*this, name, ErrorId::whyRecordingChanged);
      }
      if (*each == name) {
        stream->setPlace(name);
        return stream;
      }
    }
  }
  std::string where() const override { return where_; }

 private:
  std::string path_;
  std::string where_;
  std::set<std::string, std::less<>> names_;
};

}  // namespace

Result<std::unique_ptr<Members>> openZipMembers(std::string_view pathUtf8) {
  auto members = std::make_unique<ZipMembers>(pathUtf8);
  if (auto names = members->readNames(); !names) {
    return tl::unexpected(names.error());
  }
  return members;
}

}  // namespace preflight::recording
