#include "base/result.h"
#include "cli/csv_words.h"
#include "cli/json_list.h"

namespace preflight {
namespace {

using Json = nlohmann::ordered_json;

Json problemJson(const tables::FileCheck& check, const csv::Problem& problem) {
  const csv::RuleInfo& info = csv::infoOf(problem.rule);
  Json tree;
  tree["line"] = problem.line;
  tree["column"] = problem.column;
  tree["id"] = info.id;
  tree["rule"] = info.number;
  tree["severity"] = name(info.severity);
  tree["message"] = problem.message;
  tree["fix"] = info.fix(check.file, check.format);
  return tree;
}

Json countsJson(const tables::Problems& problems, bool (*wanted)(const csv::RuleInfo&)) {
  Json tree = Json::object();
  for (std::size_t i = 0; i < tables::ruleCount; ++i) {
    const auto rule = static_cast<csv::Rule>(i);
    if (problems.count(rule) > 0 && wanted(csv::infoOf(rule))) {
      tree[std::string(csv::infoOf(rule).id)] = problems.count(rule);
    }
  }
  return tree;
}

Json inputJson(const tables::MergeInput& input) {
  Json tree;
  tree["file"] = input.file;
  tree["format"] = name(input.format);
  tree["devices"] = input.rows;
  tree["putRight"] = countsJson(input.problems, [](const csv::RuleInfo& info) { return info.repairable; });
  tree["notPutRight"] = countsJson(input.problems, [](const csv::RuleInfo& info) {
    return !info.repairable && info.severity == csv::Severity::error;
  });
  tree["warnings"] = countsJson(input.problems, [](const csv::RuleInfo& info) {
    return !info.repairable && info.severity == csv::Severity::warning;
  });
  return tree;
}

Json leftOutJson(const tables::Merged& merged, const tables::LeftOut& row) {
  const csv::RuleInfo& info = csv::infoOf(row.rule);
  return {{"file", merged.inputs[row.input].file},
          {"line", row.line},
          {"serialNumber", row.serialNumber},
          {"id", info.id},
          {"rule", info.number},
          {"message", row.message},
          {"fix", info.fix(merged.inputs[row.input].file, merged.format)}};
}

Json emptiedJson(const tables::Merged& merged, const tables::Emptied& value) {
  return {{"file", merged.inputs[value.input].file},  {"line", value.line},      {"serialNumber", value.serialNumber},
          {"column", csv::columnTitle(value.column)}, {"value", value.value},    {"id", csv::infoOf(value.rule).id},
          {"rule", csv::infoOf(value.rule).number},   {"message", value.message}};
}

Json supersededJson(const tables::Merged& merged, const tables::Superseded& row) {
  return {{"file", merged.inputs[row.input].file},        {"line", row.line},        {"serialNumber", row.serialNumber},
          {"takenFile", merged.inputs[row.byInput].file}, {"takenLine", row.byLine}, {"notes", row.notes}};
}

}  // namespace

Json mergedJson(const tables::Merged& merged) {
  Json tree;
  tree["schema"] = 1;
  tree["ok"] = merged.complete() && !merged.written.empty();
  tree["format"] = name(merged.format);
  tree["devices"] = merged.devices;
  tree["files"] = listJson(merged.written, [](const tables::WrittenFile& file) {
    return Json{{"path", file.proof.path},
                {"devices", file.rows},
                {"bytes", file.proof.bytes},
                {"sha256", file.proof.sha256Hex}};
  });
  tree["inputs"] = listJson(merged.inputs, inputJson);
  tree["leftOutCount"] = merged.leftOutCount;
  tree["leftOut"] = listJson(merged.leftOut, [&](const tables::LeftOut& row) { return leftOutJson(merged, row); });
  tree["emptiedCount"] = merged.emptiedCount;
  tree["emptied"] = listJson(merged.emptied, [&](const tables::Emptied& value) { return emptiedJson(merged, value); });
  tree["superseded"] =
      listJson(merged.superseded, [&](const tables::Superseded& row) { return supersededJson(merged, row); });
  tree["notFound"] = merged.notFound;
  tree["notes"] = merged.notes;
  return tree;
}

Json checkJson(const tables::FileCheck& check) {
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
  for (const csv::Problem& problem : check.problems.kept()) {
    tree["problems"].push_back(problemJson(check, problem));
  }
  return tree;
}

}  // namespace preflight
