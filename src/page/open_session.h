// A session for the page: of this machine or of a recording.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/session.h"

namespace preflight::page {

// `wake` is called from any thread.
Result<std::unique_ptr<Session>> openSession(const std::string& replay, const std::string& stick,
                                             std::function<void()> wake);

}  // namespace preflight::page
