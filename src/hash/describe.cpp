#include "hash/describe.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"

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
  void number(std::string_view label, const std::optional<T>& value, std::string_view unit = {}) {
    if (value) {
      line(label, fmt::format("{}{}{}", *value, unit.empty() ? "" : " ", unit));
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
  Group group("Capture");
  group.line("Captured", captureWords(decoded));
  group.line("Tool build", decoded.toolBuild);
  group.line("Windows build", decoded.osBuild);
  group.line("System type", decoded.osType ? osTypeWord(*decoded.osType) : "");
  group.line("Architecture", decoded.architecture ? architectureWord(*decoded.architecture) : "");
  group.number("Tool version", decoded.toolVersion);
  return group;
}

Group system(const Decoded& decoded) {
  Group group("System");
  group.line("Serial number", decoded.system.serialNumber);
  group.line("Manufacturer", decoded.system.manufacturer);
  group.line("Product", decoded.system.productName);
  group.line("SKU", decoded.system.skuNumber);
  group.line("Family", decoded.system.family);
  group.line("Version", decoded.system.version);
  group.line("UUID", decoded.system.uuid);
  group.line("Firmware vendor", decoded.firmwareVendor);
  group.line("Enclosure", decoded.chassisType ? chassisWord(*decoded.chassisType) : "");
  group.line("Product key id", decoded.productKeyId);
  group.line("Product key part number", decoded.productKeyPartNumber);
  return group;
}

Group board(const Decoded& decoded) {
  Group group("Board");
  group.line("Board manufacturer", decoded.board.manufacturer);
  group.line("Board product", decoded.board.product);
  group.line("Board version", decoded.board.version);
  return group;
}

Group processor(const Decoded& decoded) {
  Group group("Processor");
  const ProcessorPart& part = decoded.processor;
  group.line("Processor", part.model);
  group.line("Processor manufacturer", part.manufacturer);
  group.number("Packages", part.packages);
  group.number("Cores", part.cores);
  group.number("Threads", part.threads);
  return group;
}

Group memory(const Decoded& decoded) {
  Group group("Memory");
  group.number("Memory", decoded.memoryGiB, "GiB");
  group.number("Memory slots", decoded.memorySlots);
  return group;
}

std::string diskWords(const DiskPart& disk) {
  std::string words = disk.capacityGB ? fmt::format("{} GB", *disk.capacityGB) : "size not known";
  words += disk.bus ? ", " + busWord(*disk.bus) : "";
  for (const Text* part : {&disk.vendor, &disk.product}) {
    words += has(*part) ? ", " + **part : "";
  }
  words += has(disk.serialNumber) ? ", serial number " + *disk.serialNumber : "";
  return words + (disk.system.value_or(false) ? ", holds Windows" : "");
}

std::string adapterWords(const NetworkPart& adapter) {
  return fmt::format("{}, {}, {}{}", mediumWord(adapter.medium), adapter.mac,
                     has(adapter.bus) ? *adapter.bus : "bus not known",
                     adapter.locallyAdministered ? ", address made up by software" : "");
}

std::string displayWords(const DisplayPart& display) {
  const std::string size = display.widthMm == 0 && display.heightMm == 0
                               ? "size not known"
                               : fmt::format("{} x {} mm", display.widthMm, display.heightMm);
  return fmt::format("{} x {} px, {}, {}", display.widthPx, display.heightPx, size,
                     display.internal ? "built in" : "external");
}

std::string gpuWords(const GpuPart& gpu) {
  std::string words = fmt::format("{} {}", gpu.vendor.value_or(""), gpu.model.value_or(""));
  if (gpu.dedicatedVideoBytes) {
    words += fmt::format(", {} MiB of its own", *gpu.dedicatedVideoBytes >> 20);
  }
  return words;
}

template <class Parts, class Words>
Group listed(std::string title, std::string_view label, const Parts& parts, Words&& words) {
  Group group(std::move(title));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    group.line(parts.size() > 1 ? fmt::format("{} {}", label, i + 1) : std::string(label), words(parts[i]));
  }
  return group;
}

Group tpm(const Decoded& decoded) {
  Group group("TPM");
  group.line("TPM", decoded.tpm.text);
  group.line("TPM version", decoded.tpm.version);
  group.line("TPM maker", decoded.tpm.vendor);
  group.line("TPM key (SHA-256)", decoded.tpm.ekSha256);
  if (decoded.offlineDeviceId) {
    group.line("Offline device id",
               fmt::format("{}, made by {}", decoded.offlineDeviceId->id, methodWord(decoded.offlineDeviceId->method)));
  }
  return group;
}

Group other(const Decoded& decoded) {
  Group group("Other");
  group.note("unverified: nobody outside Microsoft knows for sure what these mean");
  for (const OtherRecord& record : decoded.other) {
    const ByteView payload(record.payload);
    const std::string bytes = toHex(payload.first(std::min(payload.size(), shownBytes)));
    group.line(fmt::format("Record {} at {}", record.type, record.offset),
               fmt::format("{} bytes: {}{}{}{}", record.length, record.note, bytes.empty() ? "" : ": ", bytes,
                           payload.size() > shownBytes ? " \u2026" : ""));
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
  listed("Disks", "Disk", decoded.disks, diskWords).endInto(groups);
  listed("Network", "Network adapter", decoded.networkAdapters, adapterWords).endInto(groups);
  listed("Displays", "Display", decoded.displays, displayWords).endInto(groups);
  listed("Graphics", "Graphics", decoded.gpus, gpuWords).endInto(groups);
  tpm(decoded).endInto(groups);
  other(decoded).endInto(groups);
  return groups;
}

std::string captureWords(const Decoded& decoded) {
  if (!decoded.capturedAt) {
    return {};
  }
  if (!decoded.utcOffsetMinutes) {
    return isoText(*decoded.capturedAt) + " (time zone not known)";
  }
  return fmt::format("{} {} on the device's clock",
                     dateText(*decoded.capturedAt, *decoded.utcOffsetMinutes).substr(0, 10),
                     clockText(*decoded.capturedAt, *decoded.utcOffsetMinutes));
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
