#include "host/recording/members.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "host/recording/recording.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

bool isNamePart(std::string_view part) {
  return !part.empty() && part.size() <= 64 && std::all_of(part.begin(), part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

tl::unexpected<Error> noMember(std::string_view where, std::string_view name) {
  return fail(ErrorKind::absent, memberStep(where, name), ErrorId::whyRecordingFileMissing);
}

class FileStream : public MemberStream {
 public:
  FileStream(File file, Text step) : file_(std::move(file)), step_(std::move(step)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t got = file_.read(buffer);
    if (!file_.good()) {
      return tl::unexpected(file_.error(step_, ErrorId::whyNotReadable));
    }
    return got;
  }

 private:
  File file_;
  Text step_;
};

class FolderMembers : public Members {
 public:
  explicit FolderMembers(std::string_view folder) : folder_(folder) {}

  Result<std::unique_ptr<MemberStream>> open(std::string_view name) const override {
    if (!isMemberName(name)) {
      return damaged(*this, printable(name, 80), ErrorId::whyRecordingName);
    }
    const std::string path = joinPath(folder_, name);
    const FileFacts facts = factsOf(path);
    switch (facts.kind) {
      case FileKind::file:
        break;
      case FileKind::none:
        return noMember(folder_, name);
      case FileKind::hidden:
        return tl::unexpected(systemError(facts.problem, memberStep(folder_, name)));
      default:
        return damaged(*this, name, ErrorId::whyRecordingPlain);
    }
    File file(path, File::Mode::read);
    if (!file.isOpen()) {
      return fail(ErrorKind::denied, memberStep(folder_, name), ErrorId::whyNotOpened);
    }
    return std::make_unique<FileStream>(std::move(file), memberStep(folder_, name));
  }
  std::string where() const override { return folder_; }

 private:
  std::string folder_;
};

class MemoryStream : public MemberStream {
 public:
  explicit MemoryStream(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), rest_.size());
    std::memcpy(buffer.data(), rest_.data(), size);
    rest_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view rest_;
};

class MemoryMembers : public Members {
 public:
  explicit MemoryMembers(std::map<std::string, std::string, std::less<>> members) : members_(std::move(members)) {}

  Result<std::unique_ptr<MemberStream>> open(std::string_view name) const override {
    if (!isMemberName(name)) {
      return damaged(*this, printable(name, 80), ErrorId::whyRecordingName);
    }
    const auto found = members_.find(name);
    if (found == members_.end()) {
      return noMember(where(), name);
    }
    return std::make_unique<MemoryStream>(found->second);
  }
  std::string where() const override { return "recording"; }

 private:
  std::map<std::string, std::string, std::less<>> members_;
};

class LayeredMembers : public Members {
 public:
  explicit LayeredMembers(std::vector<std::shared_ptr<const Members>> all) : all_(std::move(all)) {}

  Result<std::unique_ptr<MemberStream>> open(std::string_view name) const override {
    auto stream = all_.back()->open(name);
    for (std::size_t i = all_.size() - 1; !stream && stream.error().kind == ErrorKind::absent && i > 0; --i) {
      stream = all_[i - 1]->open(name);
    }
    return stream;
  }
  std::string where() const override { return all_.back()->where(); }

 private:
  std::vector<std::shared_ptr<const Members>> all_;
};

}  // namespace

std::unique_ptr<Members> layeredMembers(std::vector<std::shared_ptr<const Members>> oldestFirst) {
  return std::make_unique<LayeredMembers>(std::move(oldestFirst));
}

bool isMemberName(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || (name.substr(dot) != ".json" && name.substr(dot) != ".jsonl")) {
    return false;
  }
  const std::string_view stem = name.substr(0, dot);
  const std::size_t slash = stem.find('/');
  return slash == std::string_view::npos ? isNamePart(stem)
                                         : isNamePart(stem.substr(0, slash)) && isNamePart(stem.substr(slash + 1));
}

std::unique_ptr<Members> memoryMembers(std::map<std::string, std::string, std::less<>> members) {
  return std::make_unique<MemoryMembers>(std::move(members));
}

Result<std::unique_ptr<Members>> openMembers(std::string_view pathUtf8) {
  const Text step(ErrorId::stepRecording, {{"what", printable(pathUtf8)}});
  const FileFacts facts = factsOf(std::string(pathUtf8));
  switch (facts.kind) {
    case FileKind::folder:
      return std::make_unique<FolderMembers>(pathUtf8);
    case FileKind::file:
      return openZipMembers(pathUtf8);
    case FileKind::none:
      return fail(ErrorKind::absent, step, ErrorId::whyNeitherFound);
    case FileKind::hidden:
      return tl::unexpected(systemError(facts.problem, step));
    case FileKind::other:
      break;
  }
  return fail(ErrorKind::invalid, step, ErrorId::whyNotEither);
}

Result<std::string> readMember(const Members& members, std::string_view name) {
  auto stream = members.open(name);
  if (!stream) {
    return tl::unexpected(stream.error());
  }
  std::string text;
  std::string buffer(16U << 10, '\0');
  for (;;) {
    const Result<std::size_t> got = (*stream)->read(buffer);
    if (!got) {
      return tl::unexpected(got.error());
    }
    if (*got == 0) {
      return text;
    }
    text.append(buffer, 0, *got);
    if (text.size() > RecordingFormat::file.bytes) {
      return damaged(members, name, {ErrorId::whyTooLarge, {{"size", sizeText(RecordingFormat::file.bytes)}}});
    }
  }
}

std::size_t Members::valuesLeft() const {
  return RecordingFormat::keptValues - std::min<std::size_t>(RecordingFormat::keptValues, keptValues_);
}

Text memberStep(std::string_view where, std::string_view member) {
  return {ErrorId::stepMember, {{"file", member}, {"where", where}}};
}

tl::unexpected<Error> damaged(const Members& members, std::string_view member, Text words) {
  return fail(ErrorKind::invalid, memberStep(members.where(), member), std::move(words));
}

tl::unexpected<Error> damaged(const Members& members, std::string_view member, JsonPlace place, std::string_view path,
                              Text words) {
  const std::string line = std::to_string(place.line);
  const std::string column = std::to_string(place.column);
  Text step =
      path.empty()
          ? Text(ErrorId::stepMemberPlace,
                 {{"file", member}, {"where", members.where()}, {"line", line}, {"column", column}})
          : Text(ErrorId::stepMemberValue,
                 {{"value", path}, {"file", member}, {"where", members.where()}, {"line", line}, {"column", column}});
  return fail(ErrorKind::invalid, std::move(step), std::move(words));
}

}  // namespace preflight::recording
