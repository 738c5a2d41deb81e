#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "cli/hash_words.h"

namespace preflight {
namespace {

std::string_view sign(hash::Severity severity) {
  switch (severity) {
    case hash::Severity::error:
      return "x";
    case hash::Severity::warning:
      return "!";
    case hash::Severity::info:
      return "-";
  }
  return "-";
}

// Label and value in columns; what is not known is left out.
class Page {
 public:
  void heading(std::string_view title) { text_ += fmt::format("\n{}\n", title); }
  void line(std::string_view label, const std::string& value) {
    if (!value.empty()) {
      text_ += fmt::format("  {:<24} {}\n", label, printable(value, 400));
    }
  }
  void line(std::string_view label, const hash::Text& value) { line(label, value.value_or("")); }
  template <class T>
  void number(std::string_view label, const std::optional<T>& value, std::string_view unit = {}) {
    if (value) {
      line(label, fmt::format("{}{}{}", *value, unit.empty() ? "" : " ", unit));
    }
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string captureWords(const hash::Decoded& decoded) {
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

void capture(Page& page, const hash::Decoded& decoded) {
  page.heading("Capture");
  page.line("Captured", captureWords(decoded));
  page.line("Tool build", decoded.toolBuild);
  page.line("Windows build", decoded.osBuild);
  page.line("System type", decoded.osType ? hash::osTypeWord(*decoded.osType) : "");
  page.line("Architecture", decoded.architecture ? hash::architectureWord(*decoded.architecture) : "");
  page.number("Tool version", decoded.toolVersion);
}

void device(Page& page, const hash::Decoded& decoded) {
  const hash::SystemText& system = decoded.system;
  page.heading("Device");
  page.line("Serial number", system.serialNumber);
  page.line("Manufacturer", system.manufacturer);
  page.line("Product", system.productName);
  page.line("SKU", system.skuNumber);
  page.line("Family", system.family);
  page.line("Version", system.version);
  page.line("UUID", system.uuid);
  page.line("Firmware vendor", decoded.firmwareVendor);
  page.line("Board manufacturer", decoded.board.manufacturer);
  page.line("Board product", decoded.board.product);
  page.line("Board version", decoded.board.version);
  page.line("Enclosure", decoded.chassisType ? hash::chassisWord(*decoded.chassisType) : "");
  page.line("Product key id", decoded.productKeyId);
  page.line("Product key part number", decoded.productKeyPartNumber);
}

std::string diskWords(const hash::DiskPart& disk) {
  std::string words = disk.capacityGB ? fmt::format("{} GB", *disk.capacityGB) : "size not known";
  words += disk.bus ? ", " + hash::busWord(*disk.bus) : "";
  for (const hash::Text* part : {&disk.vendor, &disk.product}) {
    words += *part && !(*part)->empty() ? ", " + **part : "";
  }
  words += disk.serialNumber && !disk.serialNumber->empty() ? ", serial number " + *disk.serialNumber : "";
  return words + (disk.system.value_or(false) ? ", holds Windows" : "");
}

std::string gpuWords(const hash::GpuPart& gpu) {
  std::string words = fmt::format("{} {}", gpu.vendor.value_or(""), gpu.model.value_or(""));
  if (gpu.dedicatedVideoBytes) {
    words += fmt::format(", {} MiB of its own", *gpu.dedicatedVideoBytes >> 20);
  }
  return words;
}

void parts(Page& page, const hash::Decoded& decoded) {
  page.heading("Parts");
  const hash::ProcessorPart& processor = decoded.processor;
  page.line("Processor", processor.model);
  page.line("Processor manufacturer", processor.manufacturer);
  if (processor.cores && processor.threads && processor.packages) {
    page.line("Processor cores", fmt::format("{} cores, {} threads, {} package(s)", *processor.cores,
                                             *processor.threads, *processor.packages));
  }
  page.number("Memory", decoded.memoryGiB, "GiB");
  page.number("Memory slots", decoded.memorySlots);
  for (const hash::DiskPart& each : decoded.disks) {
    page.line("Disk", diskWords(each));
  }
  for (const hash::NetworkPart& each : decoded.networkAdapters) {
    page.line("Network adapter",
              fmt::format("{}, {}, {}{}", hash::mediumWord(each.medium), each.mac, each.bus.value_or("bus not known"),
                          each.locallyAdministered ? ", address made up by software" : ""));
  }
  for (const hash::DisplayPart& each : decoded.displays) {
    page.line("Display", fmt::format("{} x {} pixels, {} x {} mm, {}", each.widthPx, each.heightPx, each.widthMm,
                                     each.heightMm, each.internal ? "built in" : "external"));
  }
  for (const hash::GpuPart& each : decoded.gpus) {
    page.line("Graphics", gpuWords(each));
  }
  page.line("TPM", decoded.tpm.text);
  page.line("TPM key (SHA-256)", decoded.tpm.ekSha256);
  if (decoded.offlineDeviceId) {
    page.line("Offline device id", fmt::format("{}, made by {}", decoded.offlineDeviceId->id,
                                               hash::methodWord(decoded.offlineDeviceId->method)));
  }
}

}  // namespace

std::string problemsText(const hash::Checked& checked) {
  std::string text;
  for (const hash::Problem& each : checked.problems) {
    const hash::Severity severity = hash::severityOf(each.code);
    text += fmt::format("  {} {}: {} ({})\n", sign(severity), name(severity), each.message, name(each.code));
  }
  return text;
}

std::string summaryText(const hash::Checked& checked) {
  if (!checked.valid) {
    return fmt::format("not good: {}", checked.problems.front().message);
  }
  const hash::Decoded decoded = hash::decode(checked.records);
  return fmt::format("good: {} characters, digest right, captured {}, serial number {}", checked.characters,
                     decoded.capturedAt ? isoText(*decoded.capturedAt) : "at a time that is not known",
                     printable(decoded.system.serialNumber.value_or("not known"), 80));
}

std::string decodedText(const hash::Checked& checked) {
  std::string text = summaryText(checked) + "\n" + problemsText(checked);
  for (const hash::Repair each : checked.repairs) {
    text += fmt::format("  - repaired in the text: {}\n", name(each));
  }
  if (checked.records.records.empty()) {
    return text;
  }
  const hash::Decoded decoded = hash::decode(checked.records);
  Page page;
  capture(page, decoded);
  device(page, decoded);
  parts(page, decoded);
  if (!decoded.other.empty()) {
    page.heading("Other");
    for (const hash::OtherRecord& each : decoded.other) {
      page.line(fmt::format("Record {} at {}", each.type, each.offset),
                fmt::format("{} bytes: {}", each.length, each.note));
    }
  }
  return text + page.take() + "\nDecoded from bytes that Microsoft does not document: unofficial.\n";
}

std::string comparisonText(const hash::Comparison& comparison) {
  std::string text = fmt::format("{}; registering again: {}\n  {}\n", name(comparison.conclusion),
                                 name(comparison.registerAgain), comparison.sentence);
  for (const hash::Change& each : comparison.changes) {
    text += fmt::format("  {:<8} {:<8} {:<24} {} -> {}\n", name(each.weight), name(each.group), each.field,
                        each.before.empty() ? "none" : printable(each.before, 200),
                        each.after.empty() ? "none" : printable(each.after, 200));
  }
  for (const std::string& each : comparison.notes) {
    text += fmt::format("  {}\n", printable(each, 400));
  }
  return text;
}

}  // namespace preflight
