#include "export/record.h"

#include <algorithm>
#include <filesystem>

#include "base/path.h"
#include "base/text.h"
#include "text/command_id.h"

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
std::string withoutSeparator(std::string path) {
  const std::filesystem::path whole = pathFromUtf8(path);
  return whole.has_filename() || !whole.has_relative_path() ? path : utf8FromPath(whole.parent_path());
}

// The folder in which the recording is saved. Nothing above it is ever made: a stick that was pulled is not made again
// as a folder of the hard disk.
Result<void> haveFolder(const RecordRequest& request) {
  namespace fs = std::filesystem;
  const fs::path folder = pathFromUtf8(request.to).parent_path();
  const Arg name{"folder", printable(utf8FromPath(folder))};
  std::error_code code;
  if (folder.empty() || fs::is_directory(folder, code)) {
    return {};
  }
  if (!request.makeFolder || !fs::is_directory(folder.parent_path(), code)) {
    return tl::unexpected(failed(request, ErrorKind::absent, Text(CommandId::recordNoFolder, {name})));
  }
  if (fs::create_directory(folder, code); code) {
    const Args args{name, {"why", printable(code.message())}};
    return tl::unexpected(failed(request, ErrorKind::failed, Text(CommandId::recordMakeFolder, args)));
  }
  return {};
}

}  // namespace

Result<SweepSummary> recordDevice(const Host& host, RecordRequest request) {
  const std::string ending = lower(utf8FromPath(pathFromUtf8(request.to).extension()));
  const bool file = ending == ".zip";
  if (!file && isFileEnding(ending)) {
    return tl::unexpected(failed(request, ErrorKind::invalid, CommandId::recordName));
  }
  request.to = withoutSeparator(std::move(request.to));
  if (const Result<void> folder = haveFolder(request); !folder) {
    return tl::unexpected(folder.error());
  }
  std::error_code ignored;
  if (file && std::filesystem::exists(pathFromUtf8(request.to), ignored)) {
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
