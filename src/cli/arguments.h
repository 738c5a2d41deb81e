// The arguments of the command line, read by a table: which commands there are, and what each takes. The help is made
// from the same table (cli/help.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cli/commands.h"
#include "text/help_id.h"

namespace preflight {

struct Option {
  // Where the value goes. A switch has a bool; a list of an option is separated by commas.
  using Place = std::variant<bool*, std::string*, std::optional<std::string>*, std::vector<std::string>*, std::size_t*,
                             std::int64_t*, double*>;

  std::string_view name;   // "--to"; an argument that is known by its position has none
  std::string_view value;  // as the help calls it: "DIR"; a switch has none
  HelpId help{};           // may name {values}, {least} and {most}
  Place place;
  bool required = false;
  std::vector<std::string_view> oneOf = {};  // allowed values; empty: any
  double least = 0;                          // of a number
  double most = 0;
  std::string_view needs = {};                 // an option that must be there too
  std::vector<std::string_view> notWith = {};  // options that cannot be used at the same time
};

struct Command {
  std::string_view path;  // "csv merge"; empty: the program itself
  HelpId help{};
  std::vector<Option> options = {};
  std::vector<HelpId> examples = {};  // the text is what to type, the hint what it does
  std::vector<std::pair<Exit, HelpId>> exits = {};
  std::vector<Command> parts = {};  // its own commands
  // Empty: one of `parts` has to be named.
  std::function<Exit(Console&)> run = {};

  // "merge"
  std::string_view name() const { return path.substr(path.rfind(' ') + 1); }
};

// What is wrong, and what to do: a line each.
struct UsageError {
  std::string what;
  std::string advice;
};

struct Chosen {
  const Command* command = nullptr;
  bool help = false;  // it was asked for
};

// Fills what the options name. `--name value` and `--name=value`; "--" ends the options.
tl::expected<Chosen, UsageError> readArguments(const Command& program, std::span<const std::string> arguments);

// "--to DIR", "FILE ..." as usage and help show it.
std::string usageOf(const Option& option);

// "preflight csv merge"
std::string fullName(const Command& command);

}  // namespace preflight
