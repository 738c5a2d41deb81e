#include "samples/compact_sink.h"

#include <nlohmann/json.hpp>
#include <string>

namespace preflight::test {
namespace {

using Json = nlohmann::ordered_json;

void shorten(Json& tree) {
  if (tree.is_object() && tree.contains("error") && tree["error"].is_object() &&
      tree["error"].value("kind", "") == "absent") {
    tree["error"] = Json{{"kind", "absent"}};
  }
  for (Json& each : tree) {
    if (each.is_structured()) {
      shorten(each);
    }
  }
}

bool isAbsent(const Json& root) {
  return root.contains("error") && root["error"].value("kind", "") == "absent";
}

// The longest root that is asked for counts: an empty hive beside the others makes all else absent.
void emptyHives(Json& tree) {
  Json roots = Json::array();
  for (const char* hive : {"HKLM", "HKU", "HKCU"}) {
    roots.push_back(
        {{"path", hive}, {"keys", Json::array({{{"key", ""}, {"name", hive}, {"values", Json::array()}}})}});
  }
  for (const Json& each : tree["roots"]) {
    if (!isAbsent(each)) {
      roots.push_back(each);
    }
  }
  tree["roots"] = roots;
}

// One line an entry of the outermost list, so that a change can be read.
std::string written(const Json& tree) {
  std::string text = "{";
  for (const auto& [name, value] : tree.items()) {
    text += (text.size() > 1 ? ",\n" : "\n") + Json(name).dump() + ": ";
    if (!value.is_array()) {
      text += value.dump();
      continue;
    }
    text += "[";
    for (std::size_t i = 0; i < value.size(); ++i) {
      text += (i > 0 ? ",\n" : "\n") + value[i].dump();
    }
    text += "]";
  }
  return text + "\n}\n";
}

class CompactSink : public RecordingSink {
 public:
  explicit CompactSink(std::unique_ptr<RecordingSink> target) : target_(std::move(target)) {}

  Result<void> begin(std::string_view name) override {
    name_ = name;
    text_.clear();
    return {};
  }
  Result<void> write(std::string_view bytes) override {
    text_ += bytes;
    return {};
  }
  Result<void> end() override {
    if (name_.ends_with(".json")) {
      Json tree = Json::parse(text_);
      shorten(tree);
      if (name_ == "registry.json") {
        emptyHives(tree);
      }
      if (name_ == "wmi.json") {
        Json kept = Json::array();
        for (const Json& each : tree["classes"]) {
          if (each.contains("rows")) {
            kept.push_back(each);
          }
        }
        tree["classes"] = kept;
      }
      text_ = written(tree);
    }
    return target_->add(name_, text_);
  }
  Result<void> finish() override { return target_->finish(); }

 private:
  std::unique_ptr<RecordingSink> target_;
  std::string name_;
  std::string text_;
};

}  // namespace

std::unique_ptr<RecordingSink> compactSink(std::unique_ptr<RecordingSink> target) {
  return std::make_unique<CompactSink>(std::move(target));
}

}  // namespace preflight::test
