// The page: in a window, as a picture, or driven by a test.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "app/session/session.h"
#include "base/bytes.h"
#include "base/result.h"
#include "host/recording/series.h"
#include "page/theme.h"

namespace preflight {

struct PageOptions {
  std::string replay;               // a recording; empty: this device
  std::string screen = "overview";  // one of pageNames
  std::string stick;                // a folder that stands for the stick; empty: look for one
  std::string theme;                // "dark", "light", "contrast"; empty: what the system asks for, else dark
  std::chrono::milliseconds stepTime = SeriesLimits::usual;
};

// Opens the window over the whole work area and runs until it is closed. The exit code: 0; 5 for a recording that
// cannot be read; 3 when no window can be opened, which standard error then explains.
int runPage(const PageOptions& options);

struct ScreenshotOptions {
  std::string replay;
  std::string screen = "overview";  // one of pageNames
  std::string stick;
  std::string theme = "dark";
  int width = 1280;
  int height = 800;
  float scale = 1;      // of the monitor
  int textPercent = 0;  // 0: as the settings say, else 100
  bool masked = false;
};

// The page as a PNG file's bytes; needs no display. Waits until the device has been read.
Result<Bytes> screenshot(const ScreenshotOptions& options);
// The same of a session that is there already, as it stands.
Result<Bytes> screenshot(std::unique_ptr<Session> session, const ScreenshotOptions& options);

// "1366x768" to its two numbers, each 1 to 8192.
Result<std::pair<int, int>> sizeFromText(std::string_view text);

}  // namespace preflight
