#include "cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "text/command_id.h"

namespace preflight {
namespace {

UsageError wrong(CommandId id, const Args& args) {
  const Text text(id, args);
  return {text.str(), text.hint()};
}

// How many characters have to be added, removed, replaced or swapped with their neighbour.
std::size_t distanceOf(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.size()][b.size()];
}

std::string_view withoutDashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

// The name that was probably meant; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string_view>& names) {
  const std::string typed = lower(withoutDashes(word));
  std::string_view best;
  std::size_t least = typed.size() / 3 + 1;
  for (const std::string_view name : names) {
    const std::string_view plain = withoutDashes(name);
    const bool begun = typed.size() > 1 && (plain.starts_with(typed) || plain.ends_with("-" + typed));
    const std::size_t distance = begun ? 1 : typed.size() > 40 ? typed.size() : distanceOf(typed, plain);
    if (!typed.empty() && distance <= least && (best.empty() || distance < least)) {
      best = name;
      least = distance;
    }
  }
  return std::string(best);
}

std::string listOf(const std::vector<std::string_view>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string shown(std::string_view word) {
  return printable(word, 80);
}

bool isHelp(std::string_view word) {
  return word == "--help" || word == "-h" || word == "/?";
}

bool hasOption(const Command& command, std::string_view name) {
  return std::ranges::any_of(command.options, [&](const Option& option) { return option.name == name; }) ||
         std::ranges::any_of(command.parts, [&](const Command& part) { return hasOption(part, name); });
}

// Reads the options and arguments of one command.
class Reader {
 public:
  explicit Reader(const Command& command) : command_(command) {}

  tl::expected<void, UsageError> run(std::span<const std::string> words) {
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view word = words[i];
      if (!optionsEnded && word == "--") {
        optionsEnded = true;
        continue;
      }
      // A dash alone is standard input.
      auto taken = optionsEnded || word.size() < 2 || word[0] != '-' ? takeArgument(word) : takeOption(words, i);
      if (!taken) {
        return taken;
      }
    }
    return checkTogether();
  }

 private:
  using Taken = tl::expected<void, UsageError>;

  tl::unexpected<UsageError> refuse(CommandId id, Args args) const {
    args.push_back({"command", fullName(command_)});
    return tl::unexpected(wrong(id, args));
  }

  Taken takeArgument(std::string_view word) {
    for (const Option& option : command_.options) {
      const bool isList = std::holds_alternative<std::vector<std::string>*>(option.place);
      if (option.name.empty() && (isList || !given_.contains(option.value))) {
        return store(option, word);
      }
    }
    return refuse(CommandId::unexpectedArgument, {{"word", shown(word)}});
  }

  // Moves `at` to the last word that was used.
  Taken takeOption(std::span<const std::string> words, std::size_t& at) {
    const std::string_view word = words[at];
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const auto option = std::ranges::find(command_.options, name, &Option::name);
    if (option == command_.options.end()) {
      return unknownOption(name);
    }
    if (option->value.empty()) {
      if (equals != std::string_view::npos) {
        return refuse(CommandId::valueUnwanted, {{"option", option->name}});
      }
      *std::get<bool*>(option->place) = true;
      given_.insert(option->name);
      return {};
    }
    if (equals != std::string_view::npos) {
      return store(*option, word.substr(equals + 1));
    }
    const bool follows = at + 1 < words.size() && !(words[at + 1].starts_with("--") && words[at + 1].size() > 2);
    return follows ? store(*option, words[++at])
                   : Taken(refuse(CommandId::valueMissing, {{"option", option->name}, {"value", option->value}}));
  }

  Taken unknownOption(std::string_view name) const {
    std::vector<std::string_view> names{"--help"};
    for (const Option& option : command_.options) {
      names.push_back(option.name);
    }
    const std::string near = nearest(name, names);
    if (near.empty() && command_.path.empty() && hasOption(command_, name)) {
      return refuse(CommandId::optionFirst, {{"word", shown(name)}});
    }
    return refuse(near.empty() ? CommandId::unknownOption : CommandId::unknownOptionNear,
                  {{"word", shown(name)}, {"near", near}});
  }

  Taken store(const Option& option, std::string_view word) {
    const bool isList = std::holds_alternative<std::vector<std::string>*>(option.place);
    const std::string_view name = option.name.empty() ? option.value : option.name;
    if (!given_.insert(name).second && !isList) {
      return refuse(CommandId::givenTwice, {{"option", name}});
    }
    if (!option.oneOf.empty() && std::ranges::find(option.oneOf, word) == option.oneOf.end()) {
      const std::string near = nearest(word, option.oneOf);
      return refuse(near.empty() ? CommandId::valueNotAllowed : CommandId::valueNotAllowedNear,
                    {{"option", name}, {"word", shown(word)}, {"values", listOf(option.oneOf)}, {"near", near}});
    }
    return std::visit([&](auto* place) { return put(option, word, *place); }, option.place);
  }

  Taken put(const Option&, std::string_view word, std::string& place) const {
    place = word;
    return {};
  }
  Taken put(const Option&, std::string_view word, std::optional<std::string>& place) const {
    place = word;
    return {};
  }
  Taken put(const Option& option, std::string_view word, std::vector<std::string>& place) const {
    if (option.name.empty()) {
      place.emplace_back(word);
      return {};
    }
    while (!word.empty()) {
      const std::size_t comma = std::min(word.find(','), word.size());
      if (comma > 0) {
        place.emplace_back(word.substr(0, comma));
      }
      word.remove_prefix(std::min(comma + 1, word.size()));
    }
    return {};
  }
  // A number; a bool never comes here.
  template <class Number>
  Taken put(const Option& option, std::string_view word, Number& place) const {
    Number value{};
    const char* end = word.data() + word.size();
    if constexpr (!std::is_same_v<Number, bool>) {
      const auto [at, problem] = std::from_chars(word.data(), end, value);
      if (problem == std::errc() && at == end && static_cast<double>(value) >= option.least &&
          static_cast<double>(value) <= option.most) {
        place = value;
        return {};
      }
    }
    return refuse(CommandId::valueOutside, {{"option", option.name},
                                            {"word", shown(word)},
                                            {"least", fmt::format("{}", option.least)},
                                            {"most", fmt::format("{}", option.most)}});
  }

  Taken checkTogether() const {
    for (const Option& option : command_.options) {
      const std::string_view name = option.name.empty() ? option.value : option.name;
      if (!given_.contains(name)) {
        if (option.required) {
          return refuse(CommandId::missing, {{"what", usageOf(option)}});
        }
        continue;
      }
      if (!option.needs.empty() && !given_.contains(option.needs)) {
        return refuse(CommandId::needsOther, {{"option", name}, {"other", option.needs}});
      }
      for (const std::string_view other : option.notWith) {
        if (given_.contains(other)) {
          return refuse(CommandId::notTogether, {{"option", name}, {"other", other}});
        }
      }
    }
    return {};
  }

  const Command& command_;
  std::set<std::string_view> given_;
};

tl::unexpected<UsageError> unknownCommand(const Command& command, std::string_view word) {
  std::vector<std::string_view> names;
  for (const Command& part : command.parts) {
    names.push_back(part.name());
  }
  const std::string near = nearest(word, names);
  return tl::unexpected(wrong(near.empty() ? CommandId::unknownCommand : CommandId::unknownCommandNear,
                              {{"word", shown(word)}, {"command", fullName(command)}, {"near", near}}));
}

bool asksForHelp(std::span<const std::string> words) {
  const auto end = std::ranges::find(words, "--");
  return std::any_of(words.begin(), end, isHelp);
}

tl::expected<Chosen, UsageError> readCommand(const Command& command, std::span<const std::string> words, bool help) {
  const bool named = !words.empty() && !words.front().starts_with('-') && !isHelp(words.front());
  if (named && !command.parts.empty()) {
    const auto part = std::ranges::find(command.parts, words.front(), &Command::name);
    return part == command.parts.end() ? unknownCommand(command, words.front())
                                       : readCommand(*part, words.subspan(1), help);
  }
  if (help || asksForHelp(words)) {
    return Chosen{&command, true};
  }
  if (auto taken = Reader(command).run(words); !taken) {
    return tl::unexpected(std::move(taken).error());
  }
  if (!command.run) {
    std::vector<std::string_view> names;
    for (const Command& part : command.parts) {
      names.push_back(part.name());
    }
    return tl::unexpected(wrong(CommandId::commandMissing, {{"command", fullName(command)}, {"names", listOf(names)}}));
  }
  return Chosen{&command, false};
}

}  // namespace

std::string usageOf(const Option& option) {
  const bool isList = option.name.empty() && std::holds_alternative<std::vector<std::string>*>(option.place);
  return fmt::format("{}{}{}{}", option.name, option.name.empty() || option.value.empty() ? "" : " ", option.value,
                     isList ? " ..." : "");
}

std::string fullName(const Command& command) {
  return fmt::format("preflight{}{}", command.path.empty() ? "" : " ", command.path);
}

tl::expected<Chosen, UsageError> readArguments(const Command& program, std::span<const std::string> arguments) {
  const bool help = !arguments.empty() && arguments.front() == "help";
  return readCommand(program, help ? arguments.subspan(1) : arguments, help);
}

}  // namespace preflight
