#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace preflight {
namespace {

constexpr std::size_t columns = 80;
constexpr std::size_t mostName = 26;  // a longer name has its line to itself

// Breaks between words; every line but the first is indented.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string lines;
  std::size_t used = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (used > indent && used + 1 + word.size() > columns) {
      lines += "\n" + std::string(indent, ' ');
      used = indent;
    }
    lines += used > indent ? " " : "";
    lines += word;
    used += word.size() + (used > indent ? 1 : 0);
  }
  return lines;
}

struct Entry {
  std::string name;
  std::string text;
};

std::string listed(HelpId title, const std::vector<Entry>& entries) {
  if (entries.empty()) {
    return {};
  }
  std::size_t width = 0;
  for (const Entry& entry : entries) {
    width = entry.name.size() <= mostName ? std::max(width, entry.name.size()) : width;
  }
  std::string text = "\n" + say(title) + "\n";
  for (const Entry& entry : entries) {
    const std::string words = wrapped(entry.text, width + 4);
    text += entry.name.size() > width ? fmt::format("  {}\n  {:{}}  {}\n", entry.name, "", width, words)
                                      : fmt::format("  {:{}}  {}\n", entry.name, width, words);
  }
  return text;
}

std::string usageLine(const Command& command) {
  std::string line = fullName(command);
  line += command.parts.empty() ? "" : " " + say(HelpId::usageCommand);
  for (const bool positional : {true, false}) {
    for (const Option& option : command.options) {
      line += option.required && option.name.empty() == positional ? " " + usageOf(option) : "";
    }
  }
  const bool more = std::ranges::any_of(command.options, [](const Option& option) { return !option.required; });
  return line + (more || !command.parts.empty() ? " " + say(HelpId::usageOptions) : "");
}

std::vector<Entry> optionsOf(const Command& command) {
  std::vector<Entry> entries;
  for (const Option& option : command.options) {
    entries.push_back({usageOf(option), say(option.help, {{"values", fmt::format("{}", fmt::join(option.oneOf, ", "))},
                                                          {"least", fmt::format("{}", option.least)},
                                                          {"most", fmt::format("{}", option.most)}})});
  }
  entries.push_back({"--help", say(HelpId::optionHelp)});
  return entries;
}

std::string examplesOf(const Command& command) {
  std::string text = command.examples.empty() ? "" : "\n" + say(HelpId::examples) + "\n";
  for (const HelpId id : command.examples) {
    const Text example(id);
    text += fmt::format("  {}\n      {}\n", example.str(), wrapped(example.hint(), 6));
  }
  return text;
}

}  // namespace

std::string helpOf(const Command& command) {
  std::string text = wrapped(say(command.help), 0) + "\n\n" + say(HelpId::usage) + "\n  " + usageLine(command) + "\n";
  std::vector<Entry> parts;
  for (const Command& part : command.parts) {
    parts.push_back({std::string(part.name()), say(part.help)});
  }
  std::vector<Entry> exits;
  for (const auto& [code, words] : command.exits) {
    exits.push_back({std::to_string(static_cast<int>(code)), say(words)});
  }
  return text + listed(HelpId::commands, parts) + listed(HelpId::options, optionsOf(command)) + examplesOf(command) +
         listed(HelpId::exitCodes, exits);
}

}  // namespace preflight
