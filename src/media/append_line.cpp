#include "media/append_line.h"

#include "base/files.h"
#include "text/media_id.h"

namespace preflight::media {

Result<void> appendLine(const std::string& path, std::string_view line) {
  File file(path, File::Mode::append);
  if (!file.isOpen()) {
    return fail(ErrorKind::failed, {MediaId::stepOpenLog, {{"what", path}}}, MediaId::notOpened);
  }
  file.write(line);
  if (!file.close()) {
    return fail(ErrorKind::failed, {MediaId::stepWriteLog, {{"what", path}}}, MediaId::notWhole);
  }
  return {};
}

Result<Proof> appendDurably(FileSystem& files, const std::string& path, std::string_view line, std::size_t maxBytes,
                            const WriteOptions& options) {
  const Result<Bytes> old = readWhole(files, path, std::uint64_t{4} * maxBytes);
  if (!old && old.error().kind != ErrorKind::absent) {
    return tl::unexpected(old.error());
  }
  std::string text = old ? std::string(textOf(*old)) : std::string();
  text += text.empty() || text.back() == '\n' ? "" : "\n";
  if (text.size() + line.size() > maxBytes) {
    // A quarter more than is needed, so that not every line makes the file anew from its begin.
    const std::size_t kept = line.size() < maxBytes ? (maxBytes - line.size()) / 4 * 3 : 0;
    const std::size_t cut = text.size() > kept ? text.find('\n', text.size() - kept) : std::string::npos;
    text.erase(0, cut == std::string::npos ? text.size() : cut + 1);
  }
  text += line;
  return writeDurably(files, path, viewOf(text), options);
}

}  // namespace preflight::media
