#include "export/record.h"

#include <filesystem>

#include "base/path.h"
#include "base/text.h"

namespace preflight {
namespace {

// The folder that the recording is to stand in. Nothing above it is ever made, so that a stick that was pulled is not
// made again as a folder of the hard disk.
Result<void> haveFolder(const RecordRequest& request) {
  namespace fs = std::filesystem;
  const std::string step = "record to " + printable(request.to);
  const fs::path folder = pathFromUtf8(request.to).parent_path();
  std::error_code code;
  if (folder.empty() || fs::is_directory(folder, code)) {
    return {};
  }
  if (!request.makeFolder || !fs::is_directory(folder.parent_path(), code)) {
    return fail(ErrorKind::absent, step, "its folder is not there");
  }
  if (fs::create_directory(folder, code); code) {
    return fail(ErrorKind::failed, step, "its folder could not be made: " + printable(code.message()));
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
