// Parts, facts and lists as JSON trees. Only json.cpp and status_json.cpp use it.
#pragma once

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "model/report_fields.h"

namespace preflight::json {

// Keeps the order in which the fields are named, so that two reports can be compared by eye.
using Json = nlohmann::ordered_json;

// A thing whose fields are named in report_fields.h.
template <class T>
concept Part = requires(T& part) {
  visitFields(part, [](const char*, auto&) {});
};

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
inline Json toTree(bool value) {
  return value;
}
inline Json toTree(std::int64_t value) {
  return value;
}
inline Json toTree(std::uint64_t value) {
  return value;
}
inline Json toTree(UtcTime time) {
  return time == UtcTime{} ? Json(nullptr) : Json(isoText(time));
}
template <class T>
requires std::is_enum_v<T> Json toTree(T value) {
  return std::string(name(value));
}
inline Json toTree(const Error& error) {
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

}  // namespace preflight::json
