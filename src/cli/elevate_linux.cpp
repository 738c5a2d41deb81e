#include "cli/commands.h"
#include "text/command_id.h"

namespace preflight {

Result<void> startElevated(const std::vector<std::string>&) {
  return fail(ErrorKind::unsupported, say(CommandId::elevateStep), say(CommandId::elevateSudo));
}

}  // namespace preflight
