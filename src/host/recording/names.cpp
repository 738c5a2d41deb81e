#include "host/recording/names.h"

#include <algorithm>

#include "base/text.h"

namespace preflight::recording {

std::vector<std::string_view> pathParts(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('\\'), path.size());
    if (end > 0) {
      parts.push_back(path.substr(0, end));
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

Result<std::string> registryKeyName(std::string_view path) {
  return parseRegistryPath(path).map([](const RegistryPath& parsed) {
    std::string name = lower(parsed.root);
    for (const std::string_view part : pathParts(parsed.key)) {
      name += '\\';
      name += lower(part);
    }
    return name;
  });
}

std::string fileKeyName(std::string_view path, System system) {
  std::string key(path);
  if (system == System::windows) {
    key = lower(path);
    std::replace(key.begin(), key.end(), '/', '\\');
  }
  while (key.size() > 1 && (key.back() == '/' || key.back() == '\\')) {
    key.pop_back();
  }
  return key;
}

std::string_view parentOf(std::string_view key) {
  const std::size_t end = key.find_last_of("\\/");
  if (end == std::string_view::npos) {
    return {};
  }
  return key.substr(0, end == 0 && key.size() > 1 ? 1 : end);
}

}  // namespace preflight::recording
