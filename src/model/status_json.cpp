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
  Json tree = Json::object();
  tree["id"] = idOf(waiting.id);
  tree["sentence"] = cleanText(waiting.sentence.str());
  tree["phase"] = waiting.phase.str();
  tree["step"] = cleanText(waiting.step.str());
  tree["item"] = cleanText(waiting.item.str());
  tree["since"] = toTree(waiting.since);
  tree["elapsedSeconds"] = waiting.elapsedSeconds;
  tree["limit"] = waiting.limit.str();
  tree["limitMinutes"] = waiting.limitMinutes;
  tree["leftSeconds"] = waiting.leftSeconds;
  tree["normal"] = entryOf(waiting.id).usual;
  tree["overdue"] = waiting.overdue;
  tree["before"] = Json::list(waiting.before, [](const EarlierFailure& failure) -> Json {
    return {{"what", failure.what.str()},
            {"code", cleanText(failure.code)},
            {"count", failure.count},
            {"last", toTree(failure.last)}};
  });
  return tree;
}

Json verdictTree(const Verdict& verdict) {
  Json tree = Json::object();
  tree["id"] = idOf(verdict.id);
  tree["state"] = name(verdict.state);
  tree["sentence"] = cleanText(Text::sequence({verdict.sentence, verdict.next}).str());
  tree["action"] = cleanText(verdict.action.str());
  return tree;
}

Json evidenceTree(const std::vector<Evidence>& list) {
  return Json::list(list, [](const Evidence& evidence) {
    Json tree{{"label", cleanText(evidence.label.str())},
              {"value", cleanText(evidence.value.str())},
              {"source", cleanText(evidence.source)}};
    const LogEntryRef& entry = evidence.logEntry;
    if (!entry.file.empty()) {
      tree["logEntry"] = {
          {"file", cleanText(entry.file)}, {"offset", entry.offset}, {"written", cleanText(entry.written)}};
    } else if (!entry.empty()) {
      tree["logEntry"] = {{"channel", cleanText(entry.channel)}, {"recordId", entry.recordId}};
    }
    return tree;
  });
}

Json registrationTree(const RegistrationStatus& registration) {
  Json tree = Json::object();
  tree["rungs"] = Json::list(registration.stages, [](const RegistrationStage& stage) -> Json {
    return {{"id", stage.id},
            {"state", name(stage.state)},
            {"sentence", cleanText(stage.sentence.str())},
            {"at", toTree(stage.at)},
            {"evidence", evidenceTree(stage.evidence)}};
  });
  tree["profile"] = Json::list(registration.profile.lines, [](const ProfileLine& line) -> Json {
    return {{"id", line.id},
            {"label", cleanText(line.label.str())},
            {"value", cleanText(line.value.str())},
            {"source", cleanText(line.source)}};
  });
  return tree;
}

Json findingTree(const Finding& finding) {
  Json tree = Json::object();
  tree["id"] = idOf(finding.id);
  tree["state"] = name(finding.state);
  tree["title"] = cleanText(finding.title());
  tree["evidence"] = evidenceTree(finding.evidence);
  tree["meaning"] = cleanText(finding.meaning());
  tree["action"] = cleanText(finding.action());
  tree["who"] = name(finding.who());
  return tree;
}

}  // namespace

std::string statusJson(const Report& report, const Diagnosis& diagnosis, std::string_view programVersion) {
  Json tree = Json::object();
  tree["schema"] = statusSchema;
  tree["program"] = {{"name", "preflight"}, {"version", programVersion}};
  tree["device"] = deviceTree(report);
  tree["verdict"] = verdictTree(diagnosis.verdict);
  tree["waiting"] = diagnosis.deployment.waiting ? waitingTree(*diagnosis.deployment.waiting) : Json(nullptr);
  tree["findings"] = Json::list(diagnosis.findings, findingTree);
  tree["registration"] = registrationTree(diagnosis.registration);
  tree["report"] = toTree(report);
  return tree.pretty();
}

}  // namespace preflight
