#include "media/sticks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

// The error numbers of a volume that cannot be read: facts gathered for removable drives.
std::string problemWords(const Error& problem) {
  const bool windows = problem.space == CodeSpace::win32 || problem.space == CodeSpace::hresult;
  if (windows && problem.code == 0x80310000U) {
    return say(MediaId::stopsBitLocker);
  }
  if (windows && problem.code == 21) {
    return say(MediaId::stopsMedium);
  }
  if (windows && (problem.code == 1005 || problem.code == 1785)) {
    return say(MediaId::stopsFormat);
  }
  return printable(describe(problem), 300);
}

std::string titleOf(const Volume& volume) {
  const std::string root = volume.root.empty() ? volume.device : volume.root;
  return volume.label.empty()
             ? printable(root, 200)
             : say(MediaId::labelled, {{"root", printable(root, 200)}, {"label", printable(volume.label, 60)}});
}

// Tools that make bootable sticks add a partition for the firmware, often 1 MB, and Windows may give it a letter.
constexpr std::uint64_t smallestStick = 8ULL << 20;
constexpr std::uint64_t enoughFree = 256ULL << 10;  // of several sticks; a hash and a recording need less

StickChoice chose(const Volume& volume, std::vector<Volume> candidates) {
  return {StickChoice::Outcome::chosen, volume, std::move(candidates), titleOf(volume)};
}

std::string severalWords(const std::vector<Volume>& candidates) {
  std::string words = say(MediaId::several);
  for (const Volume& each : candidates) {
    words += "\n  " + say(MediaId::withSpace, {{"drive", titleOf(each)}, {"free", sizeText(each.freeBytes)}});
  }
  return words;
}

std::string noneWords(std::span<const Volume> volumes) {
  std::string stopped;
  for (const Volume& each : volumes) {
    if (isStick(each)) {
      stopped += fmt::format("\n  {}: {}", titleOf(each), whatStops(each));
    }
  }
  return stopped.empty() ? say(MediaId::none) : say(MediaId::noneWritable) + stopped;
}

}  // namespace

bool isStick(const Volume& volume) {
  const bool onPlug = volume.bus == Bus::usb || volume.bus == Bus::sd || volume.bus == Bus::mmc;
  return !volume.holdsSystem && (volume.type == VolumeType::removable || (volume.type == VolumeType::fixed && onPlug));
}

std::string whatStops(const Volume& volume) {
  if (volume.problem) {
    return problemWords(*volume.problem);
  }
  if (volume.readOnly) {
    return say(MediaId::stopsProtected);
  }
  return volume.totalBytes > 0 && volume.totalBytes < smallestStick ? say(MediaId::stopsSmall) : std::string();
}

StickChoice chooseStick(std::span<const Volume> volumes) {
  std::vector<Volume> candidates;
  std::copy_if(volumes.begin(), volumes.end(), std::back_inserter(candidates),
               [](const Volume& each) { return isStick(each) && whatStops(each).empty(); });
  // A full stick is taken when it is the only one: the failure then says that it is full.
  const auto hasRoom = [](const Volume& each) { return each.freeBytes >= enoughFree; };
  if (std::any_of(candidates.begin(), candidates.end(), hasRoom)) {
    std::erase_if(candidates, [&](const Volume& each) { return !each.holdsProgram && !hasRoom(each); });
  }
  const auto own =
      std::find_if(candidates.begin(), candidates.end(), [](const auto& each) { return each.holdsProgram; });
  if (own != candidates.end()) {
    const Volume stick = *own;
    return chose(stick, std::move(candidates));
  }
  if (candidates.size() == 1) {
    const Volume stick = candidates.front();
    return chose(stick, std::move(candidates));
  }
  if (candidates.empty()) {
    return {StickChoice::Outcome::none, std::nullopt, {}, noneWords(volumes)};
  }
  std::string words = severalWords(candidates);
  return {StickChoice::Outcome::several, std::nullopt, std::move(candidates), std::move(words)};
}

std::string driveLine(const Volume& volume) {
  std::string line = printable(volume.root.empty() ? volume.device : volume.root, 200);
  const auto add = [&](const std::string& part) {
    if (!part.empty()) {
      line += "  " + part;
    }
  };
  add(printable(volume.label, 60));
  add(printable(volume.fileSystem, 30));
  if (volume.totalBytes > 0) {
    add(say(MediaId::lineSpace, {{"total", sizeText(volume.totalBytes)}, {"free", sizeText(volume.freeBytes)}}));
  }
  add(volume.bus == Bus::unknown ? "" : std::string(name(volume.bus)));
  add(volume.holdsProgram ? say(MediaId::lineOwn) : std::string());
  const std::string stop = whatStops(volume);
  add(stop.empty() ? std::string() : say(MediaId::lineStopped, {{"why", stop}}));
  return line;
}

}  // namespace preflight::media
