#include <algorithm>
#include <cstring>

#include "base/sha256.h"
#include "base/text.h"
#include "media/durable_write.h"
#include "media/steps.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

template <class Take>  // Result<void>(ByteView)
Result<void> readAll(FileSystem& files, const std::string& path, Take take) {
  auto file = files.openForReading(path);
  if (!file) {
    return tl::unexpected(std::move(file).error());
  }
  Bytes buffer(1U << 16);
  for (;;) {
    const auto got = (*file)->read(buffer);
    if (!got) {
      return tl::unexpected(got.error());
    }
    if (*got == 0) {
      return {};
    }
    if (auto taken = take(ByteView(buffer).first(*got)); !taken) {
      return taken;
    }
  }
}

}  // namespace

Result<std::string> digestOf(FileSystem& files, const std::string& path) {
  Sha256 digest;
  auto read = readAll(files, path, [&](ByteView part) -> Result<void> {
    digest.add(part);
    return {};
  });
  if (!read) {
    return tl::unexpected(std::move(read).error());
  }
  return toHex(digest.finish());
}

Result<void> compareWith(FileSystem& files, const std::string& path, ByteView bytes) {
  std::size_t at = 0;
  const Text step(MediaId::stepReadBack, {{"what", path}});
  const auto differs = [&](std::size_t offset) {
    return fail(ErrorKind::failed, step, {MediaId::differs, {{"offset", std::to_string(offset)}}});
  };
  auto read = readAll(files, path, [&](ByteView part) -> Result<void> {
    const std::size_t size = std::min(part.size(), bytes.size() - at);
    if (size == part.size() && std::memcmp(part.data(), bytes.data() + at, size) == 0) {
      at += size;
      return {};
    }
    const auto [ours, theirs] = std::mismatch(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(size),
                                              bytes.begin() + static_cast<std::ptrdiff_t>(at));
    if (const auto same = static_cast<std::size_t>(ours - part.begin()); same != part.size()) {
      return differs(at + same);
    }
    at += size;
    return {};
  });
  return read && at != bytes.size() ? differs(at) : read;
}

Result<Bytes> readWhole(FileSystem& files, const std::string& path, std::uint64_t maxBytes) {
  auto status = files.status(path);
  if (!status) {
    return tl::unexpected(std::move(status).error());
  }
  if (status->kind != FileStatus::Kind::file) {
    return fail(ErrorKind::invalid, {MediaId::stepRead, {{"what", path}}},
                status->kind == FileStatus::Kind::folder ? MediaId::isFolder : MediaId::notFile);
  }
  Bytes bytes;
  auto read = readAll(files, path, [&](ByteView part) -> Result<void> {
    if (part.size() > maxBytes - bytes.size()) {
      return fail(ErrorKind::invalid, {MediaId::stepRead, {{"what", path}}},
                  {MediaId::larger, {{"size", sizeText(maxBytes)}}});
    }
    bytes.insert(bytes.end(), part.begin(), part.end());
    return {};
  });
  if (!read) {
    return tl::unexpected(std::move(read).error());
  }
  return bytes;
}

Result<Bytes> readWhole(const std::string& path, std::uint64_t maxBytes) {
  return readWhole(systemFiles(), path, maxBytes);
}

}  // namespace preflight::media
