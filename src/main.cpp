// Chooses between the page and a command.
#include "main.h"

#include "cli/commands.h"
#include "cli/console.h"

int preflightMain(const std::vector<std::string>& arguments) {
  const std::unique_ptr<preflight::Console> console = preflight::systemConsole();
  return preflight::runCommandLine(arguments, *console);
}
