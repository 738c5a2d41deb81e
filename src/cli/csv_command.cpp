// preflight csv check, merge, split, convert.

#include <chrono>

#include "base/text.h"
#include "cli/csv_options.h"
#include "cli/csv_words.h"
#include "cli/states.h"
#include "export/tables/inputs.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

constexpr int jsonSchema = 1;
constexpr std::size_t keptForText = 20;  // problems of one rule in one file
constexpr std::size_t keptForJson = 500;
constexpr std::size_t mostLines = 50;  // of one kind on the screen; the report has them all

UtcTime timeNow() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string jsonText(const nlohmann::ordered_json& tree) {
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Exit runCheck(const CsvOptions& options, Console& console) {
  tables::CheckRequest request{tables::expandWildcards(options.inputs), std::nullopt, timeNow(),
                               options.json ? keptForJson : keptForText};
  if (!options.format.empty()) {
    request.format = csv::formatFromName(options.format).value();
  }
  Exit exit = Exit::done;
  std::size_t wrong = 0;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  tables::check(request, [&](const tables::FileCheck& check) {
    if (check.unreadable) {
      sayError(console, *check.unreadable, say(CsvId::unreadableAdvice));
      exit = Exit::inputUnusable;
    } else if (check.problems.count(csv::Severity::error) > 0) {
      exit = exit == Exit::done ? Exit::notInOrder : exit;
    }
    wrong += check.unreadable || check.problems.count(csv::Severity::error) > 0 ? 1 : 0;
    if (options.json) {
      files.push_back(checkJson(check));
    } else {
      console.out(checkText(check));
    }
  });
  if (options.json) {
    console.out(jsonText({{"schema", jsonSchema}, {"ok", wrong == 0}, {"files", std::move(files)}}));
  } else if (request.files.size() > 1) {
    console.out(
        stateLine(0, stateName(wrong == 0 ? State::pass : State::fail),
                  say(CsvId::checkSummary, {{"files", countText(request.files.size(), CsvId::fileOne, CsvId::fileMany)},
                                            {"ok", std::to_string(request.files.size() - wrong)},
                                            {"wrong", std::to_string(wrong)}})));
  }
  return exit;
}

tables::MergeRequest mergeRequest(const CsvOptions& options) {
  tables::MergeRequest request;
  request.inputs = options.input.empty() ? options.inputs : std::vector{options.input};
  request.to = options.to;
  request.intoFolder = options.action == CsvOptions::Action::split;
  if (!request.intoFolder) {
    request.format = options.format.empty() ? csv::Format::intune : csv::formatFromName(options.format).value();
  }
  if (!options.from.empty()) {
    request.from = csv::formatFromName(options.from).value();
  }
  request.rowsPerFile = options.rows;
  request.groupTag = options.groupTag;
  request.only = options.only;
  request.report = options.report;
  request.force = options.force;
  request.now = timeNow();
  return request;
}

// What was done with each row, durably; false when it could not be written, which was said.
bool writeReport(const CsvOptions& options, const tables::Merged& merged, Console& console) {
  if (options.report.empty()) {
    return true;
  }
  const bool json =
      options.report.size() > 5 && equalIgnoringCase(options.report.substr(options.report.size() - 5), ".json");
  const std::string text = json ? jsonText(mergedJson(merged)) : mergedText(merged, everything);
  const std::optional<Error> error = tables::writeReport(options.report, text, merged, options.force);
  if (error) {
    sayError(console, *error, say(CsvId::reportAdvice));
  }
  return !error;
}

Exit exitOf(tables::MergeStage stage) {
  switch (stage) {
    case tables::MergeStage::usage:
      return Exit::usage;
    case tables::MergeStage::input:
      return Exit::inputUnusable;
    case tables::MergeStage::write:
      break;
  }
  return Exit::notWritten;
}

Exit runMerge(const CsvOptions& options, Console& console) {
  tables::Merged merged;
  const std::optional<tables::MergeError> error = tables::merge(mergeRequest(options), merged);
  if (options.json && !merged.inputs.empty()) {
    nlohmann::ordered_json tree = mergedJson(merged);
    if (error) {
      tree["error"] = {{"exit", static_cast<int>(exitOf(error->stage))},
                       {"message", describe(error->error)},
                       {"advice", error->advice}};
    }
    console.out(jsonText(tree));
  } else if (!options.json && (!error || merged.leftOutCount > 0 || !merged.written.empty() || !merged.complete())) {
    console.out(merged.inputs.empty() ? "" : mergedText(merged, mostLines));
  }
  const bool reported = merged.inputs.empty() || writeReport(options, merged, console);
  if (error) {
    sayError(console, error->error, error->advice);
    return exitOf(error->stage);
  }
  if (!reported) {
    return Exit::notWritten;
  }
  return merged.complete() ? Exit::done : Exit::notInOrder;
}

}  // namespace

Exit runCsv(const CsvOptions& options, Console& console) {
  return options.action == CsvOptions::Action::check ? runCheck(options, console) : runMerge(options, console);
}

}  // namespace preflight
