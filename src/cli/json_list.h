// A JSON list with one entry for each of many things.
#pragma once

#include <nlohmann/json.hpp>

namespace preflight {

template <class List, class ToJson>
nlohmann::ordered_json listJson(const List& list, ToJson&& toJson) {
  nlohmann::ordered_json tree = nlohmann::ordered_json::array();
  for (const auto& each : list) {
    tree.push_back(toJson(each));
  }
  return tree;
}

}  // namespace preflight
