// A report to JSON and back.
#include "model/json.h"

#include <fmt/format.h>

#include "base/names.h"
#include "model/json_tree.h"

namespace preflight {
namespace {

using namespace json;

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
    takeName(member(tree, place, "kind"), place + ".kind", out.kind, enumNamed<ErrorKind>);
    read(member(tree, place, "step"), place + ".step", out.step);
    read(member(tree, place, "words"), place + ".words", out.words);
    if (tree.is_object() && tree.contains("codeSpace")) {
      takeName(tree["codeSpace"], place + ".codeSpace", out.space, enumNamed<CodeSpace>);
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

}  // namespace preflight
