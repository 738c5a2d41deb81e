// What `status --json` prints.
#include "model/json.h"
#include "model/json_tree.h"

namespace preflight {
namespace {

using namespace json;

template <class T>
Json shortValue(const Fact<T>& fact) {
  return fact.known() ? toTree(fact.value) : Json(nullptr);
}

Json deviceTree(const Report& report) {
  const IdentityPart& identity = report.identity;
  Json device = Json::object();
  device["serialNumber"] = shortValue(identity.serialNumber);
  device["manufacturer"] = shortValue(identity.manufacturer);
  device["model"] = shortValue(identity.model);
  device["skuNumber"] = shortValue(identity.skuNumber);
  device["family"] = shortValue(identity.family);
  device["uuid"] = shortValue(identity.uuid);
  device["computerName"] = shortValue(report.setup.computerName);
  device["phase"] = shortValue(report.setup.phase);
  return device;
}

// Times in UTC, spans in seconds; null where one is not known.
Json waitingTree(const Waiting& waiting) {
  const auto span = [](const std::optional<std::int64_t>& value) { return value ? Json(*value) : Json(nullptr); };
  Json tree = Json::object();
  tree["id"] = waiting.id;
  tree["sentence"] = cleanText(waiting.sentence);
  tree["phase"] = waiting.phase;
  tree["step"] = cleanText(waiting.step);
  tree["item"] = cleanText(waiting.item);
  tree["since"] = toTree(waiting.since);
  tree["elapsedSeconds"] = span(waiting.elapsedSeconds);
  tree["limit"] = waiting.limit;
  tree["limitMinutes"] = span(waiting.limitMinutes);
  tree["leftSeconds"] = span(waiting.leftSeconds);
  tree["normal"] = waiting.normal;
  tree["overdue"] = waiting.overdue;
  tree["before"] = Json::array();
  for (const EarlierFailure& each : waiting.before) {
    tree["before"].push_back(
        {{"what", each.what}, {"code", cleanText(each.code)}, {"count", each.count}, {"last", toTree(each.last)}});
  }
  return tree;
}

Json verdictTree(const Verdict& verdict) {
  Json tree = Json::object();
  tree["id"] = verdict.id;
  tree["state"] = name(verdict.state);
  tree["sentence"] = cleanText(verdict.sentence);
  tree["action"] = cleanText(verdict.action);
  return tree;
}

Json evidenceTree(const std::vector<Evidence>& evidence) {
  Json tree = Json::array();
  for (const Evidence& each : evidence) {
    tree.push_back(
        {{"label", cleanText(each.label)}, {"value", cleanText(each.value)}, {"source", cleanText(each.source)}});
    if (!each.logEntry.file.empty()) {
      tree.back()["logEntry"] = {{"file", cleanText(each.logEntry.file)},
                                 {"offset", each.logEntry.offset},
                                 {"written", cleanText(each.logEntry.written)}};
    } else if (!each.logEntry.empty()) {
      tree.back()["logEntry"] = {{"channel", cleanText(each.logEntry.channel)}, {"recordId", each.logEntry.recordId}};
    }
  }
  return tree;
}

Json registrationTree(const Diagnosis& diagnosis) {
  Json tree = Json::object();
  tree["rungs"] = Json::array();
  for (const Rung& each : diagnosis.registration) {
    tree["rungs"].push_back({{"id", each.id},
                             {"state", name(each.state)},
                             {"sentence", each.sentence},
                             {"at", each.at == UtcTime{} ? Json(nullptr) : Json(isoText(each.at))},
                             {"evidence", evidenceTree(each.evidence)}});
  }
  tree["profile"] = Json::array();
  for (const ProfileLine& each : diagnosis.profile.lines) {
    tree["profile"].push_back({{"id", each.id},
                               {"label", cleanText(each.label)},
                               {"value", cleanText(each.value)},
                               {"source", cleanText(each.source)}});
  }
  return tree;
}

Json findingTree(const Finding& finding) {
  Json tree = Json::object();
  tree["id"] = finding.id;
  tree["state"] = name(finding.state);
  tree["title"] = cleanText(finding.title);
  tree["evidence"] = evidenceTree(finding.evidence);
  tree["meaning"] = cleanText(finding.meaning);
  tree["action"] = cleanText(finding.action);
  tree["who"] = finding.who;
  return tree;
}

}  // namespace

std::string statusJson(const Report& report, const Diagnosis& diagnosis, std::string_view programVersion) {
  Json tree = Json::object();
  tree["schema"] = statusSchema;
  tree["program"] = {{"name", "preflight"}, {"version", programVersion}};
  tree["device"] = deviceTree(report);
  tree["verdict"] = verdictTree(diagnosis.verdict);
  tree["waiting"] = diagnosis.waiting ? waitingTree(*diagnosis.waiting) : Json(nullptr);
  tree["findings"] = Json::array();
  for (const Finding& each : diagnosis.findings) {
    tree["findings"].push_back(findingTree(each));
  }
  tree["registration"] = registrationTree(diagnosis);
  tree["report"] = toTree(report);
  return tree.dump(2) + "\n";
}

}  // namespace preflight
