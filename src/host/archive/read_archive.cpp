#include "host/archive/read_archive.h"

#include <exception>
#include <memory>

#include "base/files.h"
#include "base/text.h"
#include "host/archive/entry_name.h"
#include "text/error_id.h"

namespace preflight {
namespace {

// What follows the last / or \: an archive may come from any system.
std::string_view baseName(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

struct FreeArchive {
  void operator()(archive* open) const { archive_read_free(open); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

constexpr ErrorId step = ErrorId::stepArchive;

tl::unexpected<Error> damaged() {
  return fail(ErrorKind::invalid, step, ErrorId::whyArchiveDamaged);
}

tl::unexpected<Error> badMember(ErrorId why, const std::string& name) {
  return fail(ErrorKind::invalid, step, {why, {{"name", printable(name, 200)}}});
}

// What a header says of the size is not believed: a member may be larger than it says.
Result<Bytes> contentOf(archive* open, const std::string& name, std::uint64_t limit) {
  Bytes bytes;
  for (;;) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int code = archive_read_data_block(open, &block, &size, &offset);
    if (code == ARCHIVE_EOF) {
      return bytes;
    }
    if (code != ARCHIVE_OK) {
      return damaged();
    }
    if (offset < 0 || static_cast<std::uint64_t>(offset) != bytes.size()) {
      return badMember(ErrorId::whyMemberHoles, name);
    }
    if (size > limit - bytes.size()) {
      return fail(ErrorKind::invalid, step,
                  {ErrorId::whyMemberTooLarge, {{"name", printable(name, 200)}, {"size", sizeText(limit)}}});
    }
    const auto* first = static_cast<const std::uint8_t*>(block);
    bytes.insert(bytes.end(), first, first + size);
  }
}

Result<std::vector<ArchiveMember>> readAll(archive* open, std::string_view pattern, const ArchiveLimits& limits) {
  std::vector<ArchiveMember> members;
  std::uint64_t total = 0;
  for (std::size_t count = 0;; ++count) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(open, &entry);
    if (code == ARCHIVE_EOF) {
      return members;
    }
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
      return damaged();
    }
    if (count == limits.members) {
      return fail(ErrorKind::invalid, step, {ErrorId::whyTooManyMembers, {{"count", std::to_string(limits.members)}}});
    }
    const std::string name = entryName(entry);
    if (archive_entry_filetype(entry) != AE_IFREG || !fitsPattern(baseName(name), pattern)) {
      continue;
    }
    if (archive_entry_is_encrypted(entry) != 0) {
      return badMember(ErrorId::whyMemberEncrypted, name);
    }
    Result<Bytes> bytes = contentOf(open, name, std::min(limits.memberBytes, limits.totalBytes - total));
    if (!bytes) {
      return tl::unexpected(bytes.error());
    }
    total += bytes->size();
    members.push_back({name, std::move(*bytes)});
  }
}

Result<Bytes> fileBytes(const std::string& file, const ArchiveLimits& limits) {
  const FileFacts facts = factsOf(file);
  if (!facts.exists()) {
    Error problem = systemError(facts.problem, step);
    problem.kind = facts.kind == FileKind::none ? ErrorKind::absent : problem.kind;
    return tl::unexpected(std::move(problem));
  }
  if (facts.bytes > limits.archiveBytes) {
    return fail(ErrorKind::invalid, step, {ErrorId::whyTooLarge, {{"size", sizeText(limits.archiveBytes)}}});
  }
  File opened(file, File::Mode::read);
  Bytes bytes(static_cast<std::size_t>(facts.bytes));
  if (opened.read({reinterpret_cast<char*>(bytes.data()), bytes.size()}) != bytes.size()) {
    return fail(ErrorKind::failed, step, ErrorId::whyCutShort);
  }
  return bytes;
}

}  // namespace

Result<std::vector<ArchiveMember>> readMembers(ByteView bytes, std::string_view pattern, const ArchiveLimits& limits) {
  try {
    const NameScope names;
    const Archive open(archive_read_new());
    if (!open || archive_read_support_format_zip(open.get()) != ARCHIVE_OK ||
        archive_read_support_format_cab(open.get()) != ARCHIVE_OK) {
      return fail(ErrorKind::failed, step, ErrorId::whyArchiveReader);
    }
    if (archive_read_open_memory(open.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
      return damaged();
    }
    return readAll(open.get(), pattern, limits);
  } catch (const std::exception&) {
    return fail(ErrorKind::failed, step, ErrorId::whyNoMemory);
  }
}

Result<std::vector<ArchiveMember>> readMembers(const std::string& file, std::string_view pattern,
                                               const ArchiveLimits& limits) {
  try {
    return fileBytes(file, limits).and_then([&](const Bytes& bytes) { return readMembers(bytes, pattern, limits); });
  } catch (const std::exception&) {
    return fail(ErrorKind::failed, step, ErrorId::whyNoMemory);
  }
}

}  // namespace preflight
