#include <fmt/format.h>

#include "cli/command_table.h"
#include "cli/help.h"
#include "text/command_id.h"

namespace preflight {

Exit exitOf(State verdict) {
  switch (verdict) {
    case State::pass:
    case State::info:
      return Exit::done;
    case State::warn:
    case State::fail:
      return Exit::notInOrder;
    case State::unknown:
      return Exit::deviceUnread;
  }
  return Exit::deviceUnread;
}

void sayError(Console& console, std::string_view what, std::string_view advice) {
  console.err(say(CommandId::error, {{"what", what}}) + "\n");
  if (!advice.empty()) {
    console.err(fmt::format("{}\n", advice));
  }
}

void sayError(Console& console, const Error& error, std::string_view advice) {
  std::string next = hintOf(error);
  next += next.empty() || advice.empty() ? "" : " ";
  sayError(console, describe(error), next.append(advice));
}

namespace {

Exit runChosen(const std::vector<std::string>& arguments, Console& console, const ShowPage& showPage) {
  Choice choice;
  choice.exporting.arguments = arguments;
  const Command program = programTable(choice, showPage);
  const auto chosen = readArguments(program, arguments);
  if (!chosen) {
    sayError(console, chosen.error().what, chosen.error().advice);
    return Exit::usage;
  }
  if (chosen->help) {
    console.out(helpOf(*chosen->command));
    return Exit::done;
  }
  return chosen->command->run(console);
}

}  // namespace

int runCommandLine(const std::vector<std::string>& arguments, Console& console, const ShowPage& showPage) {
  const Exit code = runChosen(arguments, console, showPage);
  if (!console.finishOut()) {
    const Text cut(CommandId::outCut);
    sayError(console, cut.str(), cut.hint());
    return static_cast<int>(Exit::notWritten);
  }
  return static_cast<int>(code);
}

}  // namespace preflight
