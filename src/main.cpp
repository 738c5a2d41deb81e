// Puts command line and page together; the command line chooses.
#include "main.h"

#include "cli/commands.h"
#include "cli/console.h"
#include "media/durable_write.h"
#include "page/page.h"

namespace preflight {
namespace {

Exit takePicture(const ShowOptions& options, Console& console) {
  const Result<std::pair<int, int>> size = sizeFromText(options.size);
  if (!size) {
    sayError(console, size.error());
    return Exit::usage;
  }
  ScreenshotOptions picture;
  picture.replay = options.replay;
  picture.screen = options.screen;
  picture.stick = options.stick;
  picture.theme = options.theme.empty() ? "dark" : options.theme;
  picture.width = size->first;
  picture.height = size->second;
  picture.scale = static_cast<float>(options.scale);
  const Result<Bytes> png = screenshot(picture);
  if (!png) {
    sayError(console, png.error());
    return Exit::inputUnusable;
  }
  const Result<media::Proof> written = media::writeDurably(options.screenshot, *png);
  if (!written) {
    sayError(console, written.error());
    return Exit::notWritten;
  }
  console.out(written->path + "\n");
  return Exit::done;
}

Exit showPage(const ShowOptions& options, Console& console) {
  if (!options.screenshot.empty()) {
    return takePicture(options, console);
  }
  PageOptions page;
  page.replay = options.replay;
  page.screen = options.screen;
  page.stick = options.stick;
  page.theme = options.theme;
  page.stepTime = std::chrono::milliseconds(options.stepTime);
  return static_cast<Exit>(runPage(page));
}

}  // namespace
}  // namespace preflight

int preflightMain(const std::vector<std::string>& arguments) {
  const std::unique_ptr<preflight::Console> console = preflight::systemConsole();
  return preflight::runCommandLine(arguments, *console, preflight::showPage);
}
