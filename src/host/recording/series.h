// A series: recordings of one device, one after the other, played as a device that changes. README.md has the format.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "host/watch.h"

namespace preflight {

struct SeriesLimits {
  static constexpr std::size_t steps = 500;
  static constexpr std::size_t entries = 20'000;            // of its folder that are looked at
  static constexpr std::chrono::milliseconds shortest{50};  // of one step
  static constexpr std::chrono::milliseconds usual{1000};
  static constexpr std::chrono::milliseconds longest{60'000};
};

// True when the folder is no recording but holds some.
bool isSeries(std::string_view folderUtf8);

class Series : public Host, public Watchable {
 public:
  virtual std::size_t steps() const = 0;
  virtual std::size_t step() const = 0;  // the one that is shown, from 1
  // Shows this step; the last one when there are fewer.
  virtual void show(std::size_t step) const = 0;
  // From now on each step is shown for so long, to the last, which stays.
  virtual void play(std::chrono::milliseconds stepTime) const = 0;
};

// All steps are opened, so that a damaged one is reported now and by its name. Errors as openRecording's, and invalid
// when there are no steps or too many.
Result<std::unique_ptr<Series>> openSeries(std::string_view folderUtf8);

}  // namespace preflight
