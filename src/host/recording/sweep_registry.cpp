// Registry and WMI into a recording.
#include <algorithm>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/names.h"
#include "host/recording/recording.h"
#include "host/recording/sweeper.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

// registry.json must stay within what is read back.
constexpr std::size_t registryBytes = RecordingFormat::file.bytes - (4U << 20);
constexpr std::size_t registryValues = RecordingFormat::file.values - 10'000;

void hide(Bytes& bytes) {
  hideProductKeys(std::span(reinterpret_cast<char*>(bytes.data()), bytes.size()));
}

std::vector<std::string> splitAtCommas(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

}  // namespace

RegistryKey withoutSecrets(RegistryKey key, const std::string& path) {
  if (exclusionOf(path, "*") != nullptr) {
    const Error leftOut{
        ErrorKind::notCollected, {ErrorId::stepRegistryKey, {{"what", path}}}, ErrorId::whyLeftOut, CodeSpace::none, 0};
    return {std::move(key.name), {}, {}, false, {leftOut}};
  }
  const auto secret = [&](const auto& value) { return exclusionOf(path, value.first) != nullptr; };
  for (const auto& value : key.values) {
    if (secret(value)) {
      key.leftOut.push_back(value.first);
    }
  }
  key.values.erase(std::remove_if(key.values.begin(), key.values.end(), secret), key.values.end());
  for (auto& [name, value] : key.values) {
    hide(value.data);
  }
  for (RegistryKey& each : key.subkeys) {
    const std::string below = path + "\\" + each.name;
    each = withoutSecrets(std::move(each), below);
  }
  return key;
}

void removeSecrets(WmiRow& row, const WmiSweep& sweep, std::set<std::string>& leftOut) {
  const auto secret = [&](const auto& property) {
    const auto exclusions = wmiExclusions();
    return sweep.only.empty() && std::any_of(exclusions.begin(), exclusions.end(), [&](const WmiExclusion& each) {
             return fitsPattern(property.first, each.property);
           });
  };
  for (auto& property : row.properties) {
    if (secret(property)) {
      leftOut.insert(property.first);
    } else if (auto* text = std::get_if<std::string>(&property.second)) {
      hideProductKeys(*text);
    } else if (auto* texts = std::get_if<std::vector<std::string>>(&property.second)) {
      std::for_each(texts->begin(), texts->end(), [](std::string& each) { hideProductKeys(each); });
    }
  }
  row.properties.erase(std::remove_if(row.properties.begin(), row.properties.end(), secret), row.properties.end());
}

// The paths that `path` stands for; the keys in which its stars were looked up are asked for themselves, so that a
// replay knows which names there are.
void Sweeper::expand(const std::string& path, RegistryDepth depth, std::vector<RegistryAsk>& asks) {
  const std::size_t star = path.find("\\*");
  if (star == std::string::npos) {
    asks.push_back({path, depth});
    return;
  }
  const std::string parent = path.substr(0, star);
  asks.push_back({parent, RegistryDepth::key});
  const Result<RegistryKey> list = host_.registry(parent, RegistryDepth::key);
  if (!list) {
    return;
  }
  for (const RegistryKey& each : list->subkeys) {
    if (!lower(each.name).ends_with("_classes")) {
      expand(parent + "\\" + each.name + path.substr(star + 2), depth, asks);
    }
  }
}

Json Sweeper::registryRoot(const RegistryAsk& ask) {
  Json json{{"path", ask.path}};
  Result<RegistryKey> key = host_.registry(ask.path, ask.depth);
  if (!counted(key)) {
    json["error"] = toJson(key.error());
    return json;
  }
  if (ask.depth == RegistryDepth::key) {
    json["depth"] = "key";
  }
  for (const Error& each : key->problems) {
    noteProblem(each);
  }
  json["keys"] = keysToJson(withoutSecrets(*std::move(key), ask.path));
  return json;
}

Result<void> Sweeper::sweepRegistry() {
  std::size_t size = 0;
  std::size_t values = 0;
  auto done = sink_.begin(MemberName::registry).and_then([&] { return write("{\n\"roots\": [\n"); });
  bool first = true;
  for (const RegistrySweep& each : registrySweeps(system_)) {
    step(each.path);
    std::vector<RegistryAsk> asks;
    expand(std::string(each.path), each.depth, asks);
    for (const RegistryAsk& ask : asks) {
      const Result<std::string> name = registryKeyName(ask.path);
      if (!done || !name || !sweptKeys_.insert(*name).second) {
        continue;
      }
      Json root = registryRoot(ask);
      std::string text = root.pretty(1);
      if (size + text.size() > registryBytes || values + countValues(root) > registryValues) {
        const Error large{ErrorKind::notCollected,
                          {ErrorId::stepRegistryKey, {{"what", ask.path}}},
                          ErrorId::whyTooLargeToRecord,
                          CodeSpace::none,
                          0};
        summary_.problems.push_back(large);
        root = {{"path", ask.path}, {"error", toJson(large)}};
        text = root.pretty(1);
      }
      size += text.size();
      values += countValues(root);
      done = write(first ? "" : ",\n").and_then([&] { return write(text); });
      first = false;
    }
  }
  closeArea("registry");
  return done.and_then([&] { return write("]\n}\n"); }).and_then([&] { return sink_.end(); });
}

Json Sweeper::wmiClass(const WmiSweep& sweep) {
  WmiQuery query;
  query.space = sweep.space;
  query.className = sweep.className;
  query.properties = splitAtCommas(sweep.only);
  Json json{{"space", sweep.space}, {"class", sweep.className}};
  if (!query.properties.empty()) {
    json["only"] = query.properties;
  }
  Result<std::vector<WmiRow>> rows = host_.wmi(query);
  if (!counted(rows)) {
    json["error"] = toJson(rows.error());
    return json;
  }
  std::set<std::string> left;
  Json list = Json::list();
  for (WmiRow& row : *rows) {
    removeSecrets(row, sweep, left);
    list.push(toJson(row));
    const Result<std::string> hash = textOf(row, "DeviceHardwareData");
    hashRead_ = hashRead_ || (hash && !hash->empty());
  }
  if (!left.empty()) {
    json["leftOut"] = left;
  }
  json["rows"] = std::move(list);
  return json;
}

Result<void> Sweeper::sweepWmi() {
  Json classes = Json::list();
  for (const WmiSweep& each : wmiSweeps()) {
    step(each.className);
    classes.push(wmiClass(each));
  }
  closeArea("wmi");
  return addJson(MemberName::wmi, {{"classes", std::move(classes)}});
}

}  // namespace preflight::recording
