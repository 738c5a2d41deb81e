#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <thread>

#include "host/linux/block.h"
#include "host/linux/files.h"
#include "host/linux/linux_host.h"
#include "host/linux/mounts.h"
#include "text/error_id.h"

namespace preflight {
namespace {

using namespace linux_files;
using linux_block::BlockDevice;
using linux_mounts::Mount;

using Labels = std::map<std::string, std::string>;  // "sdb1" -> "CONTOSO"

Labels readLabels(const std::string& root) {
  Labels labels;
  const std::string folder = root + "/dev/disk/by-label/";
  for (const std::string& name : namesIn(folder)) {
    labels[std::string(lastPart(linkTarget(folder + name)))] = linux_mounts::unescaped(name);
  }
  return labels;
}

BlockDevice deviceOf(const std::string& root, const Mount& mount) {
  if (mount.source.starts_with("/dev/")) {
    // /dev/mapper/stick is a link to ../dm-0.
    const std::string target = linkTarget(root + mount.source);
    const std::string_view node = lastPart(target.empty() ? std::string_view(mount.source) : target);
    if (BlockDevice device = linux_block::describeNode(root, node); !device.disk.empty()) {
      return device;
    }
  }
  const std::string byNumber = resolved(fmt::format("{}/sys/dev/block/{}", root, mount.device));
  return byNumber.empty() ? BlockDevice{} : linux_block::describeNode(root, lastPart(byNumber));
}

VolumeType typeOf(const Mount& mount, const BlockDevice& device) {
  if (linux_mounts::isNetworkFileSystem(mount.fileSystem)) {
    return VolumeType::network;
  }
  if (mount.fileSystem == "tmpfs" || mount.fileSystem == "ramfs") {
    return VolumeType::ram;
  }
  if (mount.fileSystem == "iso9660" || device.node.starts_with("sr")) {
    return VolumeType::optical;
  }
  if (device.disk.empty()) {
    return VolumeType::unknown;
  }
  return device.removable ? VolumeType::removable : VolumeType::fixed;
}

Volume volumeOf(const Mount& mount, const BlockDevice& device, const Labels& labels) {
  Volume volume;
  volume.root = mount.point;
  volume.device = mount.source;
  volume.fileSystem = mount.fileSystem;
  volume.type = typeOf(mount, device);
  volume.bus = device.bus;
  volume.readOnly = mount.readOnly || device.readOnly;
  if (const auto label = labels.find(device.node); label != labels.end() && !device.node.empty()) {
    volume.label = label->second;
  }
  return volume;
}

// Each file system is asked on a thread of its own: one whose server is gone never answers, and such a thread stays
// behind until the process ends.
std::future<Result<VolumeSpace>> askForSpace(const SpaceProbe& probe, const std::string& folder) {
  std::packaged_task<Result<VolumeSpace>()> task([probe, folder] { return probe(folder); });
  auto answer = task.get_future();
  std::thread(std::move(task)).detach();
  return answer;
}

void takeSpace(Volume& volume, std::future<Result<VolumeSpace>>& answer, std::chrono::steady_clock::time_point until) {
  const Text step(ErrorId::stepSpace, {{"what", volume.root}});
  if (!answer.valid() || answer.wait_until(until) != std::future_status::ready) {
    volume.problem = Error{ErrorKind::timedOut, step, ErrorId::whyNoFileSystemAnswer, CodeSpace::none, 0};
    return;
  }
  const Result<VolumeSpace> space = answer.get();
  if (space) {
    volume.totalBytes = space->totalBytes;
    volume.freeBytes = space->freeBytes;
  } else {
    volume.problem = space.error();
    volume.problem->step = step;
  }
}

// The partitions beside / on a built-in disk (/boot on an eMMC chip) are the system's too. On a removable one only /
// itself is: a stick that Linux was started from may have room for more.
bool belongsToSystem(const Mount& mount, const BlockDevice& device, const BlockDevice& system) {
  return mount.point == "/" || (!device.disk.empty() && device.disk == system.disk && !device.removable);
}

std::vector<Volume> volumesOn(const std::string& root, const std::vector<Mount>& mounts) {
  const Labels labels = readLabels(root);
  const Mount* program = linux_mounts::mountOf(mounts, linkTarget(root + "/proc/self/exe"));
  const Mount* system = linux_mounts::mountOf(mounts, "/");
  const BlockDevice systemDevice = system != nullptr ? deviceOf(root, *system) : BlockDevice{};
  std::vector<Volume> volumes;
  for (const Mount& mount : linux_mounts::storageMounts(mounts)) {
    const BlockDevice device = deviceOf(root, mount);
    Volume volume = volumeOf(mount, device, labels);
    volume.holdsSystem = belongsToSystem(mount, device, systemDevice);
    volume.holdsProgram = program != nullptr && program->device == mount.device;
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

}  // namespace

Result<std::vector<Volume>> LinuxHost::volumes() const {
  return file("/proc/self/mountinfo", {}).map([&](const FileContent& content) {
    std::vector<Volume> volumes = volumesOn(root_, linux_mounts::parseMountInfo(textOf(content.bytes)));
    std::vector<std::future<Result<VolumeSpace>>> answers(volumes.size());
    for (std::size_t i = 0; i < volumes.size(); ++i) {
      try {
        answers[i] = askForSpace(probe_, root_ + volumes[i].root);
      } catch (const std::exception&) {
        // No thread could be started: takeSpace tells that there was no answer.
      }
    }
    const auto until = std::chrono::steady_clock::now() + probeDeadline_;
    for (std::size_t i = 0; i < volumes.size(); ++i) {
      takeSpace(volumes[i], answers[i], until);
    }
    return volumes;
  });
}

}  // namespace preflight
