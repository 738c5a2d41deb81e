// preflight drives: the removable volumes, one a line.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/open_host.h"
#include "cli/commands.h"
#include "media/sticks.h"

namespace preflight {
namespace {

std::string drivesJson(const std::vector<Volume>& sticks) {
  nlohmann::ordered_json tree;
  tree["schema"] = 1;
  tree["drives"] = nlohmann::ordered_json::array();
  for (const Volume& each : sticks) {
    tree["drives"].push_back({{"root", each.root},
                              {"label", each.label},
                              {"fileSystem", each.fileSystem},
                              {"totalBytes", each.totalBytes},
                              {"freeBytes", each.freeBytes},
                              {"bus", name(each.bus)},
                              {"holdsProgram", each.holdsProgram},
                              {"stops", media::whatStops(each)}});
  }
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Exit runDrives(const DrivesOptions& options, Console& console) {
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay);
  if (!host) {
    sayError(console, host.error());
    return Exit::inputUnusable;
  }
  const Result<std::vector<Volume>> volumes = (*host)->volumes();
  if (!volumes) {
    sayError(console, volumes.error());
    return Exit::deviceUnread;
  }
  std::vector<Volume> sticks;
  for (const Volume& each : *volumes) {
    if (media::isStick(each)) {
      sticks.push_back(each);
    }
  }
  if (options.json) {
    console.out(drivesJson(sticks));
    return Exit::done;
  }
  for (const Volume& each : sticks) {
    console.out(media::driveLine(each) + "\n");
  }
  if (sticks.empty()) {
    console.err("preflight: no removable drive was found\n");
  }
  return Exit::done;
}

}  // namespace preflight
