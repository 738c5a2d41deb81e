#include "base/path.h"

#include <vector>

namespace preflight {

std::string joinPath(std::string_view a, std::string_view b) {
  std::string path(a);
  if (!path.empty() && !b.empty() && !isPathSeparator(path.back())) {
    path += pathSeparator;
  }
  for (const char c : b) {
    path += c == '/' ? pathSeparator : c;
  }
  return path;
}

std::string_view fileNameOf(std::string_view path) {
  std::size_t begin = path.size();
  while (begin > rootLength(path) && !isPathSeparator(path[begin - 1])) {
    --begin;
  }
  return path.substr(begin);
}

std::string_view extensionOf(std::string_view path) {
  const std::string_view name = fileNameOf(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 || name == ".." ? std::string_view() : name.substr(dot);
}

std::string_view stemOf(std::string_view path) {
  const std::string_view name = fileNameOf(path);
  return name.substr(0, name.size() - extensionOf(path).size());
}

std::string parentOf(std::string_view path) {
  const std::size_t root = rootLength(path);
  std::size_t end = path.size() - fileNameOf(path).size();
  while (end > root && isPathSeparator(path[end - 1])) {
    --end;
  }
  return std::string(path.substr(0, end));
}

std::string folderAbove(std::string_view path) {
  const std::string whole = absolutePath(path);
  return parentOf(fileNameOf(whole).empty() ? parentOf(whole) : whole);
}

std::string normalPath(std::string_view path) {
  const std::size_t root = rootLength(path);
  std::vector<std::string_view> names;
  for (std::size_t at = root; at < path.size();) {
    const std::size_t begin = at;
    while (at < path.size() && !isPathSeparator(path[at])) {
      ++at;
    }
    const std::string_view name = path.substr(begin, at - begin);
    at += at < path.size() ? 1 : 0;
    if (name.empty() || name == ".") {
      continue;
    }
    if (name != ".." || (names.empty() ? root == 0 : names.back() == "..")) {
      names.push_back(name);
    } else if (!names.empty()) {
      names.pop_back();
    }
  }
  std::string normal;
  for (const char c : path.substr(0, root)) {
    normal += isPathSeparator(c) ? pathSeparator : c;
  }
  for (const std::string_view name : names) {
    normal = joinPath(normal, name);
  }
  const bool isFolder = !names.empty() && names.back() != ".." && isPathSeparator(path.back());
  return normal.empty() ? "." : isFolder ? normal + pathSeparator : normal;
}

}  // namespace preflight
