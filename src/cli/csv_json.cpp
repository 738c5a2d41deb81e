#include "base/result.h"
#include "cli/csv_words.h"
#include "cli/json_list.h"

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

Json countsJson(const CsvProblems& problems, bool (*wanted)(const csv::RuleInfo&)) {
  Json tree = Json::object();
  for (std::size_t i = 0; i < csvRuleCount; ++i) {
    const auto rule = static_cast<csv::Rule>(i);
    if (problems.count(rule) > 0 && wanted(csv::infoOf(rule))) {
      tree[std::string(csv::infoOf(rule).id)] = problems.count(rule);
    }
  }
  return tree;
}

Json inputJson(const CombineInput& input) {
  Json tree;
  tree["file"] = input.file;
  tree["format"] = name(input.format);
  tree["devices"] = input.rows;
  tree["putRight"] = countsJson(input.problems, [](const csv::RuleInfo& info) { return info.mendable; });
  tree["notPutRight"] = countsJson(input.problems, [](const csv::RuleInfo& info) {
    return !info.mendable && info.severity == csv::Severity::error;
  });
  tree["warnings"] = countsJson(input.problems, [](const csv::RuleInfo& info) {
    return !info.mendable && info.severity == csv::Severity::warning;
  });
  return tree;
}

Json leftOutJson(const Combined& done, const LeftOut& row) {
  const csv::RuleInfo& info = csv::infoOf(row.rule);
  return {{"file", done.inputs[row.input].file},
          {"line", row.line},
          {"serialNumber", row.serialNumber},
          {"id", info.id},
          {"rule", info.number},
          {"message", row.message},
          {"fix", info.fix}};
}

Json supersededJson(const Combined& done, const Superseded& row) {
  return {{"file", done.inputs[row.input].file},        {"line", row.line},        {"serialNumber", row.serialNumber},
          {"takenFile", done.inputs[row.byInput].file}, {"takenLine", row.byLine}, {"notes", row.notes}};
}

}  // namespace

Json combinedJson(const Combined& done) {
  Json tree;
  tree["schema"] = 1;
  tree["ok"] = done.complete() && !done.written.empty();
  tree["format"] = name(done.format);
  tree["devices"] = done.devices;
  tree["files"] = listJson(done.written, [](const WrittenCsv& each) {
    return Json{{"path", each.proof.path},
                {"devices", each.rows},
                {"bytes", each.proof.bytes},
                {"sha256", each.proof.sha256Hex}};
  });
  tree["inputs"] = listJson(done.inputs, inputJson);
  tree["leftOutCount"] = done.leftOutCount;
  tree["leftOut"] = listJson(done.leftOut, [&](const LeftOut& each) { return leftOutJson(done, each); });
  tree["superseded"] = listJson(done.superseded, [&](const Superseded& each) { return supersededJson(done, each); });
  tree["notFound"] = done.notFound;
  tree["notes"] = done.notes;
  return tree;
}

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
  tree["counts"] = countsJson(check.problems, [](const csv::RuleInfo&) { return true; });
  tree["problems"] = Json::array();
  for (const csv::Problem& each : check.problems.kept()) {
    tree["problems"].push_back(problemJson(each));
  }
  return tree;
}

}  // namespace preflight
