#include "model/json.h"

#include "model/json_tree.h"

namespace preflight {

std::string toJson(const Report& report) {
  return json::toTree(report).pretty();
}

}  // namespace preflight
