#include "hash/check.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/names.h"
#include "base/sha256.h"
#include "base/text.h"
#include "hash/records.h"

namespace preflight::hash {
namespace {

constexpr std::size_t digestRecord = 36;
constexpr std::size_t usualSize = 3000;  // bytes; 4000 characters
constexpr std::uint8_t fullOs = 2;
constexpr std::int64_t firstPlausible = 1'451'606'400'000;  // 2016-01-01: no tool made such hashes before
constexpr std::int64_t day = 86'400'000;

constexpr NameTable<Severity, 3> severityNames{{{
    {Severity::error, "error"},
    {Severity::warning, "warning"},
    {Severity::info, "info"},
}}};

class Checker {
 public:
  Checker(Checked& checked, const CheckContext& context) : checked_(checked), context_(context) {}

  void run() {
    const Records& found = checked_.records;
    if (found.problem) {
      checked_.problems.push_back(*found.problem);
    }
    // What was cut off or cannot be walked to is not known to be missing.
    const bool whole = !found.problem || found.problem->code == ProblemCode::digestMissing ||
                       found.problem->code == ProblemCode::digestMismatch;
    if (found.problem && found.problem->code == ProblemCode::notAHash) {
      return;
    }
    if (whole) {
      required();
      tpm();
      weak();
      size();
    }
    serial();
    endorsementKey();
    capture();
  }

 private:
  void add(ProblemCode code, std::string message) { checked_.problems.push_back({code, std::move(message)}); }
  bool has(std::uint16_t type) const { return checked_.records.first(type) != nullptr; }
  std::string_view text(std::uint16_t type) const { return trimmed(rawText(checked_.records, type)); }

  void required() {
    if (!has(RecordType::tool) || !has(RecordType::serialNumber) || !has(RecordType::manufacturer)) {
      add(ProblemCode::tooFewRecords,
          fmt::format("only {} records are there, and one of those that every hash has (capture, serial number, "
                      "manufacturer) is not among them",
                      checked_.records.records.size()));
    }
    if (text(RecordType::serialNumber).empty()) {
      add(ProblemCode::missingSerial, "it holds no serial number: Autopilot refuses it (InvalidZtdHardwareHash)");
    }
    if (text(RecordType::manufacturer).empty()) {
      add(ProblemCode::missingManufacturer, "it holds no manufacturer: Autopilot refuses it (InvalidZtdHardwareHash)");
    }
  }

  void serial() {
    const std::string_view inside = text(RecordType::serialNumber);
    if (inside.empty()) {
      return;
    }
    const std::string_view beside = trimmed(context_.serialNumber);
    if (!beside.empty() && !equalIgnoringCase(inside, beside)) {
      add(ProblemCode::wrongDevice,
          fmt::format("it belongs to another device: its serial number is '{}', beside it stands '{}'",
                      printable(textOfRecord(checked_.records, RecordType::serialNumber).value_or(""), 80),
                      printable(beside, 80)));
    }
    if (context_.isPlaceholder && context_.isPlaceholder(inside)) {
      add(ProblemCode::placeholderSerial,
          fmt::format("the serial number '{}' is a placeholder that many devices share", printable(inside, 80)));
    }
  }

  void tpm() {
    if (!has(RecordType::tpmEk) || !has(RecordType::tpmVersion)) {
      add(ProblemCode::noTpm, fmt::format("it holds no TPM {}: self-deploying mode and pre-provisioning need a TPM 2.0",
                                          has(RecordType::tpmVersion) ? "endorsement key"
                                          : has(RecordType::tpmEk)    ? "version"
                                                                      : "data"));
    }
  }

  void weak() {
    std::string missing;
    const auto name = [&](std::string_view what) { missing += fmt::format("{}{}", missing.empty() ? "" : ", ", what); };
    const Record* uuid = checked_.records.first(RecordType::uuid);
    if (uuid == nullptr || uuid->payload.size() < PayloadSize::uuid) {
      name("UUID");
    } else if (isBlankUuid(uuid->payload.first(PayloadSize::uuid))) {
      name("UUID (it is blank or a firmware maker's default)");
    }
    const auto isNamedDisk = [](const Record& each) {
      return each.type == RecordType::diskName && !trimmed(diskNameOf(textOf(each.payload)).serialNumber).empty();
    };
    if (std::none_of(checked_.records.records.begin(), checked_.records.records.end(), isNamedDisk)) {
      name("disk serial number");
    }
    if (!has(RecordType::networkAdapter)) {
      name("network adapter");
    }
    if (!missing.empty()) {
      add(ProblemCode::weakIdentity, fmt::format("what helps to recognise the device is missing: {}", missing));
    }
  }

  void endorsementKey() {
    const Record* id = checked_.records.first(RecordType::offlineDeviceId);
    const Record* key = checked_.records.first(RecordType::tpmEk);
    if (id == nullptr || key == nullptr || id->payload.size() < PayloadSize::offlineDeviceId ||
        id->payload[4] != methodTpmEk) {
      return;
    }
    const Sha256Digest digest = sha256(key->payload);
    if (!std::equal(digest.begin(), digest.end(), id->payload.begin() + 10)) {
      add(ProblemCode::ekMismatch,
          "the offline device id was not made from the TPM's endorsement key beside it: parts of two devices?");
    }
  }

  void capture() {
    const Record* tool = checked_.records.first(RecordType::tool);
    if (tool == nullptr || tool->payload.size() < PayloadSize::tool) {
      return;
    }
    const ByteView payload = tool->payload;
    if (payload[21] != fullOs) {
      add(ProblemCode::notFullOs,
          fmt::format("it was captured outside the full Windows (system type {}), in WinPE for instance: parts such as "
                      "TPM and disk may be missing",
                      payload[21]));
    }
    const UtcTime time = captureTime(checked_.records).value_or(UtcTime{});
    const bool future = context_.now && time.milliseconds > context_.now->milliseconds + day;
    if (time.milliseconds < firstPlausible || future) {
      add(ProblemCode::clockImplausible, fmt::format("the device's clock was wrong when it was captured: it said {}{}",
                                                     isoText(time), future ? ", which is in the future" : ""));
    }
    const std::uint16_t toolBuild = readU16(payload, 6);
    const std::uint16_t osBuild = readU16(payload, 14);
    if (toolBuild != osBuild) {
      add(ProblemCode::foreignTool,
          fmt::format("the tool that made it has build {}, Windows has {}: made by OA3Tool, not by Windows itself?",
                      toolBuild, osBuild));
    }
  }

  void size() {
    const std::size_t content = checked_.records.headerLength + digestRecord;
    const ByteView bytes(checked_.bytes);
    if (checked_.records.digestPresent) {
      const ByteView padding = bytes.subspan(content);
      if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t b) { return b != 0; })) {
        add(ProblemCode::nonzeroPadding, fmt::format("bytes that mean nothing follow the digest at {}", content));
      }
    }
    if (bytes.size() != usualSize) {
      add(ProblemCode::unusualSize,
          fmt::format("it has {} bytes, others have {}; the content is not cut", bytes.size(), usualSize));
    }
  }

  Checked& checked_;
  const CheckContext& context_;
};

bool isBase64Character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

}  // namespace

std::string_view name(Severity severity) {
  return severityNames.name(severity);
}

Severity severityOf(ProblemCode code) {
  if (code <= ProblemCode::wrongDevice) {
    return Severity::error;
  }
  return code <= ProblemCode::weakIdentity ? Severity::warning : Severity::info;
}

Checked check(std::string_view base64, const CheckContext& context) {
  Checked checked;
  Result<PaddedText> padded = paddedBase64(base64);
  const bool asGiven = padded && padded->repairs.empty();
  checked.characters = asGiven
                           ? base64.size()
                           : static_cast<std::size_t>(std::count_if(base64.begin(), base64.end(), isBase64Character));
  if (!padded) {
    checked.problems.push_back({ProblemCode::badBase64, padded.error().words});
    return checked;
  }
  checked.bytes = std::move(padded->bytes);
  checked.repairs = std::move(padded->repairs);
  checked.records = walk(checked.bytes);
  Checker(checked, context).run();
  for (const Repair each : checked.repairs) {
    if (each == Repair::padding || each == Repair::tail) {
      checked.problems.push_back({ProblemCode::repadded,
                                  "\"=\" was added so that its length is whole; an import file "
                                  "must hold it padded"});
    }
  }
  std::stable_sort(checked.problems.begin(), checked.problems.end(),
                   [](const Problem& a, const Problem& b) { return severityOf(a.code) < severityOf(b.code); });
  checked.valid = checked.problems.empty() || severityOf(checked.problems.front().code) != Severity::error;
  return checked;
}

}  // namespace preflight::hash
