#include <CLI/CLI.hpp>

#include "cli/csv_options.h"
#include "text/help_id.h"

namespace preflight {
namespace {

void addFormat(CLI::App* command, CsvOptions& options, HelpId words) {
  command->add_option("--format", options.format, say(words))
      ->type_name("F")
      ->check(CLI::IsMember({"intune", "partner", "corporate"}));
}

void addFrom(CLI::App* command, CsvOptions& options) {
  command->add_option("--from", options.from, say(HelpId::csvFrom))
      ->type_name("F")
      ->check(CLI::IsMember({"intune", "partner", "corporate"}));
}

void addCheck(CLI::App& csv, CsvOptions& options) {
  CLI::App* command = csv.add_subcommand("check", say(HelpId::csvCheck));
  command->add_option("files", options.inputs, say(HelpId::csvFiles))->type_name("FILE")->required();
  addFormat(command, options, HelpId::csvCheckFormat);
  command->add_flag("--json", options.json, say(HelpId::json));
  command->callback([&options] { options.action = CsvOptions::Action::check; });
}

// What merge, split and convert have in common.
void addWriting(CLI::App* command, CsvOptions& options, CsvOptions::Action action, HelpId to, const char* kind) {
  command->add_option("--to", options.to, say(to))->type_name(kind)->required();
  command->add_option("--report", options.report, say(HelpId::csvReport))->type_name("FILE");
  command->add_flag("--force", options.force, say(HelpId::force));
  command->add_flag("--json", options.json, say(HelpId::json));
  command->callback([&options, action] { options.action = action; });
}

void addMerge(CLI::App& csv, CsvOptions& options) {
  CLI::App* command = csv.add_subcommand("merge", say(HelpId::csvMerge));
  command->add_option("inputs", options.inputs, say(HelpId::csvInputs))->type_name("FILE|DIR|STICK")->required();
  addWriting(command, options, CsvOptions::Action::merge, HelpId::csvMergeTo, "OUT");
  addFormat(command, options, HelpId::csvFormat);
  addFrom(command, options);
  command->add_option("--tag", options.groupTag, say(HelpId::csvTag))->type_name("T");
  command->add_option("--only", options.only, say(HelpId::csvOnly))
      ->type_name("SERIAL,...")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void addSplit(CLI::App& csv, CsvOptions& options) {
  CLI::App* command = csv.add_subcommand("split", say(HelpId::csvSplit));
  command->add_option("input", options.inputs, say(HelpId::csvInput))->type_name("FILE")->required()->expected(1);
  addWriting(command, options, CsvOptions::Action::split, HelpId::csvSplitTo, "DIR");
  command->add_option("--rows", options.rows, say(HelpId::csvRows))->type_name("N")->check(CLI::PositiveNumber);
}

void addConvert(CLI::App& csv, CsvOptions& options) {
  CLI::App* command = csv.add_subcommand("convert", say(HelpId::csvConvert));
  command->add_option("input", options.inputs, say(HelpId::csvInputStandard))
      ->type_name("FILE")
      ->required()
      ->expected(1);
  addWriting(command, options, CsvOptions::Action::convert, HelpId::csvTo, "OUT");
  addFormat(command, options, HelpId::csvFormat);
  addFrom(command, options);
  command->add_option("--tag", options.groupTag, say(HelpId::csvTag))->type_name("T");
}

}  // namespace

void addCsv(CLI::App& app, CsvOptions& options) {
  CLI::App* command = app.add_subcommand("csv", say(HelpId::csv));
  command->require_subcommand(1);
  addCheck(*command, options);
  addMerge(*command, options);
  addSplit(*command, options);
  addConvert(*command, options);
}

}  // namespace preflight
