#include "hash/describe.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "hash/records.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

constexpr std::size_t longestValue = 1000;  // bytes; a record may hold 65,000
constexpr std::size_t shownBytes = 32;      // of a record that is not understood

// What is not known is left out.
class Group {
 public:
  explicit Group(std::string title) { group_.title = std::move(title); }

  void line(std::string_view label, const std::string& value) {
    if (!trimmed(value).empty()) {
      group_.lines.push_back({std::string(label), printable(trimmed(value), longestValue)});
    }
  }
  void line(std::string_view label, const Text& value) { line(label, value.value_or("")); }
  template <class T>
  void number(std::string_view label, const std::optional<T>& value, std::optional<HashId> unit = {}) {
    if (value) {
      const std::string digits = fmt::format("{}", *value);
      line(label, unit ? say(*unit, {{"n", digits}}) : digits);
    }
  }
  void note(std::string text) { group_.note = std::move(text); }
  void endInto(std::vector<DescribedGroup>& groups) {
    if (!group_.lines.empty()) {
      groups.push_back(std::move(group_));
    }
  }

 private:
  DescribedGroup group_;
};

bool has(const Text& text) {
  return text && !text->empty();
}

Group capture(const Decoded& decoded) {
  Group group(say(HashId::groupCapture));
  group.line(say(HashId::captured), captureWords(decoded));
  group.line(say(HashId::toolBuild), decoded.toolBuild);
  group.line(say(HashId::windowsBuild), decoded.osBuild);
  group.line(say(HashId::systemType), decoded.osType ? osTypeWord(*decoded.osType) : "");
  group.line(say(HashId::architecture), decoded.architecture ? architectureWord(*decoded.architecture) : "");
  group.number(say(HashId::toolVersion), decoded.toolVersion);
  return group;
}

Group system(const Decoded& decoded) {
  Group group(say(HashId::groupSystem));
  group.line(say(HashId::serialNumber), decoded.system.serialNumber);
  group.line(say(HashId::manufacturer), decoded.system.manufacturer);
  group.line(say(HashId::product), decoded.system.productName);
  group.line(say(HashId::sku), decoded.system.skuNumber);
  group.line(say(HashId::family), decoded.system.family);
  group.line(say(HashId::version), decoded.system.version);
  group.line(say(HashId::uuid), decoded.system.uuid);
  group.line(say(HashId::firmwareVendor), decoded.firmwareVendor);
  group.line(say(HashId::enclosure), decoded.chassisType ? chassisWord(*decoded.chassisType) : "");
  group.line(say(HashId::productKeyId), decoded.productKeyId);
  group.line(say(HashId::productKeyPart), decoded.productKeyPartNumber);
  return group;
}

Group board(const Decoded& decoded) {
  Group group(say(HashId::groupBoard));
  group.line(say(HashId::boardManufacturer), decoded.board.manufacturer);
  group.line(say(HashId::boardProduct), decoded.board.product);
  group.line(say(HashId::boardVersion), decoded.board.version);
  return group;
}

Group processor(const Decoded& decoded) {
  Group group(say(HashId::groupProcessor));
  const ProcessorPart& part = decoded.processor;
  group.line(say(HashId::groupProcessor), part.model);
  group.line(say(HashId::processorManufacturer), part.manufacturer);
  group.number(say(HashId::packages), part.packages);
  group.number(say(HashId::cores), part.cores);
  group.number(say(HashId::threads), part.threads);
  return group;
}

Group memory(const Decoded& decoded) {
  Group group(say(HashId::groupMemory));
  group.number(say(HashId::groupMemory), decoded.memoryGiB, HashId::memorySize);
  group.number(say(HashId::memorySlots), decoded.memorySlots);
  return group;
}

std::string diskWords(const DiskPart& disk) {
  std::string words = disk.capacityGB ? fmt::format("{} GB", *disk.capacityGB) : say(HashId::sizeUnknown);
  words += disk.bus ? ", " + busWord(*disk.bus) : "";
  for (const Text* part : {&disk.vendor, &disk.product}) {
    words += has(*part) ? ", " + **part : "";
  }
  words += has(disk.serialNumber) ? ", " + say(HashId::diskSerial, {{"serial", *disk.serialNumber}}) : "";
  return words + (disk.system.value_or(false) ? ", " + say(HashId::diskWindows) : "");
}

std::string adapterWords(const NetworkPart& adapter) {
  return say(adapter.locallyAdministered ? HashId::adapterSoftware : HashId::adapter,
             {{"medium", mediumWord(adapter.medium)},
              {"mac", adapter.mac},
              {"bus", has(adapter.bus) ? *adapter.bus : say(HashId::busUnknown)}});
}

std::string displayWords(const DisplayPart& display) {
  const std::string size = display.widthMm == 0 && display.heightMm == 0
                               ? say(HashId::sizeUnknown)
                               : say(HashId::displaySize, {{"width", std::to_string(display.widthMm)},
                                                           {"height", std::to_string(display.heightMm)}});
  return say(
      display.internal ? HashId::displayInternal : HashId::displayExternal,
      {{"width", std::to_string(display.widthPx)}, {"height", std::to_string(display.heightPx)}, {"size", size}});
}

std::string gpuWords(const GpuPart& gpu) {
  std::string words = fmt::format("{} {}", gpu.vendor.value_or(""), gpu.model.value_or(""));
  if (gpu.dedicatedVideoBytes) {
    words = say(HashId::gpuMemory, {{"name", words}, {"size", std::to_string(*gpu.dedicatedVideoBytes >> 20)}});
  }
  return words;
}

template <class Parts, class Words>
Group listed(std::string title, std::string_view label, const Parts& parts, Words&& words) {
  Group group(std::move(title));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    group.line(parts.size() > 1 ? say(HashId::numberOf, {{"label", label}, {"number", std::to_string(i + 1)}})
                                : std::string(label),
               words(parts[i]));
  }
  return group;
}

Group tpm(const Decoded& decoded) {
  Group group(say(HashId::groupTpm));
  // As Windows writes it only where nothing is found in it.
  group.line(say(HashId::groupTpm), has(decoded.tpm.version) ? Text() : decoded.tpm.text);
  group.line(say(HashId::tpmVersion), decoded.tpm.version);
  group.line(say(HashId::tpmVendor), decoded.tpm.vendor);
  group.line(say(HashId::tpmFirmware), std::string(tpmFirmwareText(decoded.tpm.text.value_or(""))));
  group.line(say(HashId::tpmKey), decoded.tpm.ekSha256);
  if (decoded.offlineDeviceId) {
    group.line(say(HashId::offlineId),
               say(HashId::offlineIdBy,
                   {{"id", decoded.offlineDeviceId->id}, {"method", methodWord(decoded.offlineDeviceId->method)}}));
  }
  return group;
}

Group other(const Decoded& decoded) {
  Group group(say(HashId::groupOther));
  group.note(say(HashId::unverified));
  for (const OtherRecord& record : decoded.other) {
    const ByteView payload(record.payload);
    const std::string bytes = toHex(payload.first(std::min(payload.size(), shownBytes)));
    const HashId words = bytes.empty()                 ? HashId::recordBytes
                         : payload.size() > shownBytes ? HashId::recordBytesMore
                                                       : HashId::recordBytesHex;
    group.line(
        say(HashId::recordAt, {{"type", std::to_string(record.type)}, {"offset", std::to_string(record.offset)}}),
        say(words, {{"length", std::to_string(record.length)}, {"note", record.note}, {"hex", bytes}}));
  }
  return group;
}

}  // namespace

std::vector<DescribedGroup> describe(const Decoded& decoded) {
  std::vector<DescribedGroup> groups;
  capture(decoded).endInto(groups);
  system(decoded).endInto(groups);
  board(decoded).endInto(groups);
  processor(decoded).endInto(groups);
  memory(decoded).endInto(groups);
  listed(say(HashId::groupDisks), say(HashId::disk), decoded.disks, diskWords).endInto(groups);
  listed(say(HashId::groupNetwork), say(HashId::networkAdapter), decoded.networkAdapters, adapterWords).endInto(groups);
  listed(say(HashId::groupDisplays), say(HashId::display), decoded.displays, displayWords).endInto(groups);
  listed(say(HashId::graphics), say(HashId::graphics), decoded.gpus, gpuWords).endInto(groups);
  tpm(decoded).endInto(groups);
  other(decoded).endInto(groups);
  return groups;
}

std::string captureWords(const Decoded& decoded) {
  if (!decoded.capturedAt) {
    return {};
  }
  if (!decoded.utcOffsetMinutes) {
    return say(HashId::zoneUnknown, {{"time", isoText(*decoded.capturedAt)}});
  }
  return say(HashId::deviceClock, {{"date", dateText(*decoded.capturedAt, *decoded.utcOffsetMinutes).substr(0, 10)},
                                   {"time", clockText(*decoded.capturedAt, *decoded.utcOffsetMinutes)}});
}

std::vector<std::string> identifyingTexts(const Decoded& decoded) {
  std::vector<std::string> texts;
  const auto add = [&](const Text& text) {
    if (has(text)) {
      texts.push_back(printable(trimmed(*text), longestValue));
    }
  };
  add(decoded.system.serialNumber);
  add(decoded.system.uuid);
  add(decoded.productKeyId);
  add(decoded.tpm.ekSha256);
  for (const DiskPart& disk : decoded.disks) {
    add(disk.serialNumber);
  }
  for (const NetworkPart& adapter : decoded.networkAdapters) {
    add(adapter.mac);
  }
  if (decoded.offlineDeviceId) {
    add(decoded.offlineDeviceId->id);
  }
  return texts;
}

}  // namespace preflight::hash
