#include "app/open_host.h"

#include <fmt/format.h>

#include "host/recording/recording.h"
#include "host/recording/series.h"

namespace preflight {

Result<std::shared_ptr<const Host>> openHost(const std::string& replay, const FilmStart& film) {
  if (replay.empty()) {
    return std::shared_ptr<const Host>(liveHost());
  }
  if (isFilm(replay)) {
    return openFilm(replay).and_then([&](std::unique_ptr<Film> opened) -> Result<std::shared_ptr<const Host>> {
      if (film.step > opened->steps()) {
        return fail(ErrorKind::invalid, fmt::format("show step {} of the film {}", film.step, replay),
                    fmt::format("has {} steps", opened->steps()));
      }
      opened->show(film.each.count() > 0 ? 1 : film.step == 0 ? opened->steps() : film.step);
      if (film.each.count() > 0) {
        opened->play(film.each);
      }
      return std::shared_ptr<const Host>(std::move(opened));
    });
  }
  return openRecording(replay).map(
      [](std::unique_ptr<Host> host) { return std::shared_ptr<const Host>(std::move(host)); });
}

}  // namespace preflight
