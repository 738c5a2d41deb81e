// preflight drives: the removable volumes, one a line.
#include <nlohmann/json.hpp>

#include "app/open_host.h"
#include "cli/commands.h"
#include "media/sticks.h"
#include "text/command_id.h"

namespace preflight {
namespace {

std::string drivesJson(const std::vector<Volume>& sticks) {
  nlohmann::ordered_json tree;
  tree["schema"] = 1;
  tree["drives"] = nlohmann::ordered_json::array();
  for (const Volume& volume : sticks) {
    tree["drives"].push_back({{"root", volume.root},
                              {"label", volume.label},
                              {"fileSystem", volume.fileSystem},
                              {"totalBytes", volume.totalBytes},
                              {"freeBytes", volume.freeBytes},
                              {"bus", name(volume.bus)},
                              {"holdsProgram", volume.holdsProgram},
                              {"stops", media::whatStops(volume)}});
  }
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Exit runDrives(const DrivesOptions& options, Console& console) {
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay);
  if (!host) {
    sayError(console, host.error(), say(CommandId::replayAdvice));
    return Exit::inputUnusable;
  }
  const Result<std::vector<Volume>> volumes = (*host)->volumes();
  if (!volumes) {
    sayError(console, volumes.error());
    return Exit::deviceUnread;
  }
  std::vector<Volume> sticks;
  for (const Volume& volume : *volumes) {
    if (media::isStick(volume)) {
      sticks.push_back(volume);
    }
  }
  if (options.json) {
    console.out(drivesJson(sticks));
    return Exit::done;
  }
  for (const Volume& volume : sticks) {
    console.out(media::driveLine(volume) + "\n");
  }
  if (sticks.empty()) {
    console.err(say(options.replay.empty() ? CommandId::drivesNone : CommandId::drivesNoneRecorded) + "\n");
  } else if (!options.replay.empty()) {
    console.err(say(CommandId::drivesRecorded) + "\n");
  }
  return Exit::done;
}

}  // namespace preflight
