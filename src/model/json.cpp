#include "model/json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "model/report_fields.h"

namespace preflight {
namespace {

// Keeps the order in which the fields are named, so that two reports can be compared by eye.
using Json = nlohmann::ordered_json;

// A thing whose fields are named in report_fields.h.
template <class T>
concept Part = requires(T& part) {
  visitFields(part, [](const char*, auto&) {});
};

// --- to JSON -------------------------------------------------------------------------------------------------------

std::string cleanText(const std::string& text) {
  // JSON is UTF-8; device texts are by the time they get here, but a foreign report need not be.
  return isUtf8(text) ? text : printable(text, text.size() * 4 + 4);
}

Json toTree(const std::string& text) {
  return cleanText(text);
}
Json toTree(const PersonalText& personal) {
  return cleanText(personal.text);
}
Json toTree(bool value) {
  return value;
}
Json toTree(std::int64_t value) {
  return value;
}
Json toTree(std::uint64_t value) {
  return value;
}
Json toTree(UtcTime time) {
  return time == UtcTime{} ? Json(nullptr) : Json(isoText(time));
}
template <class T>
requires std::is_enum_v<T> Json toTree(T value) {
  return std::string(name(value));
}
Json toTree(const Error& error) {
  Json tree = Json::object();
  tree["kind"] = name(error.kind);
  tree["step"] = cleanText(error.step);
  tree["words"] = cleanText(error.words);
  if (error.space != CodeSpace::none) {
    tree["codeSpace"] = name(error.space);
    tree["code"] = error.code;
  }
  return tree;
}
template <Part T>
Json toTree(const T& part);
template <class T>
Json toTree(const std::optional<T>& value) {
  return value ? toTree(*value) : Json(nullptr);
}
template <class T>
Json toTree(const std::vector<T>& list) {
  Json tree = Json::array();
  for (const T& each : list) {
    tree.push_back(toTree(each));
  }
  return tree;
}
template <class T>
Json toTree(const Fact<T>& fact) {
  Json tree = Json::object();
  tree["state"] = name(fact.state);
  if (fact.known()) {
    tree["value"] = toTree(fact.value);
  }
  tree["source"] = cleanText(fact.source);
  if (fact.error != Error{}) {
    tree["error"] = toTree(fact.error);
  }
  return tree;
}
template <Part T>
Json toTree(const T& part) {
  Json tree = Json::object();
  visitFields(part, [&](const char* key, const auto& field) { tree[key] = toTree(field); });
  return tree;
}

// --- from JSON -----------------------------------------------------------------------------------------------------

// Reads fields and remembers the first thing that does not fit, with its place.
class Reader {
 public:
  std::optional<Error> problem;

  template <class T>
  void read(const Json& tree, const std::string& place, T& out) {
    if (!problem) {
      take(tree, place, out);
    }
  }

 private:
  void refuse(const std::string& place, std::string words) {
    if (!problem) {
      problem = Error{ErrorKind::invalid, "read " + place, std::move(words), CodeSpace::none, 0};
    }
  }

  void take(const Json& tree, const std::string& place, std::string& out) {
    tree.is_string() ? void(out = tree.get<std::string>()) : refuse(place, "is not a text");
  }
  void take(const Json& tree, const std::string& place, PersonalText& out) { take(tree, place, out.text); }
  void take(const Json& tree, const std::string& place, bool& out) {
    tree.is_boolean() ? void(out = tree.get<bool>()) : refuse(place, "is not true or false");
  }
  void take(const Json& tree, const std::string& place, std::int64_t& out) {
    tree.is_number_integer() ? void(out = tree.get<std::int64_t>()) : refuse(place, "is not a whole number");
  }
  void take(const Json& tree, const std::string& place, std::uint64_t& out) {
    tree.is_number_unsigned() ? void(out = tree.get<std::uint64_t>()) : refuse(place, "is not a whole number");
  }
  void take(const Json& tree, const std::string& place, UtcTime& out) {
    if (tree.is_null()) {
      out = {};
      return;
    }
    std::string text;
    take(tree, place, text);
    takeResult(utcTimeFromIso(text), place, out);
  }
  void take(const Json& tree, const std::string& place, FactState& out) {
    takeName(tree, place, out, factStateFromName);
  }
  void take(const Json& tree, const std::string& place, SetupPhase& out) {
    takeName(tree, place, out, setupPhaseFromName);
  }
  void take(const Json& tree, const std::string& place, SystemKind& out) {
    takeName(tree, place, out, systemKindFromName);
  }
  void take(const Json& tree, const std::string& place, ReportOrigin& out) {
    takeName(tree, place, out, reportOriginFromName);
  }
  void take(const Json& tree, const std::string& place, PolicyKind& out) {
    takeName(tree, place, out, policyKindFromName);
  }
  void take(const Json& tree, const std::string& place, JoinKind& out) { takeName(tree, place, out, joinKindFromName); }
  void take(const Json& tree, const std::string& place, WorkState& out) {
    takeName(tree, place, out, workStateFromName);
  }
  void take(const Json& tree, const std::string& place, PhaseId& out) { takeName(tree, place, out, phaseIdFromName); }
  void take(const Json& tree, const std::string& place, DeploymentScope& out) {
    takeName(tree, place, out, deploymentScopeFromName);
  }
  void take(const Json& tree, const std::string& place, ItemKind& out) { takeName(tree, place, out, itemKindFromName); }
  void take(const Json& tree, const std::string& place, Error& out) {
    takeName(member(tree, place, "kind"), place + ".kind", out.kind, errorKindFromName);
    read(member(tree, place, "step"), place + ".step", out.step);
    read(member(tree, place, "words"), place + ".words", out.words);
    if (tree.is_object() && tree.contains("codeSpace")) {
      takeName(tree["codeSpace"], place + ".codeSpace", out.space, codeSpaceFromName);
      std::uint64_t code = 0;
      read(member(tree, place, "code"), place + ".code", code);
      out.code = static_cast<std::uint32_t>(code);
    }
  }
  template <class T>
  void take(const Json& tree, const std::string& place, std::optional<T>& out) {
    tree.is_null() ? out.reset() : take(tree, place, out.emplace());
  }
  template <class T>
  void take(const Json& tree, const std::string& place, std::vector<T>& out) {
    if (!tree.is_array()) {
      return refuse(place, "is not a list");
    }
    for (std::size_t i = 0; i < tree.size(); ++i) {
      read(tree[i], fmt::format("{}[{}]", place, i), out.emplace_back());
    }
  }
  template <class T>
  void take(const Json& tree, const std::string& place, Fact<T>& out) {
    read(member(tree, place, "state"), place + ".state", out.state);
    read(member(tree, place, "source"), place + ".source", out.source);
    if (out.known()) {
      read(member(tree, place, "value"), place + ".value", out.value);
    }
    if (tree.is_object() && tree.contains("error")) {
      read(tree["error"], place + ".error", out.error);
    }
  }
  template <Part T>
  void take(const Json& tree, const std::string& place, T& out) {
    visitFields(out, [&](const char* key, auto& field) { read(member(tree, place, key), place + "." + key, field); });
  }

  const Json& member(const Json& tree, const std::string& place, const char* key) {
    static const Json nothing;
    if (tree.is_object()) {
      if (const auto found = tree.find(key); found != tree.end()) {
        return *found;
      }
    }
    refuse(place + "." + key, "is missing");
    return nothing;
  }
  template <class T>
  void takeName(const Json& tree, const std::string& place, T& out, Result<T> (*fromName)(std::string_view)) {
    std::string text;
    read(tree, place, text);
    takeResult(fromName(text), place, out);
  }
  template <class T>
  void takeResult(Result<T> result, const std::string& place, T& out) {
    result ? void(out = *result) : refuse(place, result.error().words);
  }
};

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
    if (!each.logEntry.empty()) {
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

// nlohmann's parser does not recurse, but whoever walks the tree does.
constexpr int deepest = 16;

Result<Json> parsed(std::string_view text) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest; };
  try {
    return Json::parse(text, shallow);
  } catch (const Json::exception& problem) {
    return fail(ErrorKind::invalid, "read report", printable(problem.what(), 300));
  }
}

}  // namespace

std::string toJson(const Report& report) {
  return toTree(report).dump(2) + "\n";
}

Result<Report> reportFromJson(std::string_view text) {
  return parsed(text).and_then([](const Json& tree) -> Result<Report> {
    Report report;
    Reader reader;
    reader.read(tree, "report", report);
    if (reader.problem) {
      return tl::unexpected(*reader.problem);
    }
    return report;
  });
}

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
