// Which device to look at: this one, or one that was recorded.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "host/host.h"

namespace preflight {

// How a series of recordings begins (host/recording/series.h): at one step, where it stays, or played.
struct SeriesStart {
  std::size_t step = 0;               // 0: the last; more than there are is an error
  std::chrono::milliseconds each{0};  // more than 0: played from the first on, each step so long
};

// This machine when `replay` is empty; else the recording (folder or zip) or series with that UTF-8 path.
Result<std::shared_ptr<const Host>> openHost(const std::string& replay, const SeriesStart& start = {});

}  // namespace preflight
