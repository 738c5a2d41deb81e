#include "cli/command_table.h"

namespace preflight {
namespace {

using Action = CsvOptions::Action;

Option formatOption(CsvOptions& options, HelpId help) {
  return {"--format", "F", help, &options.format, false, {"intune", "partner", "corporate"}};
}

Option fromOption(CsvOptions& options) {
  return {"--from", "F", HelpId::csvFrom, &options.from, false, {"intune", "partner", "corporate"}};
}

Option tagOption(CsvOptions& options) {
  return {"--tag", "T", HelpId::csvTag, &options.groupTag};
}

Command partOf(CsvOptions& options, Action action, std::string_view path, HelpId help) {
  Command command{path, help};
  command.exits = {{Exit::done, HelpId::exitMergeDone},
                   {Exit::notInOrder, HelpId::exitMergeProblem},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::notWritten, HelpId::exitNotWritten},
                   {Exit::inputUnusable, HelpId::exitCsvInput}};
  command.run = [&options, action](Console& console) {
    options.action = action;
    return runCsv(options, console);
  };
  return command;
}

// What merge, split and convert have in common.
void addWriting(Command& command, CsvOptions& options) {
  command.options.push_back({"--report", "FILE", HelpId::csvReport, &options.report});
  command.options.push_back({"--force", "", HelpId::force, &options.force});
  command.options.push_back({"--json", "", HelpId::json, &options.json});
}

Command checkTable(CsvOptions& options) {
  Command command = partOf(options, Action::check, "csv check", HelpId::csvCheck);
  command.options = {{"", "FILE", HelpId::csvFiles, &options.inputs, true},
                     formatOption(options, HelpId::csvCheckFormat),
                     {"--json", "", HelpId::json, &options.json}};
  command.examples = {HelpId::exampleCsvCheck};
  command.exits = {{Exit::done, HelpId::exitCsvDone},
                   {Exit::notInOrder, HelpId::exitCsvProblem},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::inputUnusable, HelpId::exitCsvInput}};
  return command;
}

Command mergeTable(CsvOptions& options) {
  Command command = partOf(options, Action::merge, "csv merge", HelpId::csvMerge);
  command.options = {{"", "FILE|DIR|STICK", HelpId::csvInputs, &options.inputs, true},
                     {"--to", "OUT", HelpId::csvMergeTo, &options.to, true},
                     formatOption(options, HelpId::csvFormat),
                     fromOption(options),
                     tagOption(options),
                     {"--only", "SERIAL,...", HelpId::csvOnly, &options.only}};
  addWriting(command, options);
  command.examples = {HelpId::exampleCsvMerge, HelpId::exampleCsvMergeOnly};
  return command;
}

Command splitTable(CsvOptions& options) {
  constexpr double mostRows = 100'000;  // more than the reader of any format takes, which is checked later
  Command command = partOf(options, Action::split, "csv split", HelpId::csvSplit);
  command.options = {{"", "FILE", HelpId::csvInput, &options.input, true},
                     {"--to", "DIR", HelpId::csvSplitTo, &options.to, true},
                     {"--rows", "N", HelpId::csvRows, &options.rows, false, {}, 1, mostRows}};
  addWriting(command, options);
  command.examples = {HelpId::exampleCsvSplit};
  return command;
}

Command convertTable(CsvOptions& options) {
  Command command = partOf(options, Action::convert, "csv convert", HelpId::csvConvert);
  command.options = {{"", "FILE", HelpId::csvInputStandard, &options.input, true},
                     {"--to", "OUT", HelpId::csvTo, &options.to, true},
                     formatOption(options, HelpId::csvFormat),
                     fromOption(options),
                     tagOption(options)};
  addWriting(command, options);
  command.examples = {HelpId::exampleCsvConvert, HelpId::exampleCsvConvertCorporate};
  return command;
}

}  // namespace

Command csvTable(CsvOptions& options) {
  Command command{"csv", HelpId::csv};
  command.parts = {checkTable(options), mergeTable(options), splitTable(options), convertTable(options)};
  command.examples = {HelpId::exampleCsvCheck, HelpId::exampleCsvMerge};
  command.exits = {{Exit::done, HelpId::exitDone},
                   {Exit::notInOrder, HelpId::exitCsvGroupProblem},
                   {Exit::usage, HelpId::exitUsage},
                   {Exit::notWritten, HelpId::exitNotWritten},
                   {Exit::inputUnusable, HelpId::exitCsvInput}};
  return command;
}

}  // namespace preflight
