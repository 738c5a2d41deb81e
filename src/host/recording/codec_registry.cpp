// Registry answers and WMI rows, to JSON and back.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/text.h"
#include "host/recording/codec.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

constexpr std::array types{RegistryType::none,   RegistryType::text,      RegistryType::expandText,
                           RegistryType::binary, RegistryType::dword,     RegistryType::dwordBigEndian,
                           RegistryType::link,   RegistryType::multiText, RegistryType::qword};

RegistryType typeFrom(const Node& node) {
  const std::string text = node.text();
  for (const RegistryType each : types) {
    if (typeName(each) == text) {
      return each;
    }
  }
  std::uint32_t number = 0;
  const auto end = text.data() + text.size();
  if (text.compare(0, 5, "type ") != 0 || std::from_chars(text.data() + 5, end, number).ptr != end || text.size() < 6) {
    node.misfit(ErrorId::whyMisfitType);
  }
  return static_cast<RegistryType>(number);
}

Bytes multiTextBytes(const std::vector<std::string>& texts) {
  Bytes bytes;
  for (const std::string& each : texts) {
    const Bytes one = registryText(each).data;
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  bytes.insert(bytes.end(), 2, 0);
  return bytes;
}

Bytes numberBytes(std::uint64_t number, std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  }
  return bytes;
}

// The data by its readable form, when the very same bytes come back from it.
Json::Member readable(const RegistryValue& value) {
  if (value.type == RegistryType::text || value.type == RegistryType::expandText) {
    const Result<std::string> text = asText(value);
    if (text && registryText(*text).data == value.data) {
      return {"text", *text};
    }
  } else if (value.type == RegistryType::multiText) {
    const Result<std::vector<std::string>> texts = asTexts(value);
    if (texts && multiTextBytes(*texts) == value.data) {
      return {"texts", *texts};
    }
  } else if (const Result<std::uint64_t> number = asNumber(value)) {
    return {"number", *number};
  }
  return {"bytes", toJson(value.data)};
}

Bytes dataFrom(const Node& node, RegistryType type) {
  if (const auto bytes = node.find("bytes")) {
    return bytesFrom(*bytes);
  }
  if (type == RegistryType::text || type == RegistryType::expandText) {
    return registryText(node.at("text").text()).data;
  }
  if (type == RegistryType::multiText) {
    return multiTextBytes(from<std::vector<std::string>>(node.at("texts")));
  }
  if (type == RegistryType::dword) {
    return numberBytes(node.at("number").unsignedNumber(UINT32_MAX), 4);
  }
  if (type == RegistryType::qword) {
    return numberBytes(node.at("number").unsignedNumber(), 8);
  }
  return bytesFrom(node.at("bytes"));
}

void appendKey(const RegistryKey& key, const std::string& path, Json& list) {
  Json json{{"key", path}};
  if (path.empty()) {
    json["name"] = key.name;
  }
  if (!key.contentKnown) {
    json["contentKnown"] = false;
  }
  for (const Error& each : key.problems) {
    json["problems"].push(toJson(each));
  }
  for (const std::string& each : key.leftOut) {
    json["leftOut"].push(each);
  }
  for (const auto& [name, value] : key.values) {
    json["values"].push(toJson(name, value));
  }
  list.push(std::move(json));
  for (const RegistryKey& each : key.subkeys) {
    appendKey(each, path.empty() ? each.name : path + "\\" + each.name, list);
  }
}

RegistryKey contentFrom(const Node& node, std::string name) {
  RegistryKey key{std::move(name), {}, {}, true, {}};
  if (const auto known = node.find("contentKnown")) {
    key.contentKnown = known->boolean();
  }
  if (const auto problems = node.find("problems")) {
    problems->each([&](const Node& each) { key.problems.push_back(errorFrom(each)); });
  }
  if (const auto leftOut = node.find("leftOut")) {
    key.leftOut = from<std::vector<std::string>>(*leftOut);
  }
  if (const auto values = node.find("values")) {
    values->each([&](const Node& each) { key.values.push_back(registryValueFrom(each)); });
  }
  return key;
}

struct WmiToJson {
  Json operator()(std::monostate /*null*/) const { return nullptr; }
  template <class T>
  Json operator()(const T& value) const {
    return value;
  }
};

WmiValue wmiValueFrom(const Node& node) {
  switch (node.json().kind()) {
    case Json::Kind::null:
      return std::monostate();
    case Json::Kind::boolean:
      return node.boolean();
    case Json::Kind::real:
      return *node.json().real();
    case Json::Kind::integer:
    case Json::Kind::natural:
      return node.number();
    case Json::Kind::list:
      return from<std::vector<std::string>>(node);
    case Json::Kind::text:
    case Json::Kind::object:
      break;
  }
  return node.text();
}

}  // namespace

Json toJson(const std::string& name, const RegistryValue& value) {
  Json json{{"name", name}, {"type", typeName(value.type)}};
  Json::Member data = readable(value);
  json[data.name] = std::move(data.value);
  return json;
}

std::pair<std::string, RegistryValue> registryValueFrom(const Node& node) {
  const RegistryType type = typeFrom(node.at("type"));
  return {node.at("name").text(), {type, dataFrom(node, type)}};
}

Json keysToJson(const RegistryKey& root) {
  Json list = Json::list();
  appendKey(root, "", list);
  return list;
}

RegistryKey keysFrom(const Node& node) {
  // The keys from the root to the one that was read last; each is finished, and moved into its parent, when a key
  // beside or above it follows. Nothing here points into a vector that grows.
  std::vector<std::pair<std::string, RegistryKey>> open;
  const auto closeTo = [&](std::size_t depth) {
    while (open.size() > depth) {
      RegistryKey done = std::move(open.back().second);
      open.pop_back();
      open.back().second.subkeys.push_back(std::move(done));
    }
  };
  node.each([&](const Node& each) {
    const std::string path = each.at("key").text();
    if (open.empty() != path.empty()) {
      each.misfit(open.empty() ? ErrorId::whyMisfitRoot : ErrorId::whyMisfitSecondRoot);
    }
    if (open.empty()) {
      open.emplace_back("", contentFrom(each, each.at("name").text()));
      return;
    }
    const std::size_t slash = path.rfind('\\');
    const std::string parent = slash == std::string::npos ? std::string() : path.substr(0, slash);
    std::size_t depth = open.size();
    while (depth > 0 && !equalIgnoringCase(open[depth - 1].first, parent)) {
      --depth;
    }
    if (depth == 0) {
      each.misfit(ErrorId::whyMisfitParent);
    }
    if (depth > 2 * RegistryLimits::depth) {
      each.misfit(ErrorId::whyMisfitNested);
    }
    closeTo(depth);
    open.emplace_back(path, contentFrom(each, path.substr(slash == std::string::npos ? 0 : slash + 1)));
  });
  if (open.empty()) {
    node.misfit(ErrorId::whyMisfitNoKey);
  }
  closeTo(1);
  return std::move(open.front().second);
}

Json toJson(const WmiRow& row) {
  Json json = Json::object();
  for (const auto& [name, value] : row.properties) {
    json[name] = std::visit(WmiToJson(), value);
  }
  return json;
}

WmiRow wmiRowFrom(const Node& node) {
  WmiRow row;
  node.eachMember(
      [&](std::string_view name, const Node& value) { row.properties.emplace_back(name, wmiValueFrom(value)); });
  return row;
}

}  // namespace preflight::recording
