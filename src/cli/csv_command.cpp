// preflight csv check, merge, split, convert.
#include <fmt/format.h>
#include <chrono>

#include "base/text.h"
#include "cli/csv_options.h"
#include "cli/csv_words.h"

namespace preflight {
namespace {

constexpr int jsonSchema = 1;
constexpr std::size_t keptForText = 20;  // problems of one rule in one file
constexpr std::size_t keptForJson = 500;

UtcTime timeNow() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string jsonText(const nlohmann::ordered_json& tree) {
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Exit runCheck(const CsvOptions& options, Console& console) {
  CsvCheckRequest request{options.inputs, std::nullopt, timeNow(), options.json ? keptForJson : keptForText};
  if (!options.format.empty()) {
    request.format = csv::formatFromName(options.format).value();
  }
  Exit exit = Exit::done;
  std::size_t wrong = 0;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  checkCsv(request, [&](const CsvFileCheck& check) {
    if (check.unreadable) {
      sayError(console, *check.unreadable, "Name a CSV file that is there and can be read.");
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
    console.out(fmt::format("{}: {} in order, {} not\n", countText(request.files.size(), "file", "files"),
                            request.files.size() - wrong, wrong));
  }
  return exit;
}

}  // namespace

Exit runCsv(const CsvOptions& options, Console& console) {
  return runCheck(options, console);
}

}  // namespace preflight
