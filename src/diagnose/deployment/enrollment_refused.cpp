#include "diagnose/deployment/enrollment_refused.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/esp_buttons.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/registration/status.h"
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
  LogEntryRef reasonEntry{};  // where the reason is
};

// What the server's words say about 0x80180014: either of two words shows the cause.
struct Cause {
  FindingId id;
  std::string_view word;
  std::string_view otherWord;
};

constexpr std::array causes{Cause{FindingId::mdmEnrollmentFailedWorkplaceJoin, "workplace join", "workplacejoin"},
                            Cause{FindingId::mdmEnrollmentFailedUsedOnce, "unblock", "self-deploying"},
                            Cause{FindingId::mdmEnrollmentFailedPersonal, "preregister", "personal"}};

// What a server that gives no reason leaves in the event.
bool isNothing(std::string_view text) {
  return trimmed(text).empty() || equalIgnoringCase(trimmed(text), "NULL");
}

// The registry usually keeps a number there, which is no reason.
std::string reasonIn(const RefusalRecord& kept) {
  const bool words = !isNothing(kept.lastFailure) && !knowledge::codeFrom(kept.lastFailure);
  return words ? printable(kept.lastFailure, 400) : std::string();
}

// The longest text is the reason; the others are short names of faults.
std::string longest(const EventFacts& event) {
  std::string best;
  for (const NamedText& field : event.data) {
    best = !isNothing(field.value) && field.value.size() > best.size() ? field.value : best;
  }
  return printable(best, 400);
}

bool isNewer(const EventFacts& a, const EventFacts& b) {
  return a.channel == b.channel ? a.recordId > b.recordId : a.time > b.time;
}

const EventFacts* newest(const std::vector<EventFacts>& events, std::uint64_t id) {
  const EventFacts* best = nullptr;
  for (const EventFacts& event : events) {
    if (event.id == id && (best == nullptr || isNewer(event, *best))) {
      best = &event;
    }
  }
  return best;
}

// Without words and code somebody only opened "connect to work" and left it: that is no refusal.
const EventFacts* newestReason(const std::vector<EventFacts>& events) {
  const EventFacts* best = nullptr;
  for (const EventFacts& event : events) {
    const bool says = event.id == serverReason && !(longest(event).empty() && failureCodeIn(event).empty());
    if (says && (best == nullptr || isNewer(event, *best))) {
      best = &event;
    }
  }
  return best;
}

const EventFacts* newestSuccess(const std::vector<EventFacts>& events) {
  const EventFacts* best = nullptr;
  for (const std::uint64_t id : acceptedIds) {
    const EventFacts* accepted = newest(events, id);
    best = best == nullptr || (accepted != nullptr && isNewer(*accepted, *best)) ? accepted : best;
  }
  return best;
}

// Both ids speak of the same try when enrollment is automatic: the one that was logged more often counts.
void takeEvents(const std::vector<EventFacts>& events, Refusals& refusals) {
  const EventFacts* success = newestSuccess(events);
  for (const std::uint64_t id : refusedIds) {
    std::int64_t count = 0;
    for (const EventFacts& event : events) {
      if (event.id != id || (success != nullptr && isNewer(*success, event))) {
        continue;
      }
      count += static_cast<std::int64_t>(event.count);
      if (refusals.last == UtcTime{} || event.time > refusals.last) {
        refusals.last = event.time;
        refusals.code = failureCodeIn(event);
        refusals.source = event.channel;
        refusals.entry = logEntryOf(event);
      }
    }
    refusals.count = std::max(refusals.count, count);
  }
  const EventFacts* reason = newestReason(events);
  if (reason != nullptr && (success == nullptr || isNewer(*reason, *success))) {
    refusals.reason = longest(*reason);
    refusals.reasonEntry = logEntryOf(*reason);
    if (refusals.count == 0) {
      refusals = {failureCodeIn(*reason), refusals.reason, static_cast<std::int64_t>(reason->count),
                  reason->time,           reason->channel, logEntryOf(*reason),
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
    const RefusalRecord& kept = *std::ranges::max_element(part.refusals.value, {}, &RefusalRecord::at);
    refusals = {fmt::format("0x{:08X}", kept.code), reasonIn(kept), 1, kept.at, kept.source};
  } else if (refusals.reason.empty() && part.refusals.known() && !part.refusals.value.empty()) {
    refusals.reason = reasonIn(part.refusals.value.front());
  }
  return refusals;
}

// The finding whose words say why, where the server said it.
FindingId idFor(const Refusals& refusals) {
  const std::string reason = lower(refusals.reason);
  for (const Cause& cause : causes) {
    if (equalIgnoringCase(refusals.code, notSupported) &&
        (reason.find(cause.word) != std::string::npos || reason.find(cause.otherWord) != std::string::npos)) {
      return cause.id;
    }
  }
  return FindingId::mdmEnrollmentFailed;
}

// A refusal is the present state only when nothing came after it: neither the ESP nor, in Autopilot's log, a start from
// OOBE's first pages. What could not be read may hold just that.
bool isLastWord(const DeploymentContext& context) {
  return context.state == DeploymentState::none && !isUnknown(context.report->autopilot.events.state);
}

void addEvidence(const DeploymentContext& context, const Refusals& refusals, std::vector<Evidence>& evidence) {
  if (!refusals.reason.empty()) {
    evidence.push_back({DeploymentId::labelReason, refusals.reason, refusals.source, refusals.reasonEntry});
  }
  if (refusals.count > 0) {
    evidence.push_back({DeploymentId::labelAttempts, std::to_string(refusals.count), refusals.source, refusals.entry});
  }
  if (refusals.last != UtcTime{}) {
    evidence.push_back({DeploymentId::labelLast, timeText(context, refusals.last), refusals.source, refusals.entry});
  }
}

}  // namespace

void addRefusals(const DeploymentContext& context, std::vector<EarlierFailure>& all) {
  const Refusals refusals = refusalsOf(*context.report);
  if (refusals.count > 0) {
    all.push_back({DeploymentId::earlierRefused, refusals.code, refusals.count, refusals.last});
  }
}

void addEnrollment(const DeploymentContext& context, std::vector<Finding>& findings) {
  const Refusals refusals = refusalsOf(*context.report);
  const bool failed = context.state == DeploymentState::failed && context.isAtStep("mdmEnrollment");
  // A device that is enrolled, or went through the whole deployment, was refused only on the way.
  const bool enrolled =
      context.state == DeploymentState::finished || managingEnrollment(context.report->enrollment) != nullptr;
  if ((refusals.count == 0 || enrolled) && !failed) {
    return;
  }
  const std::string code = refusals.code.empty() && failed ? context.step->errorCode : refusals.code;
  const bool registered = registration::serviceAnswerOf(*context.report).state == RegistrationAnswer::profile;
  Finding finding = makeFinding(idFor(refusals), {{"code", codeAlone(code)}, {"registered", registered ? "yes" : ""}});
  finding.state = failed || isLastWord(context) ? State::fail : State::warn;
  if (failed) {
    finding.evidence.push_back({stepName(*context.step), printable(context.step->text, 300), context.phase->source});
  }
  explainCode(code, refusals.source, finding);
  if (finding.advice) {  // the title has the meaning
    finding.args.push_back({"reason", finding.advice->meaning});
    finding.advice->meaning = Text::filled(rowFor(finding.id, finding.args).meaning, finding.args);
  }
  if (finding.id != FindingId::mdmEnrollmentFailed) {
    finding.advice.reset();  // the server's words say more than the code
  }
  addEvidence(context, refusals, finding.evidence);
  if (failed) {
    addButtonsNote(context.part().page, finding);
  }
  findings.push_back(std::move(finding));
}

}  // namespace preflight::deployment
