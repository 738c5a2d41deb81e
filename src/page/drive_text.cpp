// Sticks as the page names them.
#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

std::string commaJoined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += part.empty() ? "" : (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string withoutSlash(std::string root) {
  while (root.size() > 2 && (root.back() == '\\' || root.back() == '/')) {
    root.pop_back();
  }
  return printable(root, 200);
}

}  // namespace

std::string drivesText(const Drives& drives) {
  std::string line;
  for (std::string_view rest = drives.words; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    line += (line.empty() ? "" : " \u00B7 ") + printable(trimmed(part), 400);
  }
  return line;
}

std::string fileNameOf(const std::string& path) {
  const std::size_t at = path.find_last_of("/\\");
  return at == std::string::npos ? path : path.substr(at + 1);
}

std::string driveName(const Target& target) {
  const std::string root = withoutSlash(target.root);
  const std::string label = printable(target.label, 40);
  if (root.size() > 3) {
    return label.empty() ? fileNameOf(root) : label;
  }
  return root + (label.empty() ? "" : " " + label);
}

std::string driveLetter(const Target& target) {
  const std::string root = withoutSlash(target.root);
  return root.size() > 3 ? driveName(target) : root;
}

std::string targetText(const Target& target) {
  std::string root = target.root;
  while (root.size() > 2 && (root.back() == '\\' || root.back() == '/')) {
    root.pop_back();
  }
  return printable(
      commaJoined({root + (target.label.empty() ? "" : " " + target.label), target.fileSystem,
                   target.freeBytes == 0 ? "" : say(PageId::stickFree, {{"size", sizeText(target.freeBytes)}}),
                   target.own ? say(PageId::stickOwn) : ""}),
      600);
}

}  // namespace preflight::page
