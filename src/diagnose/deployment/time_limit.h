// The time limit of the Enrollment Status Page or of device preparation, and what is left of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/tristate.h"
#include "diagnose/deployment/context.h"

namespace preflight::deployment {

// As the page itself logged it, else as configured; with what the ESP adds for a device that joins a domain.
struct TimeLimit {
  std::optional<std::int64_t> minutes;
  std::string source;
  std::int64_t more = 0;    // minutes that a domain join adds
  bool moreIsOpen = false;  // whether it adds them could not be read
  std::string moreSource;
  UtcTime from{};  // since when it counts; zero: not known
  std::string fromHow;
};
TimeLimit limitOf(const DeploymentContext& context);
// "100 min", "60 min, or 100 min if the device joins a domain"; only where `minutes` is known.
Text limitText(const TimeLimit& limit);

// Whether the device joins a domain, and where that was read.
Tristate joinsDomain(const DeploymentContext& context, std::string& source);

// "ESP times out in 25 min.", and the same in numbers.
void setLimit(const DeploymentContext& context, Waiting& waiting);

}  // namespace preflight::deployment
