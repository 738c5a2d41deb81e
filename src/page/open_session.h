// A session for the page: of this machine or of a recording.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/session.h"

namespace preflight::page {

// Opens the device or the recording; nothing is read of it until a Session is made of this. `wake` is called from any
// thread.
Result<SessionOptions> prepareSession(const std::string& replay, const std::string& stick, std::function<void()> wake);
Result<std::unique_ptr<Session>> openSession(const std::string& replay, const std::string& stick,
                                             std::function<void()> wake);

}  // namespace preflight::page
