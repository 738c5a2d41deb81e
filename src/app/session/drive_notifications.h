// Tells when a drive may have come or gone, as soon as the system says so. It may say nothing: whoever needs to know
// looks now and then as well.
#pragma once

#include <functional>
#include <memory>

namespace preflight {

class DeviceChanges {
 public:
  // `changed` is called from a thread of this class; it must not block and must not wait for this object.
  explicit DeviceChanges(std::function<void()> changed);
  ~DeviceChanges();
  DeviceChanges(const DeviceChanges&) = delete;
  DeviceChanges& operator=(const DeviceChanges&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace preflight
