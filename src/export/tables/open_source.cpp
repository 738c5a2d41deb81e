#include "export/tables/open_source.h"

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "base/path.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

class FileSource final : public csv::ByteSource {
 public:
  FileSource(std::ifstream stream, std::string path) : stream_(std::move(stream)), path_(std::move(path)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    errno = 0;
    stream_.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (stream_.bad()) {
      return tl::unexpected(streamError(say(CsvId::fileRead, {{"file", path_}}), say(CsvId::readBroke)));
    }
    return static_cast<std::size_t>(stream_.gcount());
  }

 private:
  std::ifstream stream_;
  std::string path_;
};

}  // namespace

bool hasWildcard(std::string_view name) {
  return name.find_first_of("*?") != std::string_view::npos;
}

Result<std::unique_ptr<csv::ByteSource>> openFileSource(const std::string& pathUtf8) {
  const std::string step = say(CsvId::fileRead, {{"file", pathUtf8}});
  try {
    const std::filesystem::path path = pathFromUtf8(pathUtf8);
    std::error_code code;
    if (const auto status = std::filesystem::status(path, code); !std::filesystem::exists(status)) {
      return fail(ErrorKind::absent, step, say(hasWildcard(pathUtf8) ? CsvId::fileNoMatch : CsvId::fileMissing));
    }
    if (std::filesystem::is_directory(path, code)) {
      return fail(ErrorKind::invalid, step, say(CsvId::fileIsFolder));
    }
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
      return tl::unexpected(streamError(step, say(CsvId::openFailed)));
    }
    return std::make_unique<FileSource>(std::move(stream), pathUtf8);
  } catch (const std::exception& problem) {
    return fail(ErrorKind::failed, step, problem.what());
  }
}

Result<std::unique_ptr<csv::ByteSource>> openSource(const std::string& name) {
  if (name == "-") {
    return standardInputSource();
  }
  return openFileSource(name);
}

}  // namespace preflight
