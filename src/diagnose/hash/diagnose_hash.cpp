// Was the hardware hash read, and if not: why, and what helps?
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/hash/match_device.h"
#include "hash/describe.h"
#include "text/error_id.h"
#include "text/evidence_id.h"

namespace preflight {
namespace {

// A way in which the hash cannot be read. The codes are those of wbemcli.h and winerror.h; what they mean for this
// class is known from the field.
struct Failure {
  FindingId id;
  FactState state;
  std::uint32_t code;  // 0: any
  // What the collector found, where that says more than state and code.
  std::optional<ErrorId> why{};
};

constexpr FactState anyState = FactState::collecting;
constexpr std::uint32_t withoutCode = 0xFFFF'FFFF;  // Windows gives a code for what it does not have, Linux none

// The first row that fits is taken; the last row fits all.
constexpr std::array<Failure, 15> failures{{
    {FindingId::hashNamespaceMissing, anyState, 0x8004100E},
    {FindingId::hashClassMissing, anyState, 0x80041010},
    {FindingId::hashDenied, anyState, 0x80041003},
    {FindingId::hashDenied, anyState, 0x80070005},
    {FindingId::hashGeneralFailure, anyState, 0x80041001},
    {FindingId::hashProviderLoad, anyState, 0x80041013},
    {FindingId::hashWmiUnreachable, anyState, 0x80041015},
    {FindingId::hashWmiUnreachable, anyState, 0x800706BA},
    {FindingId::hashTimedOut, FactState::timedOut, 0},
    {FindingId::hashNoRow, FactState::absent, 0, ErrorId::whyHashNoRow},
    {FindingId::hashEmpty, FactState::absent, 0},
    {FindingId::hashNotWindows, FactState::unsupported, withoutCode},
    {FindingId::hashNotCollected, FactState::notCollected, 0},
    {FindingId::hashDenied, FactState::denied, 0},
    {FindingId::hashUnreadable, anyState, 0},
}};

bool fits(const Failure& failure, const Fact<std::string>& text) {
  return (failure.state == anyState || failure.state == text.state) &&
         (failure.code == 0 || failure.code == text.error.code ||
          (failure.code == withoutCode && text.error.space == CodeSpace::none)) &&
         (!failure.why || text.error.words.says(*failure.why));
}

// A recording is made again; on the device itself Preflight is started again.
Args recordingOf(const Report& report) {
  return {{"recording", report.origin.origin != ReportOrigin::live ? "yes" : ""}};
}

Finding notElevated(const Report& report) {
  return makeFinding(FindingId::hashNotElevated, recordingOf(report),
                     {{EvidenceId::elevated, EvidenceId::no, report.setup.elevated.source},
                      evidenceOf(EvidenceId::hash, report.hardwareHash.text)});
}

Finding unreadable(const Report& report) {
  const HardwareHashPart& hash = report.hardwareHash;
  const auto failure = std::ranges::find_if(failures, [&](const Failure& row) { return fits(row, hash.text); });
  Finding finding = makeFinding(failure->id, recordingOf(report), {evidenceOf(EvidenceId::hash, hash.text)});
  if (hash.fallback.known()) {
    finding.evidence.push_back(evidenceOf(EvidenceId::diagnosticsTool, hash.fallback));
  }
  return finding;
}

void addFields(const std::vector<FieldCheck>& fields, Finding& finding) {
  for (const FieldCheck& field : fields) {
    finding.evidence.push_back({field.label, field.words, field.source});
  }
}

bool differs(const std::vector<FieldCheck>& fields, DeviceField id) {
  return std::ranges::any_of(
      fields, [&](const FieldCheck& field) { return field.id == id && field.match == FieldMatch::differs; });
}

Text problemText(const hash::Problem& problem) {
  return {EvidenceId::problem, {{"problem", problem.message}, {"id", std::string(hash::name(problem.code))}}};
}

void addProblems(const hash::Checked& checked, Finding& finding) {
  for (const hash::Problem& problem : checked.problems) {
    const bool error = hash::severityOf(problem.code) == hash::Severity::error;
    finding.evidence.push_back({error ? EvidenceId::error : EvidenceId::warning, problemText(problem), ""});
  }
}

Finding faulty(const hash::Checked& checked, const Fact<std::string>& text) {
  Finding finding = makeFinding(
      FindingId::hashFaulty, {{"problem", checked.problems.empty() ? Text() : problemText(checked.problems.front())}},
      {{EvidenceId::hash, Text(EvidenceId::characters, {{"n", fmt::format("{}", checked.characters)}}), text.source}});
  addProblems(checked, finding);
  return finding;
}

// The hash names another UUID than the firmware: it is of another device, or the board was changed.
Finding otherBoard(const Report& report, const hash::Decoded& decoded, const std::vector<FieldCheck>& fields) {
  Finding finding = makeFinding(FindingId::hashOtherBoard, {},
                                {{EvidenceId::firmwareUuid, report.identity.uuid.value, report.identity.uuid.source},
                                 {EvidenceId::hashUuid, decoded.system.uuid.value_or(""), say(EvidenceId::decoded)}});
  addFields(fields, finding);
  return finding;
}

Finding readable(const Report& report, const hash::Checked& checked, const hash::Decoded& decoded,
                 const std::vector<FieldCheck>& fields) {
  const HardwareHashPart& hash = report.hardwareHash;
  Finding finding =
      makeFinding(FindingId::hardwareHashRead, {},
                  {{EvidenceId::hash, hashPhrase(report, checked, decoded), hash.text.source},
                   {EvidenceId::captured,
                    decoded.capturedAt ? Text(hash::captureWords(decoded)) : Text(EvidenceId::capturedUnknown),
                    say(EvidenceId::decoded)}});
  addFields(fields, finding);
  addProblems(checked, finding);
  if (hash.repairs.known()) {
    finding.evidence.push_back(evidenceOf(EvidenceId::repaired, hash.repairs));
  }
  if (hash.fallback.known()) {
    finding.evidence.push_back(evidenceOf(EvidenceId::wmiFailed, hash.fallback));
  }
  return finding;
}

// What was read, judged by itself and against the device.
HashStatus judgeText(const Report& report, std::vector<Finding>& findings) {
  const hash::Checked checked = checkHash(report);
  const hash::Decoded decoded = hash::decode(checked.records);
  const std::vector<FieldCheck> fields = compareWithDevice(report, decoded);
  if (!checked.valid) {
    findings.push_back(faulty(checked, report.hardwareHash.text));
  } else if (differs(fields, DeviceField::uuid)) {
    findings.push_back(otherBoard(report, decoded, fields));
  } else {
    findings.push_back(readable(report, checked, decoded, fields));
    if (differs(fields, DeviceField::manufacturer) || differs(fields, DeviceField::model)) {
      findings.push_back(makeFinding(FindingId::hashLabelDiffers));
      addFields(fields, findings.back());
    }
  }
  return {hashPhrase(report, checked, decoded), hash::describe(decoded), hash::identifyingTexts(decoded)};
}

}  // namespace

HashStatus diagnoseHash(const Report& report, std::vector<Finding>& findings) {
  const HardwareHashPart& hash = report.hardwareHash;
  if (hash.text.known()) {
    return judgeText(report, findings);
  }
  if (hash.text.state != FactState::collecting) {
    const bool lacksRights =
        report.setup.elevated.known() && !report.setup.elevated.value && report.origin.system == SystemKind::windows;
    findings.push_back(lacksRights ? notElevated(report) : unreadable(report));
  }
  return {};
}

}  // namespace preflight
