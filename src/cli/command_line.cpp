#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
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

void Console::error(std::string_view what, std::string_view advice) {
  err(say(CommandId::error, {{"what", what}}) + "\n");
  if (!advice.empty()) {
    err(fmt::format("{}\n", advice));
  }
}

void sayError(Console& console, std::string_view what, std::string_view advice) {
  console.error(what, advice);
}

void sayError(Console& console, const Error& error, std::string_view advice) {
  std::string next = hintOf(error);
  next += next.empty() || advice.empty() ? "" : " ";
  sayError(console, describe(error), next.append(advice));
}

std::optional<Error> missingFolder(const std::string& path) {
  const FileFacts facts = factsOf(path);
  if (path.empty() || facts.kind == FileKind::folder) {
    return std::nullopt;
  }
  const CommandId words = facts.exists() ? CommandId::folderIsFile : CommandId::exportNoFolder;
  return Error{ErrorKind::absent, "", say(words, {{"folder", printable(path, 500)}}), CodeSpace::none, 0};
}

namespace {

// Passes everything on, and keeps what a program has to know of a command that had no result to print.
class JsonConsole final : public Console {
 public:
  explicit JsonConsole(Console& console) : console_(console) {}

  void out(std::string_view utf8) override {
    hasResult_ = hasResult_ || !utf8.empty();
    console_.out(utf8);
  }
  void err(std::string_view utf8) override { console_.err(utf8); }
  void error(std::string_view what, std::string_view advice) override {
    if (what_.empty()) {
      what_ = what;
      advice_ = advice;
    }
    console_.error(what, advice);
  }
  bool interactive() const override { return console_.interactive(); }
  std::string readLine() override { return console_.readLine(); }
  bool finishOut() override { return console_.finishOut(); }

  void end(Exit code) {
    if (hasResult_ || what_.empty()) {
      return;
    }
    const nlohmann::ordered_json tree = {
        {"schema", 1}, {"error", {{"exit", static_cast<int>(code)}, {"message", what_}, {"advice", advice_}}}};
    console_.out(tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  }

 private:
  Console& console_;
  bool hasResult_ = false;
  std::string what_;
  std::string advice_;
};

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
  // Also of a line that is not understood: a program that asked for JSON reads nothing else.
  const auto end = std::ranges::find(arguments, "--");
  const bool asJson = std::find(arguments.begin(), end, "--json") != end;
  JsonConsole json(console);
  const Exit code = runChosen(arguments, asJson ? static_cast<Console&>(json) : console, showPage);
  json.end(code);
  if (!console.finishOut()) {
    const Text cut(CommandId::outCut);
    sayError(console, cut.str(), cut.hint());
    return static_cast<int>(Exit::notWritten);
  }
  return static_cast<int>(code);
}

}  // namespace preflight
