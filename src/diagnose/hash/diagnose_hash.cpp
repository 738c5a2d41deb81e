// Was the hardware hash read, and if not: why, and what helps?
#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/hash/match_device.h"
#include "hash/describe.h"

namespace preflight {
namespace {

// A way in which the hash cannot be read. The codes are those of wbemcli.h and winerror.h; what they mean for this
// class is known from the field.
struct Failure {
  std::string_view id;
  FactState state;
  std::uint32_t code;      // 0: any
  std::string_view words;  // a part of the error's words; empty: any
  std::string_view title;
  std::string_view meaning;
  std::string_view action;
};

constexpr FactState anyState = FactState::collecting;

// The first row that fits is taken; the last row of a group fits all.
constexpr std::array<Failure, 15> failures{{
    {"hash-namespace-missing", anyState, 0x8004100E, "",
     "This Windows has no MDM bridge, so it cannot make a hardware hash.",
     "Windows PE and Windows before 1703 have none.",
     "Start the installed Windows up to its first set-up page, press Shift+F10 and run Preflight there."},
    {"hash-class-missing", anyState, 0x80041010, "", "The MDM bridge of this Windows does not offer the hardware hash.",
     "Seen in audit mode of Windows 10 20H2; the MDM bridge may also be damaged.",
     "Leave audit mode (sysprep /oobe /reboot) and read the hash in OOBE."},
    {"hash-denied", anyState, 0x80041003, "", "Windows refuses to hand out the hardware hash.",
     "The hash needs an administrator with full rights.",
     "Start Preflight as administrator. At the Shift+F10 prompt you are one."},
    {"hash-denied", anyState, 0x80070005, "", "Windows refuses to hand out the hardware hash.",
     "The hash needs an administrator with full rights.",
     "Start Preflight as administrator. At the Shift+F10 prompt you are one."},
    {"hash-general-failure", anyState, 0x80041001, "", "The MDM bridge reports a general failure.",
     "Windows 10 21H2 with the update KB5013942 is known for it; KB5015020 repaired it.",
     "Restart the device and read again; if it stays, install the latest update of Windows."},
    {"hash-provider-load", anyState, 0x80041013, "", "Windows could not load the MDM bridge.",
     "A file of Windows is missing or damaged.",
     "Restart the device and read again; if it stays, install Windows anew."},
    {"hash-wmi-unreachable", anyState, 0x80041015, "", "The WMI service does not answer.",
     "It is not started yet, or broken.", "Wait a minute and read again; if it stays, restart the device."},
    {"hash-wmi-unreachable", anyState, 0x800706BA, "", "The WMI service does not answer.",
     "It is not started yet, or broken.", "Wait a minute and read again; if it stays, restart the device."},
    {"hash-timed-out", FactState::timedOut, 0, "", "Windows did not hand out the hardware hash in time.",
     "The device is busy, or the MDM bridge hangs.", "Wait a minute and read again; if it stays, restart the device."},
    {"hash-no-row", FactState::absent, 0, "no row", "The MDM bridge has no row for this device.",
     "Windows is not ready to make the hash yet.", "Wait until the first set-up page is shown, then read again."},
    {"hash-empty", FactState::absent, 0, "", "The MDM bridge gives an empty value instead of a hardware hash.",
     "Seen in audit mode, and while Windows is not ready.",
     "Leave audit mode if the device is in it; else restart the device and read again."},
    {"hash-not-windows", FactState::unsupported, 0, "Linux", "A hardware hash exists on Windows only.",
     "This is Linux.", "Run Preflight on Windows, or open a recording of the device here."},
    {"hash-not-collected", FactState::notCollected, 0, "", "The recording holds no hardware hash.",
     "It was not read when the recording was made.", "Read the hash at the device."},
    {"hash-denied", FactState::denied, 0, "", "Windows refuses to hand out the hardware hash.",
     "The hash needs an administrator with full rights.",
     "Start Preflight as administrator. At the Shift+F10 prompt you are one."},
    {"hash-unreadable", anyState, 0, "", "The hardware hash could not be read.", "The error is one that is not known.",
     "Read again; if it stays, restart the device. Keep the error for support."},
}};

bool fits(const Failure& failure, const Fact<std::string>& text) {
  return (failure.state == anyState || failure.state == text.state) &&
         (failure.code == 0 || failure.code == text.error.code) &&
         (failure.words.empty() || text.error.words.find(failure.words) != std::string::npos);
}

Finding notElevated(const Report& report) {
  return {"hash-not-elevated",
          State::unknown,
          "Preflight was not started as administrator, so Windows keeps the hardware hash back.",
          {{"Elevated", "no", report.setup.elevated.source}, evidenceOf("Hardware hash", report.hardwareHash.text)},
          "Everything else can be read without these rights.",
          "Start Preflight as administrator. At the Shift+F10 prompt you are one.",
          "technician"};
}

Finding unreadable(const HardwareHashPart& hash) {
  for (const Failure& failure : failures) {
    if (fits(failure, hash.text)) {
      Finding finding{std::string(failure.id),
                      State::unknown,
                      std::string(failure.title),
                      {evidenceOf("Hardware hash", hash.text)},
                      std::string(failure.meaning),
                      std::string(failure.action),
                      "technician"};
      if (failure.id == "hash-not-windows") {
        finding.state = State::info;
      }
      if (hash.fallback.known()) {
        finding.evidence.push_back(evidenceOf("Microsoft's diagnostics tool", hash.fallback));
      }
      return finding;
    }
  }
  return {};
}

void addFields(const std::vector<FieldCheck>& fields, Finding& finding) {
  for (const FieldCheck& each : fields) {
    finding.evidence.push_back({each.label, each.words, each.source});
  }
}

bool differs(const std::vector<FieldCheck>& fields, std::string_view label) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldCheck& each) { return each.label == label && each.match == FieldMatch::differs; });
}

Finding faulty(const hash::Checked& checked, const Fact<std::string>& text) {
  Finding finding{"hash-faulty",
                  State::fail,
                  "The hardware hash has an error and would not register this device.",
                  {{"Hardware hash", fmt::format("{} characters", checked.characters), text.source}},
                  "It is cut, damaged or of another device.",
                  "Read it again (F5); if it stays, restart the device. To export it all the same, confirm it (command "
                  "line: --force).",
                  "technician"};
  for (const hash::Problem& each : checked.problems) {
    finding.evidence.push_back({std::string(hash::name(hash::severityOf(each.code))),
                                fmt::format("{} ({})", each.message, hash::name(each.code)), ""});
  }
  return finding;
}

// The hash names another UUID than the firmware: it is of another device, or the board was changed.
Finding otherBoard(const Report& report, const hash::Decoded& decoded, const std::vector<FieldCheck>& fields) {
  Finding finding{"hash-other-board",
                  State::fail,
                  "The hardware hash names another UUID than the firmware of this device.",
                  {{"UUID of the firmware", report.identity.uuid.value, report.identity.uuid.source},
                   {"UUID in the hash", decoded.system.uuid.value_or(""), "decoded, unofficial"}},
                  "The hash is of another device, or the board was changed since Windows made it.",
                  "Restart the device and read again; if it stays, ask who repaired it.",
                  "technician"};
  addFields(fields, finding);
  return finding;
}

Finding otherLabel(const std::vector<FieldCheck>& fields) {
  Finding finding{"hash-label-differs",
                  State::warn,
                  "The hardware hash names another manufacturer or model than the firmware of this device.",
                  {},
                  "Names in the firmware were rewritten since Windows made the hash, or the hash was put together.",
                  "Restart the device and read again; if it stays, ask who repaired it before you export.",
                  "technician"};
  addFields(fields, finding);
  return finding;
}

Finding readable(const Report& report, const hash::Checked& checked, const hash::Decoded& decoded,
                 const std::vector<FieldCheck>& fields) {
  const HardwareHashPart& hash = report.hardwareHash;
  Finding finding{"hardware-hash-read",
                  State::pass,
                  fmt::format("The hardware hash is good: {} characters, digest right.", hash.text.value.size()),
                  {{"Hardware hash", hashPhrase(report, checked, decoded), hash.text.source},
                   {"Captured", decoded.capturedAt ? hash::captureWords(decoded) : "at a time that is not known",
                    "decoded, unofficial"}},
                  "It can be exported.",
                  "Export it to the stick and import the CSV in Intune.",
                  "technician"};
  addFields(fields, finding);
  for (const hash::Problem& each : checked.problems) {
    finding.evidence.push_back({std::string(hash::name(hash::severityOf(each.code))),
                                fmt::format("{} ({})", each.message, hash::name(each.code)), ""});
  }
  if (hash.repairs.known()) {
    finding.evidence.push_back(evidenceOf("Text repaired", hash.repairs));
  }
  if (hash.fallback.known()) {
    finding.evidence.push_back(evidenceOf("WMI did not give it", hash.fallback));
  }
  return finding;
}

// What was read, judged by itself and against the device.
void judgeText(const Report& report, std::vector<Finding>& findings) {
  const hash::Checked checked = checkHash(report);
  const hash::Decoded decoded = hash::decode(checked.records);
  const std::vector<FieldCheck> fields = compareWithDevice(report, decoded);
  if (!checked.valid) {
    findings.push_back(faulty(checked, report.hardwareHash.text));
  } else if (differs(fields, "UUID")) {
    findings.push_back(otherBoard(report, decoded, fields));
  } else {
    findings.push_back(readable(report, checked, decoded, fields));
    if (differs(fields, "Manufacturer") || differs(fields, "Model")) {
      findings.push_back(otherLabel(fields));
    }
  }
}

}  // namespace

void diagnoseHash(const Report& report, std::vector<Finding>& findings) {
  const HardwareHashPart& hash = report.hardwareHash;
  if (hash.text.known()) {
    judgeText(report, findings);
  } else if (hash.text.state != FactState::collecting) {
    const bool lacksRights =
        report.setup.elevated.known() && !report.setup.elevated.value && report.origin.system == SystemKind::windows;
    findings.push_back(lacksRights ? notElevated(report) : unreadable(hash));
  }
}

}  // namespace preflight
