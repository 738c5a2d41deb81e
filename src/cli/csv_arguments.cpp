#include <CLI/CLI.hpp>

#include "cli/csv_options.h"

namespace preflight {
namespace {

void addFormat(CLI::App* command, CsvOptions& options, const char* words) {
  command->add_option("--format", options.format, words)
      ->type_name("F")
      ->check(CLI::IsMember({"intune", "partner", "corporate"}));
}

void addFrom(CLI::App* command, CsvOptions& options) {
  command
      ->add_option("--from", options.from, "Take what is read for intune, partner or corporate, whatever it looks like")
      ->type_name("F")
      ->check(CLI::IsMember({"intune", "partner", "corporate"}));
}

void addCheck(CLI::App& csv, CsvOptions& options) {
  CLI::App* command = csv.add_subcommand("check", "Whether files can be imported, and what is wrong with them");
  command->add_option("files", options.inputs, "CSV files, or - for standard input")->type_name("FILE")->required();
  addFormat(command, options, "Take them for intune, partner or corporate, whatever they look like");
  command->add_flag("--json", options.json, "Print JSON and nothing else");
  command->callback([&options] { options.action = CsvOptions::Action::check; });
}

// What merge, split and convert have in common.
void addWriting(CLI::App* command, CsvOptions& options, CsvOptions::Action action, const char* to, const char* kind) {
  command->add_option("--to", options.to, to)->type_name(kind)->required();
  command->add_option("--report", options.report, "Write what was done with each row into this file (.json: as JSON)")
      ->type_name("FILE");
  command->add_flag("--force", options.force, "Write over files that are there");
  command->add_flag("--json", options.json, "Print JSON and nothing else");
  command->callback([&options, action] { options.action = action; });
}

void addMerge(CLI::App& csv, CsvOptions& options) {
  CLI::App* command =
      csv.add_subcommand("merge", "Put files together; of a device that is in several, the newest hash");
  command->add_option("inputs", options.inputs, "CSV files, folders of them, or sticks")
      ->type_name("FILE|DIR|STICK")
      ->required();
  addWriting(command, options, CsvOptions::Action::merge, "The new file; more than 500 devices go on in OUT-2, OUT-3",
             "OUT");
  addFormat(command, options, "Of the new file: intune (else), partner or corporate");
  addFrom(command, options);
  command->add_option("--tag", options.groupTag, "Group tag of every device, instead of its own")->type_name("T");
  command->add_option("--only", options.only, "Only these devices: serial numbers with commas between")
      ->type_name("SERIAL,...")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void addSplit(CLI::App& csv, CsvOptions& options) {
  CLI::App* command = csv.add_subcommand("split", "Cut a file that is too long into files that can be imported");
  command->add_option("input", options.inputs, "The CSV file")->type_name("FILE")->required()->expected(1);
  addWriting(command, options, CsvOptions::Action::split, "The folder for the new files; made when missing", "DIR");
  command->add_option("--rows", options.rows, "Devices in one file at most")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
}

void addConvert(CLI::App& csv, CsvOptions& options) {
  CLI::App* command =
      csv.add_subcommand("convert", "Write a file of any form and encoding as one that can be imported");
  command->add_option("input", options.inputs, "The CSV file, - for standard input")
      ->type_name("FILE")
      ->required()
      ->expected(1);
  addWriting(command, options, CsvOptions::Action::convert, "The new file", "OUT");
  addFormat(command, options, "Of the new file: intune (else), partner or corporate");
  addFrom(command, options);
  command->add_option("--tag", options.groupTag, "Group tag of every device, instead of its own")->type_name("T");
}

}  // namespace

void addCsv(CLI::App& app, CsvOptions& options) {
  CLI::App* command = app.add_subcommand("csv", "Check, merge, split or convert files of devices");
  command->require_subcommand(1);
  addCheck(*command, options);
  addMerge(*command, options);
  addSplit(*command, options);
  addConvert(*command, options);
}

}  // namespace preflight
