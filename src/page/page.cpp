#include "page/page.h"

#include <charconv>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "collect/collector.h"
#include "page/open_session.h"
#include "page/view.h"
#include "raster/draw.h"
#include "raster/png.h"
#include "text/command_id.h"

namespace preflight {
namespace {

using namespace page;

// Lets the session's workers wake whoever waits.
struct Bell {
  std::mutex mutex;
  std::condition_variable changed;
  bool rung = false;

  void ring() {
    const std::lock_guard lock(mutex);
    rung = true;
    changed.notify_all();
  }
  void wait(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, most, [&] { return rung; });
    rung = false;
  }
};

bool isLooking(const Session& session) {
  return session.drives().answer == Drives::Answer::looking || session.earlier().answer == Earlier::Answer::looking ||
         session.readingBatch();
}

// Until the device has been read; collectors that do not answer end by their deadlines. The drives get a moment.
void waitUntilRead(Session& session, Bell& bell) {
  using Steady = std::chrono::steady_clock;
  const auto drivesUntil = Steady::now() + std::chrono::seconds(3);
  for (session.update(); session.reading() || (isLooking(session) && Steady::now() < drivesUntil); session.update()) {
    std::chrono::milliseconds most{200};
    if (const auto deadline = session.nextDeadline()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Steady::now());
      most = std::clamp(left, std::chrono::milliseconds(1), most);
    }
    bell.wait(most);
  }
}

UtcTime systemNow() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

Result<Bytes> draw(View& view, const ScreenshotOptions& options) {
  if (options.textPercent != 0) {
    view.state().textPercent = std::clamp(options.textPercent, leastTextPercent, mostTextPercent);
  }
  view.state().masked = options.masked;
  // The first frame finds out what there is; a screen such as the evidence needs that.
  view.frame(options.width, options.height, options.scale);
  if (const Result<void> shown = view.show(options.screen); !shown) {
    return tl::unexpected(shown.error());
  }
  // The log is read from when it is opened.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const auto reads = [&] {
    const LogView* log = view.session().log();
    return log != nullptr && (log->loading() || log->filtering());
  };
  while (reads() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    view.session().update();
  }
  const ImDrawData& data = view.frame(options.width, options.height, options.scale);
  Result<raster::Surface> surface = raster::Surface::create(options.width, options.height);
  if (!surface) {
    return tl::unexpected(surface.error());
  }
  raster::Renderer renderer;
  if (const Result<void> set = renderer.setAtlas(view.io()); !set) {
    return tl::unexpected(set.error());
  }
  renderer.draw(data, *surface);
  return raster::encodePng(*surface);
}

}  // namespace

Result<Bytes> screenshot(std::unique_ptr<Session> session, const ScreenshotOptions& options) {
  const Result<ThemeKind> theme = themeFromName(options.theme);
  if (!theme) {
    return tl::unexpected(theme.error());
  }
  Services services;
  services.now = systemNow;
  View view(std::move(session), std::move(services), *theme);
  return draw(view, options);
}

Result<Bytes> screenshot(const ScreenshotOptions& options) {
  const auto bell = std::make_shared<Bell>();
  Result<std::unique_ptr<Session>> session = openSession(options.replay, options.stick, [bell] { bell->ring(); });
  if (!session) {
    return tl::unexpected(session.error());
  }
  waitUntilRead(**session, *bell);
  return screenshot(std::move(*session), options);
}

namespace {
constexpr int leastPicture = 200;  // pixels a side: less shows nothing
constexpr int mostPicture = 8192;
}  // namespace

Result<std::pair<int, int>> sizeFromText(std::string_view text) {
  const auto number = [](std::string_view part) {
    int value = 0;
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
    return problem == std::errc() && end == part.data() + part.size() && value >= leastPicture && value <= mostPicture
               ? value
               : 0;
  };
  const std::size_t cross = text.find('x');
  const int width = cross == std::string_view::npos ? 0 : number(text.substr(0, cross));
  const int height = cross == std::string_view::npos ? 0 : number(text.substr(cross + 1));
  if (width == 0 || height == 0) {
    return fail(ErrorKind::invalid, "",
                {CommandId::sizeWrong,
                 {{"word", printable(text, 40)},
                  {"least", std::to_string(leastPicture)},
                  {"most", std::to_string(mostPicture)}}});
  }
  return std::pair{width, height};
}

}  // namespace preflight
