#include "cli/commands.h"

namespace preflight {

Result<void> startElevated(const std::vector<std::string>&) {
  return fail(ErrorKind::unsupported, "start again as administrator", "use sudo");
}

}  // namespace preflight
