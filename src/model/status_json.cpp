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
  tree["id"] = idOf(waiting.id);
  tree["sentence"] = cleanText(waiting.sentence.str());
  tree["phase"] = waiting.phase.str();
  tree["step"] = cleanText(waiting.step.str());
  tree["item"] = cleanText(waiting.item.str());
  tree["since"] = toTree(waiting.since);
  tree["elapsedSeconds"] = span(waiting.elapsedSeconds);
  tree["limit"] = waiting.limit.str();
  tree["limitMinutes"] = span(waiting.limitMinutes);
  tree["leftSeconds"] = span(waiting.leftSeconds);
  tree["normal"] = entryOf(waiting.id).usual;
  tree["overdue"] = waiting.overdue;
  tree["before"] = Json::array();
  for (const EarlierFailure& failure : waiting.before) {
    tree["before"].push_back({{"what", failure.what.str()},
                              {"code", cleanText(failure.code)},
                              {"count", failure.count},
                              {"last", toTree(failure.last)}});
  }
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

Json evidenceTree(const std::vector<Evidence>& evidence) {
  Json tree = Json::array();
  for (const Evidence& piece : evidence) {
    tree.push_back({{"label", cleanText(piece.label.str())},
                    {"value", cleanText(piece.value.str())},
                    {"source", cleanText(piece.source)}});
    const LogEntryRef& entry = piece.logEntry;
    if (!entry.file.empty()) {
      tree.back()["logEntry"] = {
          {"file", cleanText(entry.file)}, {"offset", entry.offset}, {"written", cleanText(entry.written)}};
    } else if (!entry.empty()) {
      tree.back()["logEntry"] = {{"channel", cleanText(entry.channel)}, {"recordId", entry.recordId}};
    }
  }
  return tree;
}

Json registrationTree(const RegistrationStatus& registration) {
  Json tree = Json::object();
  tree["rungs"] = Json::array();  // the stages
  for (const RegistrationStage& stage : registration.stages) {
    tree["rungs"].push_back({{"id", stage.id},
                             {"state", name(stage.state)},
                             {"sentence", cleanText(stage.sentence.str())},
                             {"at", stage.at == UtcTime{} ? Json(nullptr) : Json(isoText(stage.at))},
                             {"evidence", evidenceTree(stage.evidence)}});
  }
  tree["profile"] = Json::array();
  for (const ProfileLine& line : registration.profile.lines) {
    tree["profile"].push_back({{"id", line.id},
                               {"label", cleanText(line.label.str())},
                               {"value", cleanText(line.value.str())},
                               {"source", cleanText(line.source)}});
  }
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
  tree["findings"] = Json::array();
  for (const Finding& finding : diagnosis.findings) {
    tree["findings"].push_back(findingTree(finding));
  }
  tree["registration"] = registrationTree(diagnosis.registration);
  tree["report"] = toTree(report);
  return tree.dump(2) + "\n";
}

}  // namespace preflight
