// Parts, facts and lists as JSON. Only json.cpp and status_json.cpp use it.
#pragma once

#include "base/json.h"
#include "base/text.h"
#include "model/report.h"

namespace preflight::json {

inline std::string cleanText(const std::string& text) {
  // JSON is UTF-8; device texts are by the time they get here, but a foreign report need not be.
  return isUtf8(text) ? text : printable(text, text.size() * 4 + 4);
}

inline Json toTree(const std::string& text) {
  return cleanText(text);
}
inline Json toTree(const PersonalText& personal) {
  return cleanText(personal.text);
}
inline Json toTree(UtcTime time) {
  return time == UtcTime{} ? Json() : Json(isoText(time));
}
inline Json toTree(const Error& error) {
  Json tree{{"kind", name(error.kind)}, {"step", cleanText(error.step.str())}, {"words", cleanText(error.words.str())}};
  if (error.space != CodeSpace::none) {
    tree["codeSpace"] = name(error.space);
    tree["code"] = error.code;
  }
  return tree;
}
template <class T>
Json toTree(const T& value);
template <class T>
Json toTree(const std::vector<T>& list);
template <class T>
Json toTree(const std::optional<T>& value) {
  return value ? toTree(*value) : Json();
}
template <class T>
Json toTree(const std::vector<T>& list) {
  return Json::list(list, [](const T& item) { return toTree(item); });
}
template <class T>
Json toTree(const Fact<T>& fact) {
  Json tree{{"state", name(fact.state)}};
  if (fact.known()) {
    tree["value"] = toTree(fact.value);
  }
  tree["source"] = cleanText(fact.source);
  if (fact.error != Error{}) {
    tree["error"] = toTree(fact.error);
  }
  return tree;
}
// A struct by its list of fields, an enumeration by its names; else a number or true or false.
template <class T>
Json toTree(const T& value) {
  if constexpr (HasFields<T>) {
    Json tree = Json::object();
    visitFields(value, [&](const char* field, const auto& content) { tree[field] = toTree(content); });
    return tree;
  } else if constexpr (std::is_enum_v<T>) {
    return name(value);
  } else {
    return value;
  }
}

}  // namespace preflight::json
