#include "export/tables/open_source.h"

#include "base/files.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

class FileSource final : public csv::ByteSource {
 public:
  FileSource(File file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t got = file_.read(buffer);
    if (!file_.good()) {
      return tl::unexpected(file_.error(say(CsvId::fileRead, {{"file", path_}}), say(CsvId::readBroke)));
    }
    return got;
  }

 private:
  File file_;
  std::string path_;
};

}  // namespace

bool hasWildcard(std::string_view name) {
  return name.find_first_of("*?") != std::string_view::npos;
}

Result<std::unique_ptr<csv::ByteSource>> openFileSource(const std::string& pathUtf8) {
  const std::string step = say(CsvId::fileRead, {{"file", pathUtf8}});
  const FileKind kind = factsOf(pathUtf8).kind;
  if (kind == FileKind::none) {
    return fail(ErrorKind::absent, step, say(hasWildcard(pathUtf8) ? CsvId::fileNoMatch : CsvId::fileMissing));
  }
  if (kind == FileKind::folder) {
    return fail(ErrorKind::invalid, step, say(CsvId::fileIsFolder));
  }
  File file(pathUtf8, File::Mode::read);
  if (!file.isOpen()) {
    return tl::unexpected(file.error(step, say(CsvId::openFailed)));
  }
  return std::make_unique<FileSource>(std::move(file), pathUtf8);
}

Result<std::unique_ptr<csv::ByteSource>> openSource(const std::string& name) {
  if (name == "-") {
    return standardInputSource();
  }
  return openFileSource(name);
}

}  // namespace preflight
