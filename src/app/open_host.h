// Which device to look at: this one, or one that was recorded.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "host/host.h"

namespace preflight {

// This machine when `replay` is empty; else the recording (folder or zip) with that UTF-8 path.
Result<std::shared_ptr<const Host>> openHost(const std::string& replay);

}  // namespace preflight
