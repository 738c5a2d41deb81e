// preflight record: saves everything that can be read.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/open_host.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/states.h"
#include "export/record.h"
#include "text/command_id.h"

namespace preflight {
namespace {

std::string summaryJson(const std::string& path, const SweepSummary& summary) {
  nlohmann::ordered_json tree;
  tree["schema"] = 1;
  tree["path"] = path;
  tree["answers"] = summary.answers;
  tree["bytes"] = summary.bytes;
  tree["problems"] = nlohmann::ordered_json::array();
  for (const Error& problem : summary.problems) {
    tree["problems"].push_back(describe(problem));
  }
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string summaryText(const std::string& path, const SweepSummary& summary) {
  std::string text =
      stateLine(0, stateName(State::pass),
                say(CommandId::recordSaved, {{"path", path}, {"count", std::to_string(summary.answers)}}));
  if (!summary.problems.empty()) {
    text += stateLine(0, stateName(State::info),
                      say(CommandId::recordProblems, {{"count", std::to_string(summary.problems.size())}}));
    for (const Error& problem : summary.problems) {
      text += belowState(0, "- " + printable(describe(problem), 300));
    }
  }
  return text + say(CommandId::recordProtect) + "\n";
}

// One line that says how far it is, where a person watches.
class Progress {
 public:
  explicit Progress(Console& console) : console_(console) {}
  void show(std::string_view step, std::size_t number, std::size_t total) {
    const std::string line =
        printable(say(CommandId::recording,
                      {{"number", std::to_string(number + 1)}, {"total", std::to_string(total)}, {"step", step}}),
                  78);
    console_.err(fmt::format("\r{:<{}}", line, width_));
    width_ = line.size();
  }
  void end() {
    if (width_ > 0) {
      console_.err(fmt::format("\r{:{}}\r", "", width_));
    }
  }

 private:
  Console& console_;
  std::size_t width_ = 0;
};

}  // namespace

Exit runRecord(const RecordOptions& options, Console& console) {
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay);
  if (!host) {
    sayError(console, host.error(), say(CommandId::replayAdvice));
    return Exit::inputUnusable;
  }
  RecordRequest request;
  request.to = options.to;
  request.programVersion = PREFLIGHT_VERSION;
  Progress progress(console);
  if (!options.json && console.interactive()) {
    request.progress = [&](std::string_view step, std::size_t number, std::size_t total) {
      progress.show(step, number, total);
    };
  }
  request.toolStarts = [&] {
    progress.end();
    console.err(say(CommandId::toolStarts) + "\n");
  };
  const Result<SweepSummary> summary = recordDevice(**host, request);
  progress.end();
  if (!summary) {
    const bool isName = summary.error().words.says(CommandId::recordName);
    sayError(console, summary.error(), hintOf(summary.error()).empty() ? say(CommandId::recordAdvice) : "");
    return isName ? Exit::usage : Exit::notWritten;
  }
  console.out(options.json ? summaryJson(options.to, *summary) : summaryText(options.to, *summary));
  return Exit::done;
}

}  // namespace preflight
