// Writing a file so that it is always the old one or the new one, whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "media/file_system.h"

namespace preflight::media {

struct WriteOptions {
  // The folder that was chosen as the target ("E:\"). It must be there: nothing above it is ever made, so that a stick
  // that was pulled is not made again as a folder of the hard disk. Empty: the file's own folder.
  std::string base;
  // What volumeOf(base) gave when the target was chosen: a write to any other volume is refused. Nothing: not checked.
  std::optional<std::uint64_t> volume;
  // Make the folders between `base` and the file.
  bool makeFolders = false;
  // SHA-256 (lower-case hex) of the file that is to be replaced, as it was read; "" when there must be none. If it is
  // another by now, nothing is written and isChangedMeanwhile() holds for the error. Nothing: replace whatever is
  // there.
  std::optional<std::string> expectedOld;
  std::string volumeLabel;  // goes into the proof as it is
};

// What was read back from the volume after the write, compared byte by byte.
struct Proof {
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256Hex;
  std::string volumeLabel;
};

// Writes to a temporary file beside the target, checks every count, flushes, closes, reads it back, renames it over the
// target, reads that back too, and only then gives the proof. After any error the earlier file is whole and no
// temporary remains; the error names the step and the system's reason. Leftovers of a run that was killed are removed
// first. A target that is marked read-only is refused. Only an error that says "the new file is in place" comes after
// the target was replaced: then the new one is there, whole, but was not proved.
Result<Proof> writeDurably(const std::string& path, ByteView bytes, const WriteOptions& options = {});
Result<Proof> writeDurably(FileSystem& files, const std::string& path, ByteView bytes, const WriteOptions& options);

// Makes the folders between `base` and `folder` that are missing, on the volume that was chosen, and gives that volume.
Result<std::uint64_t> makeFolders(FileSystem& files, const std::string& folder, const WriteOptions& options);

// Another program changed the file between reading and writing: read it again, and try again.
bool isChangedMeanwhile(const Error& error);

// The whole file; absent when there is none, invalid when it is larger than `maxBytes` or no file.
Result<Bytes> readWhole(const std::string& path, std::uint64_t maxBytes);
Result<Bytes> readWhole(FileSystem& files, const std::string& path, std::uint64_t maxBytes);

// A number that tells volumes apart, of the volume that a folder lies on; for WriteOptions::volume.
Result<std::uint64_t> volumeOf(const std::string& folder);

// Removes what a killed run left in `folder`: files with exactly our temporary name that no program has open. Gives
// how many; what cannot be removed stays and is no error.
Result<std::size_t> removeStaleTemporaries(FileSystem& files, const std::string& folder);
bool isTemporaryName(std::string_view name);

}  // namespace preflight::media
