#include "cli/licences.h"

#include <fmt/format.h>

#include "cli/commands.h"

namespace preflight {

Exit runLicences(Console& console) {
  for (const Licence& licence : licences()) {
    console.out(fmt::format("=== {} ===\n\n{}\n\n", licence.name, licence.text));
  }
  return Exit::done;
}

}  // namespace preflight
