#include "base/result.h"
#include "cli/csv_words.h"

namespace preflight {
namespace {

using Json = nlohmann::ordered_json;

Json problemJson(const csv::Problem& problem) {
  const csv::RuleInfo& info = csv::infoOf(problem.rule);
  Json tree;
  tree["line"] = problem.line;
  tree["column"] = problem.column;
  tree["id"] = info.id;
  tree["rule"] = info.number;
  tree["severity"] = name(info.severity);
  tree["message"] = problem.message;
  tree["fix"] = info.fix;
  return tree;
}

}  // namespace

Json checkJson(const CsvFileCheck& check) {
  Json tree;
  tree["file"] = check.file;
  if (check.unreadable) {
    tree["ok"] = false;
    tree["unreadable"] = describe(*check.unreadable);
    return tree;
  }
  const std::size_t errors = check.problems.count(csv::Severity::error);
  tree["ok"] = errors == 0;
  tree["format"] = name(check.format);
  tree["devices"] = check.rows;
  tree["errors"] = errors;
  tree["warnings"] = check.problems.count(csv::Severity::warning);
  tree["counts"] = Json::object();
  for (std::size_t i = 0; i < csvRuleCount; ++i) {
    const auto rule = static_cast<csv::Rule>(i);
    if (check.problems.count(rule) > 0) {
      tree["counts"][std::string(csv::infoOf(rule).id)] = check.problems.count(rule);
    }
  }
  tree["problems"] = Json::array();
  for (const csv::Problem& each : check.problems.kept()) {
    tree["problems"].push_back(problemJson(each));
  }
  return tree;
}

}  // namespace preflight
