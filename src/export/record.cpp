#include "export/record.h"

#include "base/text.h"

namespace preflight {

Result<SweepSummary> recordDevice(const Host& host, const RecordRequest& request) {
  constexpr std::string_view zip = ".zip";
  const bool file = request.to.size() > zip.size() &&
                    equalIgnoringCase(std::string_view(request.to).substr(request.to.size() - zip.size()), zip);
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
