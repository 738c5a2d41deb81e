#include <CLI/CLI.hpp>

#include "cli/csv_options.h"

namespace preflight {
namespace {

void addFormat(CLI::App* command, CsvOptions& options, const char* words) {
  command->add_option("--format", options.format, words)
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

}  // namespace

void addCsv(CLI::App& app, CsvOptions& options) {
  CLI::App* command = app.add_subcommand("csv", "Check, merge, split or convert files of devices");
  command->require_subcommand(1);
  addCheck(*command, options);
}

}  // namespace preflight
