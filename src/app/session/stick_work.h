// How a session has work done on threads. Only the session's own files use it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "app/session/live_updates.h"
#include "app/session/session.h"
#include "base/background.h"

namespace preflight {

// The one callback, cut off when the session ends: threads that were left behind may still call it. And who looks on
// while the device changes, with what was read anew since the last whole reading.
class Session::Waker {
 public:
  explicit Waker(std::function<void()> wake) : wake_(std::move(wake)) {}
  void wake() {
    const std::lock_guard lock(mutex_);
    if (wake_) {
      wake_();
    }
  }
  void cut() {
    const std::lock_guard lock(mutex_);
    wake_ = {};
  }

  // Belong to the session's thread.
  std::unique_ptr<DeviceWatch> device;
  std::map<std::string_view, Fill> anew;

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
};

// One piece of work on a thread of its own. A thread that never comes back is left behind.
template <class T>
class Session::Work {
 public:
  template <class Do>
  Work(const std::shared_ptr<Waker>& waker, Do work) : box_(std::make_shared<Box>()) {
    const auto job = [box = box_, waker, work = std::move(work)] {
      T value = work();
      {
        const std::lock_guard lock(box->mutex);
        box->value.emplace(std::move(value));
      }
      waker->wake();
    };
    if (!startDetached(job)) {
      job();  // late is better than never
    }
  }

  std::optional<T> take() {
    const std::lock_guard lock(box_->mutex);
    return std::exchange(box_->value, std::nullopt);
  }

 private:
  struct Box {
    std::mutex mutex;
    std::optional<T> value;
  };
  std::shared_ptr<Box> box_;
};

UtcTime sessionNow();

}  // namespace preflight
