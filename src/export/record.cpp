#include "export/record.h"

#include <filesystem>

#include "base/path.h"
#include "base/text.h"
#include "text/command_id.h"

namespace preflight {
namespace {

Error failed(const RecordRequest& request, ErrorKind kind, std::string words) {
  return {kind, say(CommandId::recordStep, {{"path", printable(request.to)}}), std::move(words), CodeSpace::none, 0};
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
    return tl::unexpected(failed(request, ErrorKind::absent, say(CommandId::recordNoFolder, {name})));
  }
  if (fs::create_directory(folder, code); code) {
    const Args args{name, {"why", printable(code.message())}};
    return tl::unexpected(failed(request, ErrorKind::failed, say(CommandId::recordMakeFolder, args)));
  }
  return {};
}

}  // namespace

Result<SweepSummary> recordDevice(const Host& host, const RecordRequest& request) {
  constexpr std::string_view zip = ".zip";
  const bool file = request.to.size() > zip.size() &&
                    equalIgnoringCase(std::string_view(request.to).substr(request.to.size() - zip.size()), zip);
  if (const Result<void> folder = haveFolder(request); !folder) {
    return tl::unexpected(folder.error());
  }
  std::error_code ignored;
  if (file && std::filesystem::exists(pathFromUtf8(request.to), ignored)) {
    return tl::unexpected(failed(request, ErrorKind::failed, say(CommandId::recordExists)));
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
  return sweep(host, **sink, options);
}

}  // namespace preflight
