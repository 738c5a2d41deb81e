#include "export/device/target.h"

#include "base/path.h"
#include "media/sticks.h"

namespace preflight {
namespace {

CsvTarget ofVolume(const Volume& volume) {
  CsvTarget target;
  target.base = volume.root;
  target.onStick = true;
  target.volumeLabel = volume.label;
  return target;
}

tl::expected<CsvTarget, TargetError> ofStick(const Host& live) {
  const Result<std::vector<Volume>> volumes = live.volumes();
  if (!volumes) {
    return tl::unexpected(TargetError{TargetProblem::unreadable, volumes.error()});
  }
  const media::StickChoice choice = media::chooseStick(*volumes);
  switch (choice.outcome) {
    case media::StickChoice::Outcome::chosen:
      return ofVolume(*choice.chosen);
    case media::StickChoice::Outcome::several:
      return tl::unexpected(
          TargetError{TargetProblem::choice, Error{ErrorKind::invalid, "", choice.words, CodeSpace::none, 0}});
    case media::StickChoice::Outcome::none:
      break;
  }
  return tl::unexpected(
      TargetError{TargetProblem::none, Error{ErrorKind::absent, "", choice.words, CodeSpace::none, 0}});
}

// The volume that holds a folder the user named, for its label; nothing when it is not the root of one.
std::string labelOf(const std::string& folder, const Host& live) {
  if (const Result<std::vector<Volume>> volumes = live.volumes()) {
    for (const Volume& each : *volumes) {
      if (absolutePath(each.root) == absolutePath(folder)) {
        return each.label;
      }
    }
  }
  return {};
}

void putFile(CsvTarget& target, const std::string& file) {
  const std::string parent = parentOf(file);
  target.append = true;
  target.onStick = false;
  target.fileName = std::string(fileNameOf(file));
  target.subfolder.clear();
  if (isAbsolutePath(file) || target.base.empty()) {
    target.base = parent.empty() ? "." : parent;
    target.volumeLabel.clear();
  } else if (!parent.empty()) {
    target.subfolder = parent;
  }
}

}  // namespace

tl::expected<CsvTarget, TargetError> chooseTarget(const TargetRequest& request, const Host& live) {
  CsvTarget target;
  if (!request.folder.empty()) {
    target.base = request.folder;
  } else if (!request.stick.empty()) {
    target.base = request.stick;
    target.onStick = true;
    target.volumeLabel = labelOf(request.stick, live);
  } else if (request.usb || request.appendFile.empty()) {
    auto stick = ofStick(live);
    if (!stick) {
      return stick;
    }
    target = std::move(*stick);
  }
  if (!request.appendFile.empty()) {
    putFile(target, request.appendFile);
  }
  if (const Result<std::uint64_t> volume = media::volumeOf(target.base)) {
    target.volume = *volume;
  }
  return target;
}

}  // namespace preflight
