#include "media/durable_write.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/sha256.h"
#include "media/steps.h"
#include "media/system_errors.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

constexpr std::size_t chunkSize = 1U << 20;
// In CodeSpace::none, which prints no number.
constexpr std::uint32_t changedMeanwhile = 1;

struct Place {
  std::string folder;  // with its separator at the end; empty for a bare name
  std::string name;
};

Place placeOf(const FileSystem& files, const std::string& path) {
  const auto last = std::find_if(path.rbegin(), path.rend(), [&](char each) { return files.isSeparator(each); });
  const auto size = static_cast<std::size_t>(path.rend() - last);
  return {path.substr(0, size), path.substr(size)};
}

// "E:\" and "/" stay, "E:\Preflight\" loses its last separator.
std::string withoutEnd(const FileSystem& files, std::string folder) {
  while (folder.size() > 1 && files.isSeparator(folder.back()) && folder[folder.size() - 2] != ':') {
    folder.pop_back();
  }
  return folder.empty() ? "." : folder;
}

// Gives the volume that the folder lies on; refuses any other than `wanted`.
Result<std::uint64_t> checkFolder(FileSystem& files, const std::string& folder, std::optional<std::uint64_t> wanted) {
  const Text step(MediaId::stepFindFolder, {{"what", folder}});
  auto status = files.status(folder);
  if (!status) {
    Error error = std::move(status).error();
    if (error.kind == ErrorKind::absent) {
      error.words = MediaId::folderGone;
    }
    return tl::unexpected(std::move(error));
  }
  if (status->kind != FileStatus::Kind::folder) {
    return fail(ErrorKind::invalid, step, MediaId::isFile);
  }
  if (wanted && status->volume != *wanted) {
    return fail(ErrorKind::absent, step, MediaId::otherVolume);
  }
  return status->volume;
}

Result<void> makeFoldersBelow(FileSystem& files, const std::string& base, const std::string& folder) {
  const bool inside = folder.starts_with(base) && (folder.size() == base.size() || files.isSeparator(base.back()) ||
                                                   files.isSeparator(folder[base.size()]));
  if (!inside) {
    return fail(ErrorKind::invalid, {MediaId::stepMakeFolder, {{"what", folder}}},
                {MediaId::notInside, {{"folder", base}}});
  }
  for (std::size_t at = base.size(); at < folder.size();) {
    std::size_t end = at;
    while (end < folder.size() && files.isSeparator(folder[end])) {
      ++end;
    }
    while (end < folder.size() && !files.isSeparator(folder[end])) {
      ++end;
    }
    const std::string part = folder.substr(0, end);
    at = end;
    if (files.status(part)) {
      continue;
    }
    if (auto made = files.makeFolder(part); !made && !isTaken(made.error())) {
      return made;
    }
    if (auto flushed = files.flushFolder(withoutEnd(files, placeOf(files, part).folder)); !flushed) {
      return flushed;
    }
  }
  return {};
}

// Gives the volume that the folder lies on.
Result<std::uint64_t> prepareFolder(FileSystem& files, const std::string& folder, const WriteOptions& options) {
  const std::string base = options.base.empty() ? folder : withoutEnd(files, options.base);
  auto volume = checkFolder(files, base, options.volume);
  if (!volume || folder == base) {
    return volume;
  }
  if (options.makeFolders) {
    if (auto made = makeFoldersBelow(files, base, folder); !made) {
      return tl::unexpected(std::move(made).error());
    }
  }
  // Folders are made on the base's volume or not at all: the stick may have been pulled a moment ago.
  return checkFolder(files, folder, options.makeFolders ? *volume : options.volume);
}

// True: there is a file that may be replaced. False: there is nothing yet.
Result<bool> checkTarget(FileSystem& files, const std::string& path) {
  const Text step(MediaId::stepWrite, {{"what", path}});
  auto status = files.status(path);
  if (!status) {
    return status.error().kind == ErrorKind::absent ? Result<bool>(false) : tl::unexpected(std::move(status).error());
  }
  if (status->kind != FileStatus::Kind::file) {
    return fail(ErrorKind::invalid, step,
                status->kind == FileStatus::Kind::folder ? MediaId::isFolder : MediaId::notFile);
  }
  if (status->readOnly) {
    return fail(ErrorKind::denied, step, MediaId::readOnly);
  }
  return true;
}

Result<void> fill(OpenFile& file, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto written = file.write(bytes.first(std::min(bytes.size(), chunkSize)));
    if (!written) {
      return tl::unexpected(written.error());
    }
    if (*written == 0 || *written > bytes.size()) {
      return fail(ErrorKind::failed, {MediaId::stepWrite, {{"what", path}}}, MediaId::tookNothing);
    }
    bytes = bytes.subspan(*written);
  }
  return file.flush();
}

Result<void> checkExpected(FileSystem& files, const std::string& path, bool there, const WriteOptions& options) {
  if (!options.expectedOld) {
    return {};
  }
  const Error changed{ErrorKind::failed,
                      {MediaId::stepReplace, {{"what", path}}},
                      MediaId::changedMeanwhile,
                      CodeSpace::none,
                      changedMeanwhile};
  if (!there || options.expectedOld->empty()) {
    return there == !options.expectedOld->empty() ? Result<void>{} : tl::unexpected(changed);
  }
  return digestOf(files, path).and_then([&](const std::string& digest) -> Result<void> {
    return digest == *options.expectedOld ? Result<void>{} : tl::unexpected(changed);
  });
}

// A virus scanner may hold a file that was just closed for a moment.
Result<void> renamePatiently(FileSystem& files, const std::string& from, const std::string& to, Replace replace) {
  constexpr int tries = 6;
  for (int tried = 1;; ++tried) {
    auto renamed = files.rename(from, to, replace);
    if (renamed || tried == tries || !isInUse(renamed.error())) {
      return renamed;
    }
    files.pause(std::chrono::milliseconds(50 * tried));
  }
}

// One attempt, from a temporary name that nobody has to the target in its place.
class Attempt {
 public:
  Attempt(FileSystem& files, const Place& place, const std::string& path, const WriteOptions& options)
      : files_(files), path_(path), temporary_(place.folder + temporaryName()), options_(options) {}

  Result<void> run(ByteView bytes) {
    auto file = files_.createNew(temporary_);
    if (!file) {
      // A call that failed may have left something behind, unless the name belongs to somebody else.
      return isTaken(file.error()) ? Result<void>(tl::unexpected(std::move(file).error()))
                                   : failed(std::move(file).error(), false);
    }
    auto done = checkVolume(**file).and_then([&] { return fill(**file, bytes, temporary_); });
    if (auto closed = (*file)->close(); done) {
      done = std::move(closed);
    }
    file->reset();
    if (done) {
      done = compareWith(files_, temporary_, bytes);
    }
    return done ? putInPlace() : failed(std::move(done).error(), true);
  }

  // The temporary file was there and is not any more: another program cleaned up, or the stick is gone.
  bool vanished() const { return vanished_; }

 private:
  // Between the look at the folder and the making of the file the stick may have been pulled. From here on all names
  // belong to the right volume, since this file is nowhere else.
  Result<void> checkVolume(OpenFile& file) {
    const auto volume = file.volume();
    if (!volume) {
      return tl::unexpected(volume.error());
    }
    return *volume == options_.volume
               ? Result<void>{}
               : fail(ErrorKind::absent, {MediaId::stepCreate, {{"what", temporary_}}}, MediaId::otherVolume);
  }

  Result<void> putInPlace() {
    auto there = checkTarget(files_, path_);
    if (!there) {
      return failed(std::move(there).error(), true);
    }
    if (auto same = checkExpected(files_, path_, *there, options_); !same) {
      return failed(std::move(same).error(), true);
    }
    const bool mustBeNew = options_.expectedOld && options_.expectedOld->empty();
    auto renamed = renamePatiently(files_, temporary_, path_, mustBeNew ? Replace::no : Replace::yes);
    if (renamed) {
      return renamed;
    }
    if (mustBeNew && isTaken(renamed.error())) {
      renamed.error() =
          Error{ErrorKind::failed, renamed.error().step, MediaId::madeMeanwhile, CodeSpace::none, changedMeanwhile};
    }
    return failed(std::move(renamed).error(), true);
  }

  // People know the file by its own name.
  void nameFile(Error& error) const {
    for (const MediaId step : {MediaId::stepCreate, MediaId::stepWrite, MediaId::stepFlush, MediaId::stepClose,
                               MediaId::stepRead, MediaId::stepReadBack}) {
      if (error.step.says(step)) {
        error.step = Text(step, {{"what", path_}});
      }
    }
  }

  Result<void> failed(Error error, bool wasThere) {
    nameFile(error);
    auto removed = files_.remove(temporary_);
    if (!removed && removed.error().kind == ErrorKind::absent) {
      vanished_ = wasThere && error.kind == ErrorKind::absent;
    } else if (!removed && wasThere && removed.error().words != error.words) {
      error.words = Text::list({error.words, {MediaId::leftBehind, {{"what", temporary_}}}});
    }
    return tl::unexpected(std::move(error));
  }

  FileSystem& files_;
  const std::string& path_;
  std::string temporary_;
  const WriteOptions& options_;
  bool vanished_ = false;
};

Result<void> replaceFile(FileSystem& files, const Place& place, const std::string& path, ByteView bytes,
                         const WriteOptions& options) {
  constexpr int tries = 3;
  for (int tried = 1;; ++tried) {
    Attempt attempt(files, place, path, options);
    auto done = attempt.run(bytes);
    const bool again = !done && (attempt.vanished() || isTaken(done.error()));
    if (!again || tried == tries) {
      return done;
    }
    // A pulled stick leaves its mount point behind, a folder of the hard disk: never go on there.
    if (auto there = checkFolder(files, withoutEnd(files, place.folder), options.volume); !there) {
      return tl::unexpected(std::move(there).error());
    }
  }
}

// After the rename: what is on the volume now, under its final name?
Result<void> prove(FileSystem& files, const std::string& folder, const std::string& path, ByteView bytes,
                   const WriteOptions& options) {
  if (auto flushed = files.flushFolder(folder); !flushed) {
    return flushed;
  }
  if (auto there = checkFolder(files, folder, options.volume); !there) {
    return tl::unexpected(std::move(there).error());
  }
  return compareWith(files, path, bytes);
}

Result<Proof> write(FileSystem& files, const std::string& path, ByteView bytes, WriteOptions options) {
  const Place place = placeOf(files, path);
  const std::string folder = withoutEnd(files, place.folder);
  if (place.name.empty()) {
    return fail(ErrorKind::invalid, {MediaId::stepWrite, {{"what", path}}}, MediaId::noName);
  }
  const auto volume = prepareFolder(files, folder, options);
  if (!volume) {
    return tl::unexpected(volume.error());
  }
  options.volume = *volume;
  if (auto target = checkTarget(files, path); !target) {
    return tl::unexpected(std::move(target).error());
  }
  (void)removeStaleTemporaries(files, folder);  // what cannot be removed does not stop the write
  if (auto done = replaceFile(files, place, path, bytes, options); !done) {
    return tl::unexpected(std::move(done).error());
  }
  if (auto proved = prove(files, folder, path, bytes, options); !proved) {
    Error error = std::move(proved).error();
    error.words = Text::list({error.words, MediaId::unproved});
    return tl::unexpected(std::move(error));
  }
  return Proof{path, bytes.size(), sha256Hex(bytes), options.volumeLabel};
}

}  // namespace

Result<Proof> writeDurably(FileSystem& files, const std::string& path, ByteView bytes, const WriteOptions& options) {
  try {
    return write(files, path, bytes, options);
  } catch (const std::exception&) {  // of the standard library: there is no memory left
    return fail(ErrorKind::failed, {MediaId::stepWrite, {{"what", path}}}, MediaId::noMemory);
  }
}

Result<Proof> writeDurably(const std::string& path, ByteView bytes, const WriteOptions& options) {
  return writeDurably(systemFiles(), path, bytes, options);
}

Result<std::uint64_t> makeFolders(FileSystem& files, const std::string& folder, const WriteOptions& options) {
  WriteOptions making = options;
  making.makeFolders = true;
  return prepareFolder(files, withoutEnd(files, folder), making);
}

bool isChangedMeanwhile(const Error& error) {
  return error.space == CodeSpace::none && error.code == changedMeanwhile;
}

Result<std::uint64_t> volumeOf(const std::string& folder) {
  return systemFiles().status(folder).map([](const FileStatus& status) { return status.volume; });
}

}  // namespace preflight::media
