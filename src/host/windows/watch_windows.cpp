// Waits for the first of a few registry keys and event channels that tells of a change.
#include <algorithm>

#include "host/windows/parts_windows.h"
#include "host/windows/watch_parts_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr std::size_t mostParts = MAXIMUM_WAIT_OBJECTS;
constexpr std::chrono::milliseconds lookAgain{500};

class LiveWatch final : public HostWatch {
 public:
  explicit LiveWatch(std::vector<std::unique_ptr<WatchedPart>> all) : all_(std::move(all)) {
    for (const auto& each : all_) {
      events_.push_back(each->event());
    }
  }

  bool tells(std::size_t place) const override { return place < all_.size() && all_[place]->tells(); }

  std::vector<std::size_t> wait(std::chrono::milliseconds limit) override {
    const auto until = Steady::now() + limit;
    for (;;) {
      if (std::vector<std::size_t> found = seen(); !found.empty()) {
        return found;
      }
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Steady::now());
      const auto pause = static_cast<DWORD>(std::clamp<std::int64_t>(left.count(), 0, lookAgain.count()));
      const DWORD answer = WaitForMultipleObjects(static_cast<DWORD>(events_.size()), events_.data(), FALSE, pause);
      if (answer >= WAIT_OBJECT_0 + events_.size()) {
        if (answer == WAIT_FAILED) {
          Sleep(pause);  // never a busy loop, whatever is wrong with the handles
        }
        if (left.count() <= lookAgain.count()) {
          return {};
        }
      } else if (std::vector<std::size_t> found = told(); !found.empty()) {
        return found;
      }
    }
  }

 private:
  using Steady = std::chrono::steady_clock;

  std::vector<std::size_t> seen() {
    std::vector<std::size_t> found;
    if (Steady::now() < nextLook_) {
      return found;
    }
    nextLook_ = Steady::now() + lookAgain;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (all_[i]->lookAgain()) {
        found.push_back(i);
      }
    }
    return found;
  }

  std::vector<std::size_t> told() {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (WaitForSingleObject(events_[i], 0) == WAIT_OBJECT_0 && all_[i]->told()) {
        found.push_back(i);
      }
    }
    return found;
  }

  std::vector<std::unique_ptr<WatchedPart>> all_;
  std::vector<HANDLE> events_;
  Steady::time_point nextLook_{};
};

// Adds what `watchOne` makes of each name; the first that cannot be made is the error.
template <class WatchOne>
Result<void> addTo(std::vector<std::unique_ptr<WatchedPart>>& all, const std::vector<std::string>& names,
                   const WatchOne& watchOne) {
  for (const std::string& each : names) {
    Result<std::unique_ptr<WatchedPart>> part = watchOne(each);
    if (!part) {
      return tl::unexpected(std::move(part).error());
    }
    all.push_back(std::move(*part));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<HostWatch>> watchDevice(const WatchRequest& what) {
  const std::size_t count = what.keys.size() + what.channels.size();
  if (count == 0 || count > mostParts) {
    return fail(ErrorKind::invalid, ErrorId::stepWatch, ErrorId::whyTooManyPlaces);
  }
  std::vector<std::unique_ptr<WatchedPart>> all;
  return addTo(all, what.keys, watchKey)
      .and_then([&] { return addTo(all, what.channels, watchChannel); })
      .map([&]() -> std::unique_ptr<HostWatch> { return std::make_unique<LiveWatch>(std::move(all)); });
}

}  // namespace preflight::windows
