// Threads that nobody waits for.
#pragma once

#include <functional>

#include "base/result.h"

namespace preflight {

// Runs `work` on a thread of its own that is never joined; it may outlive its starter, so it must own what it uses.
// `work` must not throw. Fails when the system gives no thread; `work` is then not run.
Result<void> startDetached(std::function<void()> work);

}  // namespace preflight
