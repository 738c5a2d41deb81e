#include "cli/command_table.h"

#include <fmt/format.h>

#include "app/page_names.h"
#include "base/path.h"
#include "text/command_id.h"

namespace preflight {
namespace {

Option replayOption(std::string& place) {
  return {"--replay", "R", HelpId::replay, &place};
}

Option jsonOption(bool& place) {
  return {"--json", "", HelpId::json, &place};
}

// The folder in which a file is to be; empty for a bare name.
std::string folderOf(const std::string& file) {
  return parentOf(file);
}

Command showTable(ShowOptions& options, const ShowPage& showPage) {
  Command command{"show", HelpId::show};
  command.options = {
      replayOption(options.replay),
      {"--screen", "NAME", HelpId::showScreen, &options.screen, false, {pageNames.begin(), pageNames.end()}},
      {"--stick", "DIR", HelpId::stick, &options.stick},
      {"--theme", "T", HelpId::showTheme, &options.theme, false, {"dark", "light", "contrast"}},
      {"--film",
       "MS",
       HelpId::showFilm,
       &options.stepTime,
       false,
       {},
       static_cast<double>(SeriesLimits::shortest.count()),
       static_cast<double>(SeriesLimits::longest.count()),
       "--replay",
       {"--screenshot"}},
      {"--screenshot", "F.png", HelpId::showScreenshot, &options.screenshot},
      {"--size", "WxH", HelpId::showSize, &options.size, false, {}, 0, 0, "--screenshot"},
      {"--scale", "S", HelpId::showScale, &options.scale, false, {}, 0.5, 4, "--screenshot"}};
  command.examples = {HelpId::exampleShow, HelpId::exampleShowReplay, HelpId::exampleShowScreenshot};
  command.exits = {{Exit::done, HelpId::exitShow},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::notWritten, HelpId::exitScreenshot},
                   {Exit::inputUnusable, HelpId::exitRecording}};
  command.run = [&](Console& console) {
    for (const auto& [option, folder] :
         {std::pair("--stick", options.stick), {"--screenshot", folderOf(options.screenshot)}}) {
      if (const std::optional<Error> missing = missingFolder(folder)) {
        sayError(console, *missing, say(CommandId::folderAdvice, {{"option", option}}));
        return Exit::notWritten;
      }
    }
    return showPage(options, console);
  };
  return command;
}

Command statusTable(StatusOptions& options) {
  Command command{"status", HelpId::status};
  command.options = {replayOption(options.replay),
                     {"--step", "N", HelpId::statusStep, &options.step, false, {}, 1, SeriesLimits::steps, "--replay"},
                     {"--stick", "DIR", HelpId::statusStick, &options.stick},
                     {"--all", "", HelpId::statusAll, &options.all},
                     {"--evidence", "", HelpId::statusEvidence, &options.evidence},
                     {"--short",
                      "",
                      HelpId::statusShort,
                      &options.brief,
                      false,
                      {},
                      0,
                      0,
                      "",
                      {"--all", "--evidence", "--stick", "--json"}},
                     jsonOption(options.json)};
  command.examples = {HelpId::exampleStatus, HelpId::exampleStatusAll, HelpId::exampleStatusReplay,
                      HelpId::exampleStatusStick};
  command.exits = {{Exit::done, HelpId::exitStatusDone},
                   {Exit::notInOrder, HelpId::exitStatusProblem},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::deviceUnread, HelpId::exitDevice},
                   {Exit::inputUnusable, HelpId::exitRecording}};
  command.run = [&](Console& console) { return runStatus(options, console); };
  return command;
}

Command exportTable(ExportOptions& options) {
  Command command{"export", HelpId::export_};
  command.options = {
      {"--usb", "", HelpId::exportUsb, &options.usb, false, {}, 0, 0, "", {"--stick"}},
      {"--stick", "DIR", HelpId::exportStick, &options.stick},
      {"--to", "DIR", HelpId::exportTo, &options.to, false, {}, 0, 0, "", {"--usb", "--stick"}},
      {"--append", "FILE", HelpId::exportAppend, &options.append, false, {}, 0, 0, "", {"--to", "--stick"}},
      {"--format", "F", HelpId::exportFormat, &options.format, false, {"intune", "partner", "corporate"}},
      {"--group-tag", "T", HelpId::exportGroupTag, &options.groupTag},
      {"--assigned-user", "U", HelpId::exportAssignedUser, &options.assignedUser},
      {"--yes", "", HelpId::exportYes, &options.yes},
      {"--force", "", HelpId::exportForce, &options.force},
      {"--eject", "", HelpId::exportEject, &options.eject},
      {"--log", "FILE", HelpId::exportLog, &options.log},
      replayOption(options.replay),
      jsonOption(options.json)};
  command.examples = {HelpId::exampleExport, HelpId::exampleExportUnattended, HelpId::exampleExportShare,
                      HelpId::exampleExportAppend};
  command.exits = {{Exit::done, HelpId::exitExportDone},
                   {Exit::usage, HelpId::exitUsageStick},
                   {Exit::deviceUnread, HelpId::exitDevice},
                   {Exit::notWritten, HelpId::exitNotSaved},
                   {Exit::inputUnusable, HelpId::exitExportInput}};
  command.run = [&](Console& console) { return runExport(options, console); };
  return command;
}

Command recordTable(RecordOptions& options) {
  Command command{"record", HelpId::record};
  command.options = {{"--to", "DIR|F.zip", HelpId::recordTo, &options.to, true},
                     replayOption(options.replay),
                     jsonOption(options.json)};
  command.examples = {HelpId::exampleRecord, HelpId::exampleRecordShow};
  command.exits = {{Exit::done, HelpId::exitRecordDone},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::notWritten, HelpId::exitNotWritten},
                   {Exit::inputUnusable, HelpId::exitRecording}};
  command.run = [&](Console& console) { return runRecord(options, console); };
  return command;
}

Command drivesTable(DrivesOptions& options) {
  Command command{"drives", HelpId::drives};
  command.options = {replayOption(options.replay), jsonOption(options.json)};
  command.examples = {HelpId::exampleDrives};
  command.exits = {{Exit::done, HelpId::exitDrivesDone},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::deviceUnread, HelpId::exitDrives},
                   {Exit::inputUnusable, HelpId::exitRecording}};
  command.run = [&](Console& console) { return runDrives(options, console); };
  return command;
}

Command hashPart(HashOptions& options, HashOptions::Action action, std::string_view path, HelpId help,
                 std::vector<HelpId> examples, HelpId problem) {
  const bool two = action == HashOptions::Action::compare;
  Command command{path, help};
  command.options = {{"", two ? "OLD" : "INPUT", HelpId::hashInput, &options.input, true}};
  if (two) {
    command.options.push_back({"", "NEW", HelpId::hashSecond, &options.second, true});
  }
  command.options.push_back(jsonOption(options.json));
  command.examples = std::move(examples);
  command.exits = {{Exit::done, two ? HelpId::exitCompareDone : HelpId::exitHashDone},
                   {Exit::notInOrder, problem},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::inputUnusable, HelpId::exitHashInput}};
  command.run = [&options, action](Console& console) {
    options.action = action;
    return runHash(options, console);
  };
  return command;
}

Command hashTable(HashOptions& options) {
  using Action = HashOptions::Action;
  Command command{"hash", HelpId::hash};
  command.examples = {HelpId::exampleHashCheck, HelpId::exampleHashCompare};
  command.exits = {{Exit::done, HelpId::exitDone},
                   {Exit::notInOrder, HelpId::exitHashGroupProblem},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::inputUnusable, HelpId::exitHashInput}};
  command.parts = {hashPart(options, Action::decode, "hash decode", HelpId::hashDecode,
                            {HelpId::exampleHashDecode, HelpId::exampleHashDecodeInput}, HelpId::exitHashProblem),
                   hashPart(options, Action::check, "hash check", HelpId::hashCheck, {HelpId::exampleHashCheck},
                            HelpId::exitHashProblem),
                   hashPart(options, Action::compare, "hash compare", HelpId::hashCompare, {HelpId::exampleHashCompare},
                            HelpId::exitCompareProblem)};
  return command;
}

}  // namespace

Command programTable(Choice& choice, const ShowPage& showPage) {
  Command program{"", HelpId::program};
  program.options = {{"--version", "", HelpId::version, &choice.version},
                     {"--licenses", "", HelpId::licenses, &choice.licences}};
  program.parts = {showTable(choice.show, showPage),
                   statusTable(choice.status),
                   exportTable(choice.exporting),
                   recordTable(choice.record),
                   drivesTable(choice.drives),
                   csvTable(choice.csv),
                   hashTable(choice.hash)};
  program.examples = {HelpId::exampleWindow, HelpId::exampleExport, HelpId::exampleHelp};
  program.exits = {{Exit::done, HelpId::exitDone},           {Exit::notInOrder, HelpId::exitProblem},
                   {Exit::usage, HelpId::exitUsageStick},    {Exit::deviceUnread, HelpId::exitDevice},
                   {Exit::notWritten, HelpId::exitNotSaved}, {Exit::inputUnusable, HelpId::exitInput}};
  program.run = [&](Console& console) {
    if (choice.version) {
      console.out(fmt::format("preflight {}\n", PREFLIGHT_VERSION));
      return Exit::done;
    }
    return choice.licences ? runLicences(console) : showPage(choice.show, console);
  };
  return program;
}

}  // namespace preflight
