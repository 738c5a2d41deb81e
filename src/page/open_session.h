// A session for the page: of this machine or of a recording.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "app/session/session.h"
#include "host/recording/series.h"

namespace preflight::page {

// `wake` is called from any thread; each step of a series lasts `stepTime`.
Result<std::unique_ptr<Session>> openSession(const std::string& replay, const std::string& stick,
                                             std::function<void()> wake,
                                             std::chrono::milliseconds stepTime = SeriesLimits::usual);

}  // namespace preflight::page
