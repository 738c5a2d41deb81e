// preflight record: all that can be read of the device, for the desk.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/open_host.h"
#include "base/text.h"
#include "cli/commands.h"
#include "export/record.h"

namespace preflight {
namespace {

std::string summaryJson(const std::string& path, const SweepSummary& summary) {
  nlohmann::ordered_json tree;
  tree["schema"] = 1;
  tree["path"] = path;
  tree["answers"] = summary.answers;
  tree["bytes"] = summary.bytes;
  tree["problems"] = nlohmann::ordered_json::array();
  for (const Error& each : summary.problems) {
    tree["problems"].push_back(describe(each));
  }
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string summaryText(const std::string& path, const SweepSummary& summary) {
  std::string text = fmt::format("Recorded: {}\n  answers  {}\n  bytes    {}\n", path, summary.answers, summary.bytes);
  if (!summary.problems.empty()) {
    text += fmt::format("  {} answers are refusals or errors, recorded as such:\n", summary.problems.size());
    for (const Error& each : summary.problems) {
      text += fmt::format("    {}\n", printable(describe(each), 300));
    }
  }
  return text + "It holds serial numbers, addresses and names: treat it like the device.\n";
}

}  // namespace

Exit runRecord(const RecordOptions& options, Console& console) {
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay);
  if (!host) {
    sayError(console, host.error());
    return Exit::inputUnusable;
  }
  RecordRequest request;
  request.to = options.to;
  request.programVersion = PREFLIGHT_VERSION;
  request.progress = [&](std::string_view step, std::size_t number, std::size_t total) {
    if (!options.json) {
      console.err(fmt::format("{}/{} {}\n", number + 1, total, step));
    }
  };
  const Result<SweepSummary> summary = recordDevice(**host, request);
  if (!summary) {
    sayError(console, summary.error(), "Nothing was changed there.");
    return Exit::notWritten;
  }
  console.out(options.json ? summaryJson(options.to, *summary) : summaryText(options.to, *summary));
  return Exit::done;
}

}  // namespace preflight
