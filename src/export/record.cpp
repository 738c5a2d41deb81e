#include "export/record.h"

#include <algorithm>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "text/command_id.h"
#include "text/error_id.h"

namespace preflight {
namespace {

Error failed(const RecordRequest& request, ErrorKind kind, Text words) {
  return {kind, say(CommandId::recordStep, {{"path", printable(request.to)}}), std::move(words), CodeSpace::none, 0};
}

// ".txt" and ".tar", but not the ".2" of a folder's name: such a name is a file's, and a folder of it a surprise.
bool isFileEnding(std::string_view ending) {
  constexpr std::size_t longest = 5;
  return ending.size() > 2 && ending.size() <= longest && ending[1] >= 'a' && ending[1] <= 'z' &&
         std::ranges::all_of(ending.substr(1), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

// "rec/" and "rec" are one folder; "/" stays.
std::string withoutSeparator(const std::string& path) {
  return fileNameOf(path).empty() ? parentOf(path) : path;
}

// The folder in which the recording is saved. Nothing above it is ever made: a stick that was pulled is not made again
// as a folder of the hard disk.
Result<void> haveFolder(const RecordRequest& request) {
  const std::string folder = parentOf(request.to);
  const Arg name{"folder", printable(folder)};
  if (folder.empty() || isFolder(folder)) {
    return {};
  }
  if (!request.makeFolder || !isFolder(parentOf(folder))) {
    return tl::unexpected(failed(request, ErrorKind::absent, Text(CommandId::recordNoFolder, {name})));
  }
  if (const std::error_code code = makeFolder(folder)) {
    return tl::unexpected(systemError(code, {ErrorId::stepMakeFolder, {{"what", printable(folder)}}}));
  }
  return {};
}

}  // namespace

Result<SweepSummary> recordDevice(const Host& host, RecordRequest request) {
  const std::string ending = lower(extensionOf(request.to));
  const bool file = ending == ".zip";
  if (!file && isFileEnding(ending)) {
    return tl::unexpected(failed(request, ErrorKind::invalid, CommandId::recordName));
  }
  request.to = withoutSeparator(request.to);
  if (const Result<void> folder = haveFolder(request); !folder) {
    return tl::unexpected(folder.error());
  }
  if (file && factsOf(request.to).exists()) {
    return tl::unexpected(failed(request, ErrorKind::failed, CommandId::recordExists));
  }
  const Result<Clock> clock = host.clock();
  auto sink = file ? zipSink(request.to, clock ? clock->now : UtcTime{}) : folderSink(request.to);
  if (!sink) {
    return tl::unexpected(sink.error());
  }
  SweepOptions options;
  options.programVersion = request.programVersion;
  options.progress = request.progress;
  options.diagnostics.folder = request.scratchFolder;
  options.toolStarts = request.toolStarts;
  return sweep(host, **sink, options);
}

}  // namespace preflight
