// Refused enrollment: out of the log, where it stands with the server's reason, else out of the registry, which keeps
// it where logs are gone.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/evidence.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

constexpr std::uint64_t serverReason = 52;
constexpr std::array<std::uint64_t, 2> acceptedIds{72, 75};  // 75: automatic enrollment
constexpr std::array<std::uint64_t, 2> refusedIds{71, 76};
constexpr std::string_view notSupported = "0x80180014";

struct Refusals {
  std::string code;
  std::string reason;  // the server's, in its own words
  std::int64_t count = 0;
  UtcTime last{};
  std::string source;
  LogEntryRef entry{};        // the newest refusal
  LogEntryRef reasonEntry{};  // where the reason stands
};

// What the server's words say about 0x80180014. Two words of which one must stand there.
struct Cause {
  std::string_view id;
  std::string_view word;
  std::string_view otherWord;
  std::string_view title;
  std::string_view meaning;
  std::string_view action;
};

constexpr std::array causes{
    Cause{
        "mdm-enrollment-failed-workplace-join", "workplace join", "workplacejoin",
        "Intune refused the device: it is an Autopilot device that was added as a personal one (workplace join).",
        "An Autopilot device enrolls during set-up, not by adding a work account to a running Windows.",
        "Remove the work account from the device, delete its record in Entra, then reset it and let set-up enroll it."},
    Cause{"mdm-enrollment-failed-used-once", "unblock", "self-deploying",
          "Intune refused the device: it was already deployed once and must be unblocked first.",
          "Self-deploying and pre-provisioned devices may enroll once.",
          "In Intune choose Unblock device for it under Windows Autopilot devices, or delete its Intune record; then "
          "try again."},
    Cause{"mdm-enrollment-failed-personal", "preregister", "personal",
          "Intune refused the device: it counts as a personal one, and these are blocked.",
          "Its identifier is not registered as the company's own.",
          "Register the device with Autopilot (F8 exports its hash) or add its corporate identifier, or allow personal "
          "devices; then try again."},
};

// The first value that is a failure's code, in whichever spelling: hexadecimal in both cases, decimal with and without
// a sign. Small numbers are counts, not codes.
std::string codeOf(const EventFacts& event) {
  constexpr std::uint32_t failure = 0x8000'0000U;
  for (const NamedText& each : event.data) {
    std::optional<std::uint32_t> code = knowledge::codeFrom(each.value);
    if (!code) {  // a code with words after it
      const std::vector<knowledge::CodeInText> inText = knowledge::codesIn(each.value);
      code = !inText.empty() && inText.front().at == 0 ? std::optional(inText.front().code) : std::nullopt;
    }
    if (code && (*code & failure) != 0) {
      return fmt::format("0x{:08X}", *code);
    }
  }
  return {};
}

// The longest text is the reason; the others are short names of faults.
std::string longest(const EventFacts& event) {
  std::string best;
  for (const NamedText& each : event.data) {
    best = each.value.size() > best.size() ? each.value : best;
  }
  return printable(best, 400);
}

bool isNewer(const EventFacts& a, const EventFacts& b) {
  return a.channel == b.channel ? a.recordId > b.recordId : a.time > b.time;
}

const EventFacts* newest(const std::vector<EventFacts>& events, std::uint64_t id) {
  const EventFacts* best = nullptr;
  for (const EventFacts& each : events) {
    if (each.id == id && (best == nullptr || isNewer(each, *best))) {
      best = &each;
    }
  }
  return best;
}

const EventFacts* newestSuccess(const std::vector<EventFacts>& events) {
  const EventFacts* best = nullptr;
  for (const std::uint64_t id : acceptedIds) {
    const EventFacts* each = newest(events, id);
    best = best == nullptr || (each != nullptr && isNewer(*each, *best)) ? each : best;
  }
  return best;
}

// Both ids tell of the same try when enrollment is automatic: the one that was logged more often counts.
void takeEvents(const std::vector<EventFacts>& events, Refusals& refusals) {
  const EventFacts* success = newestSuccess(events);
  for (const std::uint64_t id : refusedIds) {
    std::int64_t count = 0;
    for (const EventFacts& each : events) {
      if (each.id != id || (success != nullptr && isNewer(*success, each))) {
        continue;
      }
      count += static_cast<std::int64_t>(each.count);
      if (refusals.last == UtcTime{} || each.time > refusals.last) {
        refusals.last = each.time;
        refusals.code = codeOf(each);
        refusals.source = each.channel;
        refusals.entry = logEntryOf(each);
      }
    }
    refusals.count = std::max(refusals.count, count);
  }
  const EventFacts* reason = newest(events, serverReason);
  if (reason != nullptr && (success == nullptr || isNewer(*reason, *success))) {
    refusals.reason = longest(*reason);
    refusals.reasonEntry = logEntryOf(*reason);
    if (refusals.count == 0) {
      refusals = {codeOf(*reason),    refusals.reason, static_cast<std::int64_t>(reason->count),
                  reason->time,       reason->channel, logEntryOf(*reason),
                  logEntryOf(*reason)};
    }
  }
}

Refusals refusalsOf(const Report& report) {
  Refusals refusals;
  const EnrollmentPart& part = report.enrollment;
  if (part.events.known()) {
    takeEvents(part.events.value, refusals);
  }
  if (refusals.count == 0 && part.refusals.known() && !part.refusals.value.empty() && !part.enrolledAt.known() &&
      managingEnrollment(part) == nullptr) {
    const auto& kept = *std::max_element(part.refusals.value.begin(), part.refusals.value.end(),
                                         [](const RefusalRecord& a, const RefusalRecord& b) { return a.at < b.at; });
    refusals = {fmt::format("0x{:08X}", kept.code), printable(kept.lastFailure, 400), 1, kept.at, kept.source};
  } else if (refusals.reason.empty() && part.refusals.known() && !part.refusals.value.empty()) {
    refusals.reason = printable(part.refusals.value.front().lastFailure, 400);
  }
  return refusals;
}

const Cause* causeOf(const Refusals& refusals) {
  const std::string reason = lower(refusals.reason);
  for (const Cause& each : causes) {
    if (equalIgnoringCase(refusals.code, notSupported) &&
        (reason.find(each.word) != std::string::npos || reason.find(each.otherWord) != std::string::npos)) {
      return &each;
    }
  }
  return nullptr;
}

// A refusal is how things stand only when nothing came after it: neither the status page nor, in Autopilot's log, a
// start from OOBE's first pages. What could not be read may hold just that.
bool standsRefused(const Scene& scene) {
  return scene.course == Course::none && !isUnknown(scene.report->autopilot.events.state);
}

}  // namespace

void addRefusals(const Scene& scene, std::vector<EarlierFailure>& all) {
  const Refusals refusals = refusalsOf(*scene.report);
  if (refusals.count > 0) {
    all.push_back({"Enrollment in device management was refused", refusals.code, refusals.count, refusals.last});
  }
}

void addEnrollment(const Scene& scene, std::vector<Finding>& findings) {
  const Refusals refusals = refusalsOf(*scene.report);
  const bool failed = scene.course == Course::failed && scene.step != nullptr && scene.step->id == "mdmEnrollment";
  // Who is enrolled, or went through the whole deployment, was refused only on the way.
  const bool enrolled = scene.course == Course::finished || managingEnrollment(scene.report->enrollment) != nullptr;
  if ((refusals.count == 0 || enrolled) && !failed) {
    return;
  }
  Finding finding{"mdm-enrollment-failed",
                  failed || standsRefused(scene) ? State::fail : State::warn,
                  "The device could not enroll in device management.",
                  {},
                  "Without enrollment no app and no policy arrives.",
                  "Ask for the user's license and for enrollment restrictions.",
                  "administrator of the tenant"};
  if (failed) {
    finding.evidence.push_back({stepName(*scene.step), printable(scene.step->text, 300), scene.phase->source});
  }
  explainCode(refusals.code.empty() && failed ? scene.step->errorCode : refusals.code, refusals.source, finding);
  if (!refusals.reason.empty()) {
    finding.evidence.push_back({"The server's reason", refusals.reason, refusals.source, refusals.reasonEntry});
  }
  if (refusals.count > 0) {
    finding.evidence.push_back(
        {"Attempts that were refused", fmt::format("{}", refusals.count), refusals.source, refusals.entry});
  }
  if (refusals.last != UtcTime{}) {
    finding.evidence.push_back({"Last", isoText(refusals.last), refusals.source, refusals.entry});
  }
  if (const Cause* cause = causeOf(refusals)) {
    finding.id = cause->id;
    finding.title = cause->title;
    finding.meaning = cause->meaning;
    finding.action = cause->action;
  }
  if (const std::string buttons = buttonsText(scene.part().page); failed && !buttons.empty()) {
    finding.action += " " + buttons;
  }
  findings.push_back(std::move(finding));
}

}  // namespace preflight::deployment
