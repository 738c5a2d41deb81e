#include "app/open_host.h"

#include "host/recording/recording.h"
#include "host/recording/series.h"
#include "text/error_id.h"

namespace preflight {

Result<std::shared_ptr<const Host>> openHost(const std::string& replay, const SeriesStart& start) {
  if (replay.empty()) {
    return std::shared_ptr<const Host>(liveHost());
  }
  if (isSeries(replay)) {
    return openSeries(replay).and_then([&](std::unique_ptr<Series> opened) -> Result<std::shared_ptr<const Host>> {
      if (start.step > opened->steps()) {
        return fail(ErrorKind::invalid,
                    {ErrorId::stepSeriesStep, {{"step", std::to_string(start.step)}, {"what", replay}}},
                    {ErrorId::whySeriesSteps, {{"count", std::to_string(opened->steps())}}});
      }
      opened->show(start.each.count() > 0 ? 1 : start.step == 0 ? opened->steps() : start.step);
      if (start.each.count() > 0) {
        opened->play(start.each);
      }
      return std::shared_ptr<const Host>(std::move(opened));
    });
  }
  return openRecording(replay).map(
      [](std::unique_ptr<Host> host) { return std::shared_ptr<const Host>(std::move(host)); });
}

}  // namespace preflight
