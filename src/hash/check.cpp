#include "hash/check.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/names.h"
#include "base/sha256.h"
#include "base/text.h"
#include "hash/base64_fast.h"
#include "hash/records.h"
#include "text/hash_id.h"

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

// Builds of Windows that are the same code, in which an enablement package turns more of it on: what Windows captures
// by itself holds the older number for the tool.
std::uint16_t familyOf(std::uint16_t build) {
  struct Family {
    std::uint16_t first;
    std::uint16_t last;
  };
  constexpr std::array<Family, 4> families{{{18362, 18363}, {19041, 19045}, {22621, 22631}, {26100, 26200}}};
  const auto* found = std::ranges::find_if(
      families, [&](const Family& family) { return family.first <= build && build <= family.last; });
  return found == families.end() ? build : found->first;
}

// Each byte as the one before it, and the first one zero: at the speed of memory.
bool isZero(ByteView bytes) {
  return bytes.empty() || (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

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
          say(HashId::tooFewRecords, {{"count", std::to_string(checked_.records.records.size())}}));
    }
    if (text(RecordType::serialNumber).empty()) {
      add(ProblemCode::missingSerial, say(HashId::missingSerial));
    }
    if (text(RecordType::manufacturer).empty()) {
      add(ProblemCode::missingManufacturer, say(HashId::missingManufacturer));
    }
  }

  void serial() {
    const std::string_view inside = text(RecordType::serialNumber);
    if (inside.empty()) {
      return;
    }
    const std::string_view ofRow = trimmed(context_.serialNumber);
    if (!ofRow.empty() && !equalIgnoringCase(inside, ofRow)) {
      add(ProblemCode::wrongDevice,
          say(HashId::wrongDevice,
              {{"inside", printable(textOfRecord(checked_.records, RecordType::serialNumber).value_or(""), 80)},
               {"given", printable(ofRow, 80)}}));
    }
    if (context_.isPlaceholder && context_.isPlaceholder(inside)) {
      add(ProblemCode::placeholderSerial, say(HashId::placeholderSerial, {{"serial", printable(inside, 80)}}));
    }
  }

  void tpm() {
    const bool hasKey = has(RecordType::tpmEk);
    const bool hasVersion = has(RecordType::tpmVersion);
    if (isTpm12(tpmVersionText(rawText(checked_.records, RecordType::tpmVersion)))) {
      add(ProblemCode::noTpm, say(hasKey ? HashId::tpm12 : HashId::tpm12NoKey));
    } else if (!hasKey || !hasVersion) {
      add(ProblemCode::noTpm, say(hasVersion ? HashId::tpmNoKey : hasKey ? HashId::tpmNoVersion : HashId::tpmNoData));
    }
  }

  void weak() {
    std::string missing;
    const auto name = [&](HashId part) { missing += (missing.empty() ? "" : ", ") + say(part); };
    const Record* uuid = checked_.records.first(RecordType::uuid);
    if (uuid == nullptr || uuid->payload.size() < PayloadSize::uuid) {
      name(HashId::weakUuid);
    } else if (isBlankUuid(uuid->payload.first(PayloadSize::uuid))) {
      name(HashId::weakUuidBlank);
    }
    const auto isNamedDisk = [](const Record& record) {
      return record.type == RecordType::diskName && !trimmed(diskNameOf(textOf(record.payload)).serialNumber).empty();
    };
    if (std::ranges::none_of(checked_.records.records, isNamedDisk)) {
      name(HashId::weakDisk);
    }
    if (!has(RecordType::networkAdapter)) {
      name(HashId::weakNetwork);
    }
    if (!missing.empty()) {
      add(ProblemCode::weakIdentity, say(HashId::weakIdentity, {{"parts", missing}}));
    }
  }

  void endorsementKey() {
    const Record* id = checked_.records.first(RecordType::offlineDeviceId);
    const Record* key = checked_.records.first(RecordType::tpmEk);
    if (id == nullptr || key == nullptr || id->payload.size() < PayloadSize::offlineDeviceId ||
        id->payload[4] != methodTpmEk) {
      return;
    }
    const Sha256Digest digest = checked_.records.keyDigest ? *checked_.records.keyDigest : sha256(key->payload);
    if (!std::ranges::equal(digest, id->payload.subspan(10, sizeof(Sha256Digest)))) {
      add(ProblemCode::ekMismatch, say(HashId::ekMismatch));
    }
  }

  void capture() {
    const Record* tool = checked_.records.first(RecordType::tool);
    if (tool == nullptr || tool->payload.size() < PayloadSize::tool) {
      return;
    }
    const ByteView payload = tool->payload;
    if (payload[21] != fullOs) {
      add(ProblemCode::notFullOs, say(HashId::notFullOs, {{"type", std::to_string(payload[21])}}));
    }
    const UtcTime time = captureTime(checked_.records).value_or(UtcTime{});
    const bool future = context_.now && time.milliseconds > context_.now->milliseconds + day;
    if (time.milliseconds < firstPlausible || future) {
      add(ProblemCode::clockImplausible,
          say(future ? HashId::clockFuture : HashId::clockPast, {{"time", isoText(time)}}));
    }
    const std::uint16_t toolBuild = readU16(payload, 6);
    const std::uint16_t osBuild = readU16(payload, 14);
    if (familyOf(toolBuild) != familyOf(osBuild)) {
      add(ProblemCode::foreignTool,
          say(HashId::foreignTool, {{"tool", std::to_string(toolBuild)}, {"windows", std::to_string(osBuild)}}));
    }
  }

  void size() {
    const std::size_t content = checked_.records.headerLength + digestRecord;
    const ByteView bytes(checked_.bytes);
    if (checked_.records.digestPresent) {
      if (!isZero(bytes.subspan(content))) {
        add(ProblemCode::nonzeroPadding, say(HashId::nonzeroPadding, {{"offset", std::to_string(content)}}));
      }
    }
    if (bytes.size() != usualSize) {
      add(ProblemCode::unusualSize,
          say(HashId::unusualSize, {{"bytes", std::to_string(bytes.size())}, {"usual", std::to_string(usualSize)}}));
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
  check(base64, context, checked);
  return checked;
}

void check(std::string_view base64, const CheckContext& context, Checked& checked) {
  checked.problems.clear();
  checked.repairs.clear();
  checked.characters = base64.size();
  checked.valid = false;
  if (base64.size() > longestText || !decodeStrict(base64, checked.bytes)) {
    checked.characters = static_cast<std::size_t>(std::ranges::count_if(base64, isBase64Character));
    Result<PaddedText> padded = paddedBase64(base64);
    if (!padded) {
      checked.bytes.clear();
      checked.records = Records{};
      checked.problems.push_back({ProblemCode::badBase64, padded.error().words.str()});
      return;
    }
    checked.bytes = std::move(padded->bytes);
    checked.repairs = std::move(padded->repairs);
  }
  walk(checked.bytes, checked.records);
  Checker(checked, context).run();
  for (const Repair repair : checked.repairs) {
    if (repair == Repair::padding || repair == Repair::tail) {
      checked.problems.push_back({ProblemCode::repadded, say(HashId::repadded)});
    }
  }
  std::ranges::stable_sort(checked.problems, {}, [](const Problem& problem) { return severityOf(problem.code); });
  checked.valid = checked.problems.empty() || severityOf(checked.problems.front().code) != Severity::error;
}

}  // namespace preflight::hash
