// Files, logs and folders out of a recording.
#include <algorithm>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/content.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"
#include "text/error_id.h"

namespace preflight::recording {

Result<FilesPart> FilesPart::read(const Members& members, System system) {
  return decodeMember<FilesPart>(members, MemberName::files, [system](const Node& root) {
    FilesPart part;
    part.system_ = system;
    root.at("files").each([&](const Node& each) {
      part.files_.insert_or_assign(fileKeyName(each.at("path").text(), system),
                                   answerFrom<std::string>(each, "member"));
    });
    root.at("folders").each([&](const Node& each) {
      part.folders_.insert_or_assign(fileKeyName(each.at("path").text(), system),
                                     answerFrom<std::vector<FileEntry>>(each, "entries"));
    });
    return part;
  });
}

Error FilesPart::reason(std::string_view path, Text step) const {
  const std::string key = fileKeyName(path, system_);
  std::string_view child = key;
  for (std::string_view parent = parentOf(child); !parent.empty() && parent != child; parent = parentOf(child)) {
    const auto found = folders_.find(parent);
    if (found != folders_.end() && !found->second) {
      if (found->second.error().kind == ErrorKind::absent) {
        return found->second.error();
      }
    } else if (found != folders_.end()) {
      const std::string name = fileKeyName(child.substr(child.find_last_of("\\/") + 1), system_);
      const auto& list = *found->second;
      if (std::none_of(list.begin(), list.end(),
                       [&](const FileEntry& each) { return fileKeyName(each.name, system_) == name; })) {
        return {ErrorKind::absent, std::move(step), ErrorId::whyNeitherFound, CodeSpace::none, 0};
      }
      break;
    }
    child = parent;
  }
  return notSwept(std::move(step)).value();
}

Result<FileContent> FilesPart::file(const Members& members, std::string_view path, const FileRead& read) const {
  const auto found = files_.find(fileKeyName(path, system_));
  if (found == files_.end()) {
    return tl::unexpected(reason(path, {ErrorId::stepRead, {{"what", printable(path)}}}));
  }
  if (!found->second) {
    return tl::unexpected(found->second.error());
  }
  return readContent(members, *found->second, read);
}

Result<std::vector<FileEntry>> FilesPart::folder(std::string_view path) const {
  const auto found = folders_.find(fileKeyName(path, system_));
  if (found == folders_.end()) {
    return tl::unexpected(reason(path, {ErrorId::stepList, {{"what", printable(path)}}}));
  }
  return found->second;
}

}  // namespace preflight::recording
