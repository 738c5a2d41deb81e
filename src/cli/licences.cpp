#include "cli/licences.h"

#include <fmt/format.h>

#include "cli/commands.h"

namespace preflight {

Exit runLicences(Console& console) {
  for (const Licence& each : licences()) {
    console.out(fmt::format("=== {} ===\n\n{}\n\n", each.name, each.text));
  }
  return Exit::done;
}

}  // namespace preflight
