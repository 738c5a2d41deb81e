// preflight record: all that can be read of the device, for the desk.
#include <fmt/format.h>

#include "app/open_host.h"
#include "cli/commands.h"

namespace preflight {

Exit runRecord(const RecordOptions&, Console& console) {
  console.err("later\n");
  return Exit::usage;
}

}  // namespace preflight
