// The page on which Windows updates itself in setup (Shell-Core, CXID OobeNDUP and RebootNDUP), after the device part
// and before the user signs in. It may restart several times and come back.
#pragma once

#include <cstdint>

#include "diagnose/deployment/context.h"

namespace preflight::deployment {

enum class UpdateStep : std::uint8_t { begun, searching, downloading, restarting, failing };

struct UpdatePage {
  bool open = false;
  UpdateStep step = UpdateStep::begun;
  UtcTime since{};  // when it was shown first
  std::int64_t restarts = 0;
  const ShellRecord* record = nullptr;  // the newest that says so
};

UpdatePage updatePageOf(const DeploymentPart& part);
Text stepText(UpdateStep step);

}  // namespace preflight::deployment
