#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

#include "app/page_names.h"
#include "app/session/collector_runner.h"
#include "cli/commands.h"
#include "cli/csv_options.h"
#include "text/help_id.h"

namespace preflight {
namespace {

constexpr const char* replayHelp = "Look at a recording (folder or .zip) instead of this device";

// All options of all commands; the one that was chosen is run after the whole line was understood.
struct Choice {
  ShowOptions show;
  StatusOptions status;
  ExportOptions exporting;
  RecordOptions record;
  DrivesOptions drives;
  HashOptions hash;
  CsvOptions csv;
  bool licences = false;
};

void addShow(CLI::App& app, Choice& choice) {
  ShowOptions& options = choice.show;
  CLI::App* command = app.add_subcommand("show", "Open the page (so does no command at all)");
  CLI::Option* replay = command->add_option("--replay", options.replay, replayHelp)->type_name("R");
  CLI::Option* film =
      command
          ->add_option("--film", options.stepTime,
                       "Of a series of recordings: milliseconds of each step, 50 to 60000; 1000 when not given")
          ->type_name("MS")
          ->needs(replay)
          ->check(CLI::Range(SeriesLimits::shortest.count(), SeriesLimits::longest.count()));
  command->add_option("--screen", options.screen, pageNamesText())
      ->type_name("NAME")
      ->check(CLI::IsMember(std::vector<std::string>(pageNames.begin(), pageNames.end())));
  command->add_option("--stick", options.stick, "Use this folder as the stick")->type_name("DIR");
  CLI::Option* picture =
      command->add_option("--screenshot", options.screenshot, "Draw it into this PNG file; needs no display")
          ->type_name("F.png")
          ->excludes(film);
  command->add_option("--size", options.size, "Of the picture, in pixels")->type_name("WxH")->needs(picture);
  command->add_option("--scale", options.scale, "Of the monitor: 1 is 96 dots an inch")
      ->type_name("S")
      ->needs(picture)
      ->check(CLI::Range(0.5, 4.0));
  command->add_option("--theme", options.theme, "dark, light or contrast")
      ->type_name("T")
      ->check(CLI::IsMember({"dark", "light", "contrast"}));
}

void addStatus(CLI::App& app, Choice& choice) {
  StatusOptions& options = choice.status;
  CLI::App* command = app.add_subcommand("status", "Who the device is and what is known of it");
  command->add_option("--replay", options.replay, replayHelp)->type_name("R");
  command->add_option("--stick", options.stick, "Compare the hash with what this folder's CSV files hold of the device")
      ->type_name("DIR");
  command->add_flag("--json", options.json, "Print JSON and nothing else");
  command->add_option("--step", options.step, "Of a series of recordings, from 1; its last when not given")
      ->check(CLI::Range(std::size_t{1}, SeriesLimits::steps))
      ->type_name("N");
}

void addExport(CLI::App& app, Choice& choice) {
  ExportOptions& options = choice.exporting;
  CLI::App* command = app.add_subcommand("export", "Write the hardware hash as a CSV that Intune imports");
  command->add_option("--replay", options.replay, replayHelp)->type_name("R");
  CLI::Option* to = command->add_option("--to", options.to, "Write into this folder")->type_name("DIR");
  CLI::Option* usb = command->add_flag("--usb", options.usb, "Write to the program's own stick, else the only one");
  CLI::Option* stick = command->add_option("--stick", options.stick, "Use this folder as the stick")->type_name("DIR");
  to->excludes(usb)->excludes(stick);
  usb->excludes(stick);
  command
      ->add_option("--format", options.format, "intune (hardware hash), partner (Partner Center), corporate identifier")
      ->check(CLI::IsMember({"intune", "partner", "corporate"}));
  command->add_option("--group-tag", options.groupTag, "Group tag for Autopilot")->type_name("T");
  command->add_option("--assigned-user", options.assignedUser, "User name like ada@contoso.com")->type_name("U");
  command->add_option("--append", options.append, "Put the device into this CSV beside the ones it holds")
      ->type_name("FILE");
  command->add_flag("--yes", options.yes, "Ask nothing");
  command->add_flag("--force", options.force, "Let a placeholder serial number or a faulty hash through");
  command->add_flag("--eject", options.eject, "Eject the stick afterwards, unless this program runs from it");
  command->add_option("--log", options.log, "Add what happened to this file, a line each time")->type_name("FILE");
  command->add_flag("--json", options.json, "Print the proof as JSON and nothing else");
}

void addRecord(CLI::App& app, Choice& choice) {
  RecordOptions& options = choice.record;
  CLI::App* command = app.add_subcommand("record", "Keep all that can be read of the device, to look at it elsewhere");
  command->add_option("--replay", options.replay, replayHelp)->type_name("R");
  command->add_option("--to", options.to, "A new folder, or a file ending in .zip")
      ->type_name("DIR|FILE.zip")
      ->required();
  command->add_flag("--json", options.json, "Print JSON and nothing else");
}

void addHashAction(CLI::App& hash, HashOptions& options, HashOptions::Action action, const char* name, HelpId words) {
  CLI::App* command = hash.add_subcommand(name, say(words));
  const bool two = action == HashOptions::Action::compare;
  command->add_option("input", options.input, say(HelpId::hashInput))->type_name(two ? "OLD" : "INPUT")->required();
  if (two) {
    command->add_option("second", options.second, say(HelpId::hashSecond))->type_name("NEW")->required();
  }
  command->add_flag("--json", options.json, "Print JSON and nothing else");
  command->callback([&options, action] { options.action = action; });
}

void addHash(CLI::App& app, Choice& choice) {
  HashOptions& options = choice.hash;
  using Action = HashOptions::Action;
  CLI::App* command = app.add_subcommand("hash", say(HelpId::hash));
  command->require_subcommand(1);
  addHashAction(*command, options, Action::decode, "decode", HelpId::hashDecode);
  addHashAction(*command, options, Action::check, "check", HelpId::hashCheck);
  addHashAction(*command, options, Action::compare, "compare", HelpId::hashCompare);
}

void addDrives(CLI::App& app, Choice& choice) {
  DrivesOptions& options = choice.drives;
  CLI::App* command = app.add_subcommand("drives", "List the removable drives, one a line");
  command->add_option("--replay", options.replay, replayHelp)->type_name("R");
  command->add_flag("--json", options.json, "Print JSON and nothing else");
}

// Of the innermost command that was named.
std::string helpOf(const CLI::App& app) {
  const CLI::App* innermost = &app;
  std::string names;
  for (std::vector<CLI::App*> chosen = app.get_subcommands(); !chosen.empty(); chosen = innermost->get_subcommands()) {
    names += (names.empty() ? "" : " ") + innermost->get_name();
    innermost = chosen.front();
  }
  return innermost->help(names);
}

// CLI11 words its own refusals; help and version are answers, not errors.
int refused(const CLI::App& app, const CLI::ParseError& problem, Console& console) {
  if (dynamic_cast<const CLI::CallForHelp*>(&problem) != nullptr) {
    console.out(helpOf(app));
    return static_cast<int>(Exit::done);
  }
  if (dynamic_cast<const CLI::CallForVersion*>(&problem) != nullptr) {
    console.out(fmt::format("preflight {}\n", PREFLIGHT_VERSION));
    return static_cast<int>(Exit::done);
  }
  console.err(fmt::format("preflight: {}. See: preflight --help\n", problem.what()));
  return static_cast<int>(Exit::usage);
}

// One row a command: its name, its options, and what it does.
struct Command {
  std::string_view name;
  void (*add)(CLI::App&, Choice&);
  Exit (*run)(const Choice&, Console&, const ShowPage&);
};

using C = Choice;
constexpr std::array commands{
    Command{"show", addShow, [](const C& c, Console& out, const ShowPage& page) { return page(c.show, out); }},
    Command{"status", addStatus, [](const C& c, Console& out, const ShowPage&) { return runStatus(c.status, out); }},
    Command{"export", addExport, [](const C& c, Console& out, const ShowPage&) { return runExport(c.exporting, out); }},
    Command{"record", addRecord, [](const C& c, Console& out, const ShowPage&) { return runRecord(c.record, out); }},
    Command{"drives", addDrives, [](const C& c, Console& out, const ShowPage&) { return runDrives(c.drives, out); }},
    Command{"csv", [](CLI::App& app, Choice& choice) { addCsv(app, choice.csv); },
            [](const C& c, Console& out, const ShowPage&) { return runCsv(c.csv, out); }},
    Command{"hash", addHash, [](const C& c, Console& out, const ShowPage&) { return runHash(c.hash, out); }},
};

const Command* findCommand(std::string_view name) {
  const auto* found =
      std::find_if(commands.begin(), commands.end(), [&](const Command& each) { return each.name == name; });
  return found == commands.end() ? nullptr : found;
}

// The options of all commands take longer to describe than most commands take to run: when the first word is a command,
// only its own are described.
void describe(CLI::App& app, Choice& choice, const std::vector<std::string>& arguments) {
  const Command* only = arguments.empty() ? nullptr : findCommand(arguments.front());
  for (const Command& each : commands) {
    if (only == nullptr || only == &each) {
      each.add(app, choice);
    }
  }
}

Exit run(const CLI::App& app, const Choice& choice, Console& console, const ShowPage& showPage) {
  if (choice.licences) {
    return runLicences(console);
  }
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const Command* command = chosen.empty() ? nullptr : findCommand(chosen.front()->get_name());
  return command == nullptr ? showPage(choice.show, console) : command->run(choice, console, showPage);
}

}  // namespace

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

void sayError(Console& console, const Error& error, std::string_view advice) {
  console.err(fmt::format("preflight: {}.{}{}\n", describe(error), advice.empty() ? "" : " ", advice));
}

int runCommandLine(const std::vector<std::string>& arguments, Console& console, const ShowPage& showPage) {
  CLI::App app("Preflight: who is this device, and its hardware hash on the stick", "preflight");
  app.set_version_flag("--version", PREFLIGHT_VERSION, "Print the version");
  app.set_help_flag("--help,-h", "Print this help");
  app.require_subcommand(0, 1);
  Choice choice;
  choice.exporting.arguments = arguments;
  describe(app, choice, arguments);
  app.add_flag("--licenses", choice.licences, "Print the licences of all that is compiled in");
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& problem) {
    return refused(app, problem, console);
  }
  return static_cast<int>(run(app, choice, console, showPage));
}

}  // namespace preflight
